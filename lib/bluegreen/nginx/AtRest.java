package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What its files tell of an nginx that does not run. It is not asked itself: a test creates the
 * files that a start would, and this is to touch nothing. What it says of copies is for {@link
 * StartTrial}, before it is to start.
 *
 * @param configuration the whole configuration; empty where not all of it can be read
 * @param problem why nginx would refuse it, as far as that is plain
 */
record AtRest(Optional<Configuration> configuration, Optional<String> problem) {
  /**
   * Reads the files.
   *
   * @param conf the main one
   * @param ours those that a run would write
   */
  static AtRest of(Path conf, List<Path> ours) {
    Optional<Configuration> read = Configuration.ofFiles(conf);
    List<Path> missing =
        read.stream()
            .flatMap(c -> c.missing().stream())
            .map(name -> Path.of(name.replace("\0", "")).normalize())
            .filter(file -> !ours.contains(file) || Files.isDirectory(file))
            .toList();
    return new AtRest(
        read.filter(c -> missing.isEmpty()),
        missing.stream()
            .filter(file -> !read.get().missing().contains(file + "/")) // Closed, as it seems.
            .flatMap(file -> wrong(file, read.get()).stream())
            .findFirst());
  }

  private static Optional<String> wrong(Path file, Configuration read) {
    String by =
        read.statements()
            .filter(d -> d.is("include") && file.endsWith(d.arg(0).replace("\0", "")))
            .findFirst()
            .map(d -> ", which " + d.place() + " includes,")
            .orElse("");
    if (Files.isDirectory(file)) {
      return Optional.of(file + by + " is a folder and no file");
    } else if (Files.isSymbolicLink(file) && Files.notExists(file)) {
      return Optional.of(file + by + " is a link that leads nowhere");
    }
    return Files.notExists(file) ? Optional.of(file + by + " does not exist") : Optional.empty();
  }
}
