package bluegreen.playbook;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names that a template may use, with their values. */
public record Scope(Map<String, Object> names) {

  /** The name of how a run ended. */
  public static final String RECAP = "recap";

  /**
   * How a run ended, for the tasks that run then.
   *
   * @param previous the version that served before it; empty where none did
   * @param seconds how long it took so far
   * @param lost how many requests the run has seen lost so far; empty where it has not asked
   * @param failure what it failed of; empty where it did not
   */
  public static Map<String, Object> recap(
      String version, String previous, String seconds, String lost, String failure) {
    return Map.of(
        "version", version,
        "previous", previous,
        "seconds", seconds,
        "lost", lost,
        "failure", failure);
  }

  /** What is known as soon as the playbook is read. */
  public static Scope of(String app, Map<String, Object> vars, Map<String, String> env) {
    return new Scope(Map.of("app", Map.of("name", app), "vars", vars, "env", env));
  }

  /** Adds what is known of a slot and of the release that runs in it. */
  public Scope at(Slot slot, Endpoint endpoint, String version, Path release) {
    return with("slot", slot.label())
        .with("port", endpoint.port())
        .with("host", endpoint.host())
        .with("address", endpoint.address())
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
