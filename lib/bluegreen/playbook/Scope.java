package bluegreen.playbook;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names that a template may use, with their values. */
public record Scope(Map<String, Object> names) {

  /** What is known as soon as the playbook is read. */
  public static Scope of(String app, Map<String, Object> vars, Map<String, String> env) {
    return new Scope(Map.of("app", Map.of("name", app), "vars", vars, "env", env));
  }

  /** Adds what is known of a slot and of the release that runs in it. */
  public Scope at(Slot slot, Endpoint endpoint, String version, Path release) {
    return with("slot", slot.label())
        .with("port", endpoint.port())
        .with("version", version)
        .with("release", release.toString());
  }

  /** Adds one name. */
  public Scope with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(names);
    more.put(name, value);
    return new Scope(more);
  }
}
