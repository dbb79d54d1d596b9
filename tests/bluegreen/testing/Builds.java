package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;

/** What tests build from sources of this project: once for each state of the sources. */
public final class Builds {
  private static final long LONGEST_MINUTES = 15;

  private Builds() {}

  /** Puts the file there. */
  interface Build {
    /** Builds the file, which is to appear in one step. */
    void run() throws IOException;
  }

  /** Upwards from the working directory: tests run from their folder or from the project's. */
  static Path project() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, folder -> folder != null, Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("tests/apps/shop/pom.xml")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not below the project's folder: " + here));
  }

  /**
   * Builds a file unless it is there. Threads and processes may ask for it at the same time: one
   * builds, the others wait.
   */
  static void once(Path file, Build build) throws IOException {
    if (Files.notExists(file)) {
      Files.createDirectories(file.getParent());
      alone(file, build);
    }
  }

  // A file lock keeps processes apart, but within one it is an error to ask for it twice.
  private static synchronized void alone(Path file, Build build) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file.resolveSibling("build.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (held.isValid() && Files.notExists(file)) {
        build.run();
      }
    }
  }

  /** Twelve hex digits that tell the state of the files, in the order given. */
  public static String digest(List<Path> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update(file.getFileName().toString().getBytes());
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** All files below a folder, sorted. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /**
   * Runs a build tool.
   *
   * @throws IllegalStateException with its output, if it fails
   */
  static void tool(ProcessExecutor tool) throws IOException {
    String command = String.join(" ", tool.getCommand());
    try {
      ProcessResult result =
          tool.redirectErrorStream(true)
              .readOutput(true)
              .destroyOnExit()
              .timeout(LONGEST_MINUTES, TimeUnit.MINUTES)
              .execute();
      if (result.getExitValue() != 0) {
        throw new IllegalStateException("%s failed:%n%s".formatted(command, result.outputUTF8()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + command, e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "%s took over %d minutes".formatted(command, LONGEST_MINUTES), e);
    }
  }

  /** Removes a folder with all that is in it. */
  public static void delete(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
