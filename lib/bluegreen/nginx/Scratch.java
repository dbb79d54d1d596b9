package bluegreen.nginx;

import bluegreen.host.Listing;
import bluegreen.host.Processes;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder that is gone again when it is closed, or its process ends by a signal that it hears of.
 * What a process has left that was killed, the next one of the same user clears away.
 */
final class Scratch implements AutoCloseable {
  private static final String PREFIX = "bluegreen-trial-";

  private static final int RADIX = 36;

  /** Far more than a trial takes. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Whose it is: his namespace, in which alone pids can be told, his pid and his start. */
  private static final Pattern NAME =
      Pattern.compile(PREFIX + "([0-9a-z]{1,13})-([0-9a-z]{1,13})-([0-9a-z]{1,13})-\\d+");

  private final Path folder;
  private final Thread hook;

  private Scratch(Path folder) {
    this.folder = folder;
    this.hook = new Thread(this::discard, "scratch");
  }

  /** A new one in a folder, where what others have left is cleared away. */
  static Scratch in(Path parent) throws IOException {
    Processes processes = new Processes();
    clear(parent, processes);
    Processes.Id own =
        processes
            .find(ProcessHandle.current().pid())
            .map(Processes.Info::id)
            .orElseThrow(() -> new IOException("there is no /proc of ours"));
    String name =
        PREFIX + namespace() + "-" + shown(own.pid()) + "-" + shown(own.startTicks()) + "-";
    Scratch scratch = new Scratch(Files.createTempDirectory(parent, name));
    try {
      Runtime.getRuntime().addShutdownHook(scratch.hook);
    } catch (IllegalStateException e) {
      scratch.discard();
      throw new IOException("we are told to end", e);
    }
    return scratch;
  }

  /** The folder. */
  Path folder() {
    return folder;
  }

  private static void clear(Path parent, Processes processes) throws IOException {
    String namespace = namespace();
    for (Path each : Listing.of(parent)) {
      Matcher name = NAME.matcher(each.getFileName().toString());
      if (name.matches() && isOwn(each, processes)) {
        Processes.Id maker = new Processes.Id(number(name.group(2)), number(name.group(3)));
        boolean known = name.group(1).equals(namespace);
        if (known ? !processes.runs(maker) : isOld(each)) {
          new Scratch(each).discard();
        }
      }
    }
  }

  private static boolean isOld(Path folder) throws IOException {
    Instant made = Files.getLastModifiedTime(folder).toInstant();
    return made.isBefore(Instant.now().minus(LONGEST));
  }

  private static boolean isOwn(Path folder, Processes processes) {
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && ((Number) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                  .longValue()
              == processes.ownUser();
    } catch (IOException e) {
      return false; // Gone meanwhile.
    }
  }

  /** The namespace of our pids: others may share the folder. */
  private static String namespace() throws IOException {
    String digits =
        Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().replaceAll("\\D", "");
    return shown(Long.parseLong(digits));
  }

  private static String shown(long number) {
    return Long.toString(number, RADIX);
  }

  private static long number(String shown) {
    return Long.parseLong(shown, RADIX);
  }

  @Override
  public void close() {
    discard();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It does the same at this moment.
    }
  }

  private void discard() {
    try {
      Files.walkFileTree(folder, new Discarding());
    } catch (IOException e) {
      // Another one clears it away, or the next run does.
    }
  }

  /** A folder that sudo has had nginx make is not ours to look into, and empty. */
  private static final class Discarding extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (!(e instanceof NoSuchFileException)) {
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
