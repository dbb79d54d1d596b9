package bluegreen.command.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The profiles of a Spring Boot app that were seen to exist.
 *
 * @param seen by the profile's name, where it was seen, in a few words
 */
record Profiles(Map<String, String> seen) {
  private static final Pattern ACTIVE =
      Pattern.compile("(?is)(?:--|-D)?spring[._]profiles[._](?:active|include)=(.*)");

  private static final Pattern LOCATION =
      Pattern.compile("(?is)(?:--|-D)?spring[._]config[._](?:additional[-_]?)?location=(.*)");

  private static final Pattern FILE =
      Pattern.compile("(?:.*/)?application-([^/]+)\\.(?:properties|ya?ml)");

  private static final int MOST_FILES = 1000;

  /**
   * Looks into the jar, beside it, and where the running app finds its settings.
   *
   * @param running the app, and its other version where that runs as well
   */
  static Profiles of(JarContents contents, Optional<Path> jar, List<RunningApp> running) {
    Map<String, String> seen = new LinkedHashMap<>();
    String name = jar.map(j -> j.getFileName().toString()).orElse("the jar");
    contents.profiles().forEach(p -> seen.put(p, "in " + name));
    Set<Path> folders = new LinkedHashSet<>();
    jar.ifPresent(j -> settings(j.toAbsolutePath().getParent(), folders));
    for (RunningApp app : running) {
      app.jar().ifPresent(j -> settings(j.getParent(), folders));
      app.cwd().ifPresent(c -> settings(c, folders));
      words(app, LOCATION).forEach(place -> location(place, app, folders));
    }
    folders.forEach(folder -> look(folder, seen));
    for (RunningApp app : running) {
      active(app).forEach(p -> seen.putIfAbsent(p, "of the running pid " + app.pid()));
    }
    return new Profiles(seen);
  }

  /** The profiles that an app runs with, as it was started. */
  static List<String> active(RunningApp app) {
    return words(app, ACTIVE).stream().distinct().toList();
  }

  private static List<String> words(RunningApp app, Pattern option) {
    List<String> all = new ArrayList<>(app.argv());
    app.telling().forEach((name, value) -> all.add(name + "=" + value));
    return all.stream()
        .map(option::matcher)
        .filter(Matcher::matches)
        .flatMap(m -> Stream.of(m.group(1).split("[,;]")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Where Spring Boot looks by itself. */
  private static void settings(Path folder, Set<Path> folders) {
    folders.add(folder);
    folders.add(folder.resolve("config"));
  }

  /** A file or folder that the app was told of; what is in the jar is known. */
  private static void location(String place, RunningApp app, Set<Path> folders) {
    String path = place.replaceFirst("^(optional:)?(file:(//(?=/))?)?", "");
    if (!path.startsWith("classpath:") && path.chars().noneMatch(c -> c == '*' || c == 0)) {
      Path where = app.cwd().orElse(Path.of("/")).resolve(path);
      folders.add(Files.isDirectory(where) ? where : where.resolveSibling("."));
    }
  }

  private static void look(Path folder, Map<String, String> seen) {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .limit(MOST_FILES)
          .map(file -> FILE.matcher(file.toString()))
          .filter(Matcher::matches)
          .forEach(m -> seen.putIfAbsent(m.group(1), "in " + folder.normalize()));
    } catch (IOException e) {
      return; // Not there, or not ours to see.
    }
  }

  boolean has(String profile) {
    return seen.containsKey(profile);
  }
}
