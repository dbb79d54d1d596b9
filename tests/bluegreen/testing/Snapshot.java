package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The state of a folder and of its processes, to be compared with a later one: names, kinds, sizes,
 * times of change to the nanosecond, permissions, owners and the SHA-256 of each file; pids and
 * times of start of each process.
 */
public final class Snapshot {
  /** Where nginx keeps the bodies of requests that it is just receiving. */
  private static final Pattern TEMPORARY = Pattern.compile("/nginx/temp/.");

  private final Map<String, String> lines;

  private Snapshot(Map<String, String> lines) {
    this.lines = lines;
  }

  static Snapshot of(Path folder) {
    Map<String, String> lines = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(p -> !TEMPORARY.matcher(p.toString()).find()).toList()) {
        lines.put(path.toString(), describe(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new FolderProcesses(folder)
        .all()
        .forEach((pid, p) -> lines.put("process " + pid, p.startTicks() + " " + p.command()));
    return new Snapshot(lines);
  }

  private static String describe(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(
            path, "unix:mode,uid,gid,ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    String content = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? digest(path) : "";
    return new TreeMap<>(attributes) + " " + content;
  }

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Fails, naming each difference, unless nothing at all has changed since. */
  public void assertSameAs(Snapshot later, String when) {
    StringBuilder differences = new StringBuilder();
    TreeSet<String> names = new TreeSet<>(lines.keySet());
    names.addAll(later.lines.keySet());
    for (String name : names) {
      String before = lines.getOrDefault(name, "not there");
      String after = later.lines.getOrDefault(name, "not there");
      if (!before.equals(after)) {
        differences.append("\n").append(name);
        differences.append("\n  before: ").append(before).append("\n  after:  ").append(after);
      }
    }
    assertEquals("", differences.toString(), "changed by " + when);
  }
}
