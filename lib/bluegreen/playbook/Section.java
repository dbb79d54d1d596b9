package bluegreen.playbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checked values of one section, with the defaults of its keys: typed access for whoever builds the
 * records.
 */
final class Section {
  private final Kind.Section keys;
  private final Map<String, Object> values;
  private final Path folder;

  Section(Kind.Section keys, Map<String, Object> values, Path folder) {
    this.keys = keys;
    this.values = values;
    this.folder = folder;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** A section below this one; empty values where it is missing, so that its defaults hold. */
  Section section(String name) {
    return new Section((Kind.Section) key(name).kind(), table(name), folder);
  }

  /** A list of sections. */
  List<Section> sections(String name) {
    Kind.Section kind = (Kind.Section) ((Kind.Items) key(name).kind()).item();
    return items(name).stream().map(v -> new Section(kind, asTable(v), folder)).toList();
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(String.class::cast).or(() -> fallback(name));
  }

  String required(String name) {
    return text(name).orElseThrow();
  }

  Optional<Path> path(String name) {
    return text(name).map(p -> folder.resolve(p).normalize());
  }

  /** A program: a bare name is left to the PATH, anything else is a path. */
  String program(String name) {
    String program = required(name);
    return program.contains("/") ? folder.resolve(program).normalize().toString() : program;
  }

  Optional<Template> template(String name) {
    return Optional.ofNullable(values.get(name)).map(Template.class::cast);
  }

  List<Template> templates(String name) {
    if (!has(name)) {
      return fallbackItems(name).stream().map(Template::new).toList();
    }
    return items(name).stream().map(Template.class::cast).toList();
  }

  @SuppressWarnings("unchecked")
  Map<String, Template> templateTable(String name) {
    return (Map<String, Template>) (Map<String, ?>) table(name);
  }

  List<String> texts(String name) {
    if (!has(name)) {
      return fallbackItems(name);
    }
    return items(name).stream().map(String::valueOf).toList();
  }

  int whole(String name) {
    return has(name) ? (Integer) values.get(name) : Integer.parseInt(fallback(name).orElseThrow());
  }

  List<Integer> wholes(String name) {
    return texts(name).stream().map(Integer::valueOf).toList();
  }

  boolean flag(String name) {
    return has(name)
        ? (Boolean) values.get(name)
        : Boolean.parseBoolean(fallback(name).orElseThrow());
  }

  Duration time(String name) {
    return has(name)
        ? (Duration) values.get(name)
        : Durations.parse(fallback(name).orElseThrow()).orElseThrow();
  }

  private List<?> items(String name) {
    return has(name) ? (List<?>) values.get(name) : List.of();
  }

  Map<String, Object> table(String name) {
    return has(name) ? asTable(values.get(name)) : Map.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asTable(Object value) {
    return (Map<String, Object>) value;
  }

  private List<String> fallbackItems(String name) {
    String list = fallback(name).orElse("[]");
    String inner = list.substring(1, list.length() - 1).replace("\"", "").strip();
    return inner.isEmpty() ? List.of() : List.of(inner.split("\\s*,\\s*"));
  }

  private Optional<String> fallback(String name) {
    return Optional.of(key(name).fallback()).filter(f -> !f.isEmpty());
  }

  private Kind.Key key(String name) {
    return keys.keys().stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow();
  }
}
