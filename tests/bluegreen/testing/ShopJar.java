package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.zeroturnaround.exec.ProcessExecutor;

/** The jars of the web app in {@code tests/apps/shop}, built once for each version and source. */
public final class ShopJar {

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
    Path app = Builds.project().resolve("tests/apps/shop");
    try {
      Path jar = app.resolve("target/shop-" + version + "-" + Builds.digest(sources(app)) + ".jar");
      Builds.once(jar, () -> build(app, version, jar));
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build " + app, e);
    }
  }

  private static void build(Path app, String version, Path jar) throws IOException {
    Path folder = jar.resolveSibling("build");
    Builds.delete(folder); // What a build left that was killed.
    Builds.tool(
        new ProcessExecutor(
                "mvn",
                "-q",
                "-B",
                "-Dstyle.color=never",
                "package",
                "-Dshop.version=" + version,
                "-Dshop.target=" + folder)
            .directory(app.toFile()));
    Files.move(folder.resolve("shop.jar"), jar, StandardCopyOption.ATOMIC_MOVE);
    Builds.delete(folder);
  }

  private static List<Path> sources(Path app) throws IOException {
    return Stream.concat(
            Stream.of(app.resolve("pom.xml")), Builds.files(app.resolve("src")).stream())
        .toList();
  }
}
