package bluegreen.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where programs are found. */
public final class Programs {
  /** The folders that every program of ours looks for others in. */
  public static final String USUAL_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Programs() {}

  /**
   * The file that a bare name stands for.
   *
   * @param path folders, with colons between them; those that are not absolute are passed over
   */
  public static Optional<Path> find(String name, String path) {
    return Stream.of(path.split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Programs::isProgram)
        .findFirst();
  }

  /** Whether a file can be run. */
  public static boolean isProgram(Path file) {
    return Files.isExecutable(file) && !Files.isDirectory(file);
  }
}
