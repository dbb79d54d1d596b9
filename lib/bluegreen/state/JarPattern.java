package bluegreen.state;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A path with {@code *}, {@code ?} or {@code […]} in it, as a shell has them, that stands for the
 * one jar which can be run among those that it matches: the names of builds hold dates and
 * versions.
 *
 * @param pattern absolute
 * @param matches what is there, files only, sorted
 */
public record JarPattern(Path pattern, List<AppJar> matches) {
  private static final int SHOWN = 6;

  /** What a path stands for; empty where it is no pattern, or a file has that very name. */
  public static Optional<JarPattern> of(Path path) {
    if (!isPattern(path.toString()) || Files.exists(path)) {
      return Optional.empty();
    }
    return Optional.of(
        new JarPattern(
            path, expanded(path).stream().filter(Files::isRegularFile).map(AppJar::at).toList()));
  }

  private static boolean isPattern(String text) {
    return text.matches("(?s).*[*?\\[].*");
  }

  /** The jar; empty where it is not certain which one that is. */
  public Optional<Path> only() {
    List<AppJar> apps = apps();
    return apps.size() == 1 && cutShort().isEmpty()
        ? Optional.of(apps.get(0).file())
        : Optional.empty();
  }

  private List<AppJar> apps() {
    return matches.stream().filter(AppJar::isApp).toList();
  }

  private Optional<AppJar> cutShort() {
    return matches.stream().filter(AppJar::cutShort).findFirst();
  }

  /** Why it is not certain which jar is meant: what there is instead. */
  public String problem() {
    List<AppJar> apps = apps();
    if (matches.isEmpty()) {
      return pattern + " matches no file; " + beside();
    } else if (cutShort().isPresent()) {
      AppJar jar = cutShort().get();
      return pattern + " matches " + shown(jar.file()) + ", which " + jar.flaw().orElse("");
    } else if (apps.isEmpty()) {
      String each =
          matches.stream()
              .limit(SHOWN)
              .map(j -> shown(j.file()) + " " + j.flaw().orElse("goes with a build, by its name"))
              .collect(Collectors.joining("; "));
      return pattern + " matches no jar that can be run: " + each;
    }
    return pattern
        + " matches "
        + apps.size()
        + " jars that can be run: "
        + list(apps.stream().map(j -> shown(j.file())).toList())
        + "; leave one of them there, or name the one that is meant";
  }

  private String beside() {
    Path folder = folder();
    if (!Files.isDirectory(folder)) {
      return "there is no folder " + folder;
    }
    List<String> names = entries(folder).stream().map(p -> name(p)).toList();
    return names.isEmpty() ? folder + " is empty" : "what is in " + folder + " is " + list(names);
  }

  private static String name(Path path) {
    return path.getFileName() + (Files.isDirectory(path) ? "/" : "");
  }

  private static String list(List<String> names) {
    String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    return String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + more;
  }

  /** The folder in which the pattern begins. */
  private Path folder() {
    Path folder = pattern;
    while (isPattern(folder.toString())) {
      folder = folder.getParent();
    }
    return folder;
  }

  private String shown(Path file) {
    return folder().relativize(file).toString();
  }

  private static List<Path> expanded(Path pattern) {
    List<Path> found = List.of(pattern.getRoot());
    for (Path part : pattern) {
      List<Path> deeper = new ArrayList<>();
      for (Path folder : found) {
        if (isPattern(part.toString())) {
          entries(folder).stream().filter(e -> fits(part.toString(), e)).forEach(deeper::add);
        } else {
          deeper.add(folder.resolve(part));
        }
      }
      found = deeper;
    }
    return found.stream().sorted().toList();
  }

  /** As in a shell, a name that begins with a dot is meant only where that is said. */
  private static boolean fits(String part, Path entry) {
    if (entry.getFileName().toString().startsWith(".") && !part.startsWith(".")) {
      return false;
    }
    try {
      String glob = "glob:" + part.replaceAll("[\\\\{}]|\\[(?!.*])", "\\\\$0");
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher(glob);
      return matcher.matches(entry.getFileName());
    } catch (PatternSyntaxException e) {
      return entry.getFileName().toString().equals(part);
    }
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
