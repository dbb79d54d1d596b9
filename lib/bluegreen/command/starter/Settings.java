package bluegreen.command.starter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of a Spring Boot app, by names that may be spelled in several ways: {@code
 * server.servlet.context-path} is {@code SERVER_SERVLET_CONTEXTPATH}, too.
 */
final class Settings {
  private static final Pattern WORD = Pattern.compile("(?s)(?:--|-D)([^=]+)=(.*)");

  private final Map<String, String> values = new LinkedHashMap<>();

  /** What its command line and environment say, and what its own files do beside that. */
  static Settings of(List<String> words, Map<String, String> env, JarContents jar) {
    Settings settings = new Settings();
    settings.add(jar.settings().getOrDefault("", Map.of()));
    Settings said = new Settings();
    said.add(env);
    for (String prefix : List.of("-D", "--")) {
      words.stream()
          .filter(w -> w.startsWith(prefix))
          .map(WORD::matcher)
          .filter(Matcher::matches)
          .forEach(w -> said.add(Map.of(w.group(1), w.group(2))));
    }
    for (String profile : said.of("spring.profiles.active").orElse("").split(",")) {
      settings.add(jar.settings().getOrDefault(profile.strip(), Map.of()));
    }
    settings.values.putAll(said.values);
    return settings;
  }

  private void add(Map<String, String> more) {
    more.forEach((name, value) -> values.put(canonical(name), value));
  }

  private static String canonical(String name) {
    return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }

  /** The first of some names that has a value, unless that is an expression. */
  Optional<String> of(String... names) {
    for (String name : names) {
      String value = values.get(canonical(name));
      if (value != null && !value.isBlank() && !value.contains("${")) {
        return Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }

  /** A path, without a slash at its end; empty where it has no value. */
  String path(String... names) {
    String path = of(names).orElse("").replaceFirst("/+$", "");
    return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
  }

  /** A port that is fixed; empty where it has none, and for 0. */
  Optional<Integer> port(String... names) {
    return of(names).filter(p -> p.matches("[1-9]\\d{0,4}")).map(Integer::valueOf);
  }
}
