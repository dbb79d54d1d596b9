package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

/** The jars of the web app in {@code tests/apps/shop}, built once for each version and source. */
public final class ShopJar {
  private static final long LONGEST_BUILD_MINUTES = 15;

  private ShopJar() {}

  /**
   * The jar of that version, built with Maven where it is not there yet. Threads and processes may
   * ask for it at the same time: one builds, the others wait.
   *
   * @param version letters, digits, dots and hyphens
   * @throws IllegalStateException with Maven's output, if it cannot be built
   */
  public static Path version(String version) {
    if (!version.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,40}")) {
      throw new IllegalArgumentException("not a version: " + version);
    }
    Path app = app();
    Path target = app.resolve("target");
    try {
      Path jar = target.resolve("shop-" + version + "-" + digest(sources(app)) + ".jar");
      if (Files.notExists(jar)) {
        Files.createDirectories(target);
        buildAlone(app, version, jar);
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build " + app, e);
    }
  }

  // A file lock keeps processes apart, but within one it is an error to ask for it twice.
  private static synchronized void buildAlone(Path app, String version, Path jar)
      throws IOException {
    Path lock = jar.resolveSibling("build.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (held.isValid() && Files.notExists(jar)) {
        build(app, version, jar);
      }
    }
  }

  private static void build(Path app, String version, Path jar) throws IOException {
    Path folder = jar.resolveSibling("build");
    delete(folder); // What a build left that was killed.
    maven(app, "-Dshop.version=" + version, "-Dshop.target=" + folder);
    Files.move(folder.resolve("shop.jar"), jar, StandardCopyOption.ATOMIC_MOVE);
    delete(folder);
  }

  private static void maven(Path app, String version, String target) throws IOException {
    ProcessExecutor maven =
        new ProcessExecutor("mvn", "-q", "-B", "-Dstyle.color=never", "package", version, target)
            .directory(app.toFile())
            .redirectErrorStream(true)
            .readOutput(true)
            .destroyOnExit()
            .timeout(LONGEST_BUILD_MINUTES, TimeUnit.MINUTES);
    try {
      ProcessResult result = maven.execute();
      if (result.getExitValue() != 0) {
        throw new IllegalStateException(
            "mvn package in %s failed:%n%s".formatted(app, result.outputUTF8()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building " + app, e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "mvn package in %s took over %d minutes".formatted(app, LONGEST_BUILD_MINUTES), e);
    }
  }

  /** Upwards from the working directory: tests run from their folder or from the project's. */
  private static Path app() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("tests/apps/shop"))
        .filter(app -> Files.exists(app.resolve("pom.xml")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no tests/apps/shop above " + here));
  }

  private static List<Path> sources(Path app) throws IOException {
    try (Stream<Path> files = Files.walk(app.resolve("src"))) {
      return Stream.concat(Stream.of(app.resolve("pom.xml")), files.filter(Files::isRegularFile))
          .sorted()
          .toList();
    }
  }

  private static String digest(List<Path> files) throws IOException {
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

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
