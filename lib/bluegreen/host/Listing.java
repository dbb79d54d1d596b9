package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is in folders. */
public final class Listing {
  private Listing() {}

  /**
   * What is in a folder, by name. Nothing where there is no such folder, or it is not ours to see;
   * a pipe under its name is not opened, which would be to wait for whoever writes to it.
   */
  public static List<Path> of(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
