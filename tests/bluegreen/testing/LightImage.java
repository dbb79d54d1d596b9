package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.zeroturnaround.exec.ProcessExecutor;

/** The light app as the root filesystem of an image, with a Java of its own and no shell. */
public final class LightImage {
  /** What the image runs. */
  public static final String ENTRYPOINT =
      "ENTRYPOINT [\"/jre/bin/java\",\"-XX:+UseSerialGC\",\"-XX:TieredStopAtLevel=1\",\"-Xmx64m\","
          + "\"-jar\",\"/light.jar\"]";

  private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

  private LightImage() {}

  /** The root filesystem of that version, as an archive; made where it is not there yet. */
  public static Path version(String version) {
    Path jar = LightJar.version(version);
    Path archive = Path.of(jar.toString().replaceFirst("\\.jar$", ".tar"));
    try {
      Builds.once(archive, () -> build(jar, archive));
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + archive, e);
    }
  }

  private static void build(Path jar, Path archive) throws IOException {
    Path root = archive.resolveSibling("root");
    Builds.delete(root);
    Files.createDirectories(root.resolve("tmp"));
    Path jre = root.resolve("jre");
    tool(
        Path.of(System.getProperty("java.home"), "bin/jlink").toString(),
        "--add-modules",
        "java.base,jdk.httpserver",
        "--strip-debug",
        "--output",
        jre.toString());
    for (String library : libraries(jre)) {
      Path to = root.resolve(library.substring(1));
      Files.createDirectories(to.getParent());
      Files.copy(Path.of(library), to); // What a link leads to.
    }
    Files.copy(jar, root.resolve("light.jar"));
    Path packed = archive.resolveSibling("root.tar");
    tool("tar", "-C", root.toString(), "-cf", packed.toString(), ".");
    Files.move(packed, archive, StandardCopyOption.ATOMIC_MOVE);
    Builds.delete(root);
  }

  /** The system's libraries that Java needs, as the loader finds them. */
  private static TreeSet<String> libraries(Path jre) throws IOException {
    List<String> ldd = new ArrayList<>(List.of("ldd", jre.resolve("bin/java").toString()));
    try (Stream<Path> files = Files.walk(jre.resolve("lib"))) {
      files.filter(f -> f.toString().endsWith(".so")).forEach(f -> ldd.add(f.toString()));
    }
    TreeSet<String> found = new TreeSet<>();
    try {
      String said = new ProcessExecutor(ldd).readOutput(true).execute().outputUTF8();
      LIBRARY
          .matcher(said)
          .results()
          .map(match -> match.group(1))
          .filter(file -> !file.startsWith(jre.toString()))
          .forEach(found::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private static void tool(String... command) throws IOException {
    Builds.tool(new ProcessExecutor(command));
  }
}
