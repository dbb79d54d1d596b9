package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * The nginx of another release of Debian, with the libraries that it was built for: its packages
 * are fetched once, unpacked but not installed, and kept in the user's cache. Needs apt and
 * patchelf.
 */
public final class DebianNginx {
  private static final String MIRROR = "http://deb.debian.org/debian";
  private static final String KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg";

  private static final Pattern LIBRARY = Pattern.compile(".*\\.so(\\.[0-9]+)*");
  private static final Pattern LOADER = Pattern.compile("ld-linux.*");

  private DebianNginx() {}

  /**
   * Puts one into a folder, which is made and open to everybody; the program.
   *
   * @param suite the release, such as {@code trixie}
   */
  public static Path of(String suite, Path folder) {
    Path kept = DebianRoot.cache().resolve("nginx-" + suite);
    try {
      Builds.once(kept, () -> fetch(suite, kept));
      Files.createDirectories(folder);
      for (Path file : Builds.files(kept)) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
      // Our own nginx is not root.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return linked(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make an nginx of " + suite, e);
    }
  }

  /** Has the program loaded with the libraries beside it, instead of this machine's. */
  private static Path linked(Path folder) throws IOException {
    Path program = folder.resolve("nginx");
    Path loader;
    try (Stream<Path> files = Files.list(folder)) {
      loader =
          files
              .filter(f -> LOADER.matcher(f.getFileName().toString()).matches())
              .findFirst()
              .orElseThrow();
    }
    Builds.tool(
        new ProcessExecutor(
            "patchelf",
            "--set-interpreter",
            loader.toString(),
            "--force-rpath",
            "--set-rpath",
            folder.toString(),
            program.toString()));
    return program;
  }

  private static void fetch(String suite, Path kept) throws IOException {
    System.out.println("  fetching the nginx of Debian " + suite + " into " + kept + ", once");
    Path work = kept.resolveSibling("unfinished-" + kept.getFileName());
    Builds.delete(work);
    for (String folder : List.of("lists/partial", "cache/archives/partial", "root", "kept")) {
      Files.createDirectories(work.resolve(folder));
    }
    Files.writeString(work.resolve("status"), "");
    Files.writeString(
        work.resolve("sources.list"),
        "deb [signed-by=%s] %s %s main\n".formatted(KEYS, MIRROR, suite));
    apt(work, "update");
    apt(work, "install", "-y", "--download-only", "--no-install-recommends", "nginx");
    try (Stream<Path> packages = Files.list(work.resolve("cache/archives"))) {
      for (Path each : packages.filter(p -> p.toString().endsWith(".deb")).toList()) {
        Builds.tool(
            new ProcessExecutor(
                "dpkg-deb", "--extract", each.toString(), work.resolve("root").toString()));
      }
    }
    pick(work.resolve("root"), work.resolve("kept"));
    Files.move(work.resolve("kept"), kept, StandardCopyOption.ATOMIC_MOVE);
    Builds.delete(work);
  }

  /** Knows nothing of what is installed on this machine, and changes nothing of it. */
  private static void apt(Path work, String... arguments) throws IOException {
    Builds.tool(
        new ProcessExecutor(
            Stream.concat(
                    Stream.of(
                        "apt-get",
                        "-q",
                        "-o",
                        "Dir::Etc::sourcelist=" + work.resolve("sources.list"),
                        "-o",
                        "Dir::Etc::sourceparts=-",
                        "-o",
                        "Dir::State=" + work,
                        "-o",
                        "Dir::State::status=" + work.resolve("status"),
                        "-o",
                        "Dir::Cache=" + work.resolve("cache"),
                        "-o",
                        "Acquire::Languages=none"),
                    Stream.of(arguments))
                .toList()));
  }

  /**
   * The program and the libraries, the loader among them, under the names that they are loaded by.
   */
  private static void pick(Path root, Path to) throws IOException {
    Files.copy(
        root.resolve("usr/sbin/nginx"), to.resolve("nginx"), StandardCopyOption.COPY_ATTRIBUTES);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(DebianNginx::isLibrary).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean isLibrary(Path file) {
    return LIBRARY.matcher(file.getFileName().toString()).matches()
        && file.getParent().toString().endsWith("-linux-gnu")
        && Files.isRegularFile(file);
  }
}
