package bluegreen.command.starter;

import bluegreen.state.AppJar;
import bluegreen.state.JarPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a folder holds that can be run.
 *
 * @param folder absolute
 * @param jars those that can be run, the likeliest first
 * @param others jars and wars beside them that cannot
 */
record Project(Path folder, List<AppJar> jars, List<AppJar> others, Optional<NodeApp> node) {
  private static final int DEEPEST = 4;
  private static final int MOST_FOLDERS = 2000;

  /** Where build tools and people put jars, below a module's folder. */
  private static final List<String> PLACES = List.of("", "build/libs", "target", "dist");

  private static final Pattern NO_MODULE =
      Pattern.compile("\\..*|node_modules|src|build|target|dist|out|gradle|bin|logs?|docs?");

  /** A name with a version or a date at its end. */
  private static final Pattern VERSIONED =
      Pattern.compile("(.*?[-_.]v?|\\D*?(?=\\d{6}))(\\d.*)(\\.[jw]ar)");

  /** Looks at a folder, its modules, and where their jars are built. */
  static Project at(Path where) {
    Path folder = where.toAbsolutePath().normalize();
    List<AppJar> jars = new ArrayList<>();
    List<AppJar> others = new ArrayList<>();
    for (Path module : modules(folder)) {
      for (String place : PLACES) {
        if (!place.isEmpty() || module.equals(folder)) {
          for (Path file : entries(module.resolve(place))) {
            if (file.toString().matches("(?s).*\\.[jw]ar") && Files.isRegularFile(file)) {
              AppJar jar = AppJar.at(file);
              (jar.isApp() ? jars : others).add(jar);
            }
          }
        }
      }
    }
    return new Project(folder, sorted(folder, jars), others, NodeApp.at(folder));
  }

  /** The folder itself, then those of its modules. */
  private static List<Path> modules(Path folder) {
    List<Path> modules = new ArrayList<>(List.of(folder));
    for (int i = 0; i < modules.size() && modules.size() < MOST_FOLDERS; i++) {
      if (modules.get(i).getNameCount() - folder.getNameCount() < DEEPEST) {
        entries(modules.get(i)).stream()
            .filter(f -> Files.isDirectory(f) && !Files.isSymbolicLink(f))
            .filter(f -> !NO_MODULE.matcher(f.getFileName().toString()).matches())
            .forEach(modules::add);
      }
    }
    return modules;
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Those nearest to the folder first, of one module what Spring Boot has packed, the newest. */
  private static List<AppJar> sorted(Path folder, List<AppJar> jars) {
    return jars.stream()
        .sorted(
            Comparator.<AppJar>comparingInt(j -> module(folder, j.file()).getNameCount())
                .thenComparing(j -> module(folder, j.file()))
                .thenComparing(j -> !JarContents.of(j.file()).spring())
                .thenComparing(j -> -j.file().toFile().lastModified()))
        .toList();
  }

  /** The module that a jar was built for. */
  private static Path module(Path folder, Path jar) {
    Path at = jar.getParent();
    for (String place : PLACES) {
      if (!place.isEmpty() && at.endsWith(place) && !at.equals(folder)) {
        return at.subpath(0, at.getNameCount() - Path.of(place).getNameCount());
      }
    }
    return at;
  }

  /** The jar of a running app, where one here is the same app's; or else the likeliest. */
  Optional<Path> jar(Optional<Path> running) {
    return running
        .flatMap(r -> jars.stream().map(AppJar::file).filter(f -> isSame(f, r)).findFirst())
        .or(() -> jars.stream().map(AppJar::file).findFirst());
  }

  private static boolean isSame(Path jar, Path running) {
    return jar.equals(running) || base(jar).equals(base(running));
  }

  /** Whether a running jar is one of this project's. */
  boolean owns(Path running) {
    return running.startsWith(folder) || jars.stream().anyMatch(j -> isSame(j.file(), running));
  }

  /** Other apps' jars beside the chosen one. */
  List<Path> beside(Path chosen) {
    return jars.stream().map(AppJar::file).filter(f -> !base(f).equals(base(chosen))).toList();
  }

  /** A jar's name without version and date. */
  static String base(Path jar) {
    String name = jar.getFileName().toString();
    Matcher versioned = VERSIONED.matcher(name);
    String base = versioned.matches() ? versioned.group(1) : name.replaceFirst("\\.[jw]ar$", "");
    return base.replaceFirst("[-_.]+v?$", "");
  }

  /** A pattern that stands for a jar, and for those of its next builds; empty where none does. */
  static Optional<Path> pattern(Path jar) {
    Matcher versioned = VERSIONED.matcher(jar.getFileName().toString());
    if (!versioned.matches()) {
      return Optional.empty();
    }
    Path pattern = jar.resolveSibling(versioned.group(1) + "[0-9]*" + versioned.group(3));
    return JarPattern.of(pattern)
        .flatMap(JarPattern::only)
        .filter(jar::equals)
        .map(only -> pattern);
  }

  /** Where a jar will be when it is built, by the build tool that the project has. */
  String usualJar() {
    if (Files.exists(folder.resolve("pom.xml"))) {
      return "target/*.jar";
    }
    boolean gradle =
        Stream.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")
            .anyMatch(f -> Files.exists(folder.resolve(f)));
    return gradle ? "build/libs/*.jar" : "*.jar";
  }

  /** As short as it can be said: below the folder, relative to it. */
  String shown(Path path) {
    return path.startsWith(folder) ? folder.relativize(path).toString() : path.toString();
  }
}
