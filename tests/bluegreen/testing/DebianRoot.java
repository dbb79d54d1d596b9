package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * The files of a Debian server with systemd, nginx and a Java runtime: made once by debootstrap,
 * and kept in the user's cache.
 */
final class DebianRoot {
  private static final String SUITE = "bookworm";

  private static final List<String> PACKAGES =
      List.of(
          "ca-certificates",
          "curl",
          "dbus",
          "iproute2",
          "libnginx-mod-stream",
          "nginx-light",
          "openjdk-17-jre-headless",
          "procps",
          "sudo",
          "systemd",
          "systemd-sysv");

  /** What a test never looks at, and would only have to be copied. */
  private static final List<String> NEEDLESS =
      List.of("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/locale");

  private DebianRoot() {}

  /**
   * The folder, which nobody may write to.
   *
   * @throws IllegalStateException where it is not there yet and cannot be made
   */
  static Path get() {
    Path folder = cache().resolve("debian-" + SUITE + "-" + digest());
    try {
      Builds.once(folder, () -> build(folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }

  /** Where the tests keep what they fetch once. */
  static Path cache() {
    Path root =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(folder -> folder.startsWith("/"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    return root.resolve("bluegreen");
  }

  /** Another list is another folder. */
  private static String digest() {
    try {
      byte[] list = (PACKAGES + " " + NEEDLESS).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(list), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void build(Path folder) throws IOException {
    Path unfinished = folder.resolveSibling("unfinished-" + folder.getFileName());
    Builds.delete(unfinished);
    System.out.println("  making a Debian root in " + folder + ", once");
    Builds.tool(
        new ProcessExecutor(
            "debootstrap",
            "--variant=minbase",
            "--include=" + String.join(",", PACKAGES),
            SUITE,
            unfinished.toString()));
    for (String needless : NEEDLESS) {
      Path below = unfinished.resolve(needless);
      try (Stream<Path> children = Files.list(below)) {
        children.forEach(Builds::delete);
      }
    }
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
  }
}
