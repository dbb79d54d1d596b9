package bluegreen.command.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a new version will tell that it is healthy.
 *
 * @param lines of the playbook's {@code health}
 * @param env what the app needs for it
 * @param told in a few words
 * @param undecided what a person has to look at; empty for nothing
 */
record HealthGuess(
    List<String> lines, Map<String, String> env, String told, Optional<String> undecided) {
  private static final String PROBES = "MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED";
  private static final List<String> PLAIN =
      List.of("/", "/health", "/healthz", "/actuator/health", "/api/health", "/login");

  /** Asks the running app for a path. */
  interface Asking {
    /** The status of its answer; empty where there is none. */
    Optional<Integer> status(int port, String path) throws InterruptedException;
  }

  /** Where an app is asked. */
  private record Place(String authority, Optional<Integer> port, String path) {
    String url() {
      return "\"http://127.0.0.1:" + authority + path + "\"";
    }
  }

  /**
   * From what the jar holds, and what the running app says.
   *
   * @param port where the app runs; empty where none does
   * @param words makes expressions of the slot of a port
   */
  static HealthGuess of(
      JarContents jar, Settings settings, Optional<Integer> port, SlotWords words, Asking asking)
      throws InterruptedException {
    String context = settings.path("server.servlet.context-path", "server.context-path");
    if (jar.actuator().isEmpty()) {
      return plain(context, port, asking, Optional.empty());
    }
    Place health = actuator(jar, settings, context, port, words);
    Optional<Integer> status =
        health.port().isPresent()
            ? asking.status(health.port().get(), health.path())
            : Optional.empty();
    if (status.filter(s -> s != 200 && s != 503).isPresent()) {
      String why = health.path() + " of the running app answers " + status.get();
      return plain(context, port, asking, Optional.of(why));
    }
    return jar.actuatorSince(2, 3) ? readiness(health, status) : health(health, status);
  }

  /** The actuator's health, wherever the app's settings put it. */
  private static Place actuator(
      JarContents jar, Settings settings, String context, Optional<Integer> port, SlotWords words) {
    Optional<Integer> own =
        settings
            .port("management.server.port", "management.port")
            .filter(p -> !Optional.of(p).equals(port));
    String before =
        own.isEmpty()
            ? context
            : settings.path(
                "management.server.base-path", "management.server.servlet.context-path");
    String base =
        jar.actuatorSince(2, 0)
            ? settings.of("management.endpoints.web.base-path").isPresent()
                ? settings.path("management.endpoints.web.base-path")
                : "/actuator"
            : settings.path("management.context-path");
    String authority = own.map(p -> words.of(String.valueOf(p))).orElse("{{ port }}");
    return new Place(authority, port.map(p -> own.orElse(p)), before + base + "/health");
  }

  private static HealthGuess readiness(Place health, Optional<Integer> status) {
    Place place = new Place(health.authority(), health.port(), health.path() + "/readiness");
    return new HealthGuess(
        List.of(
            "  # Readiness, not health: it is UP only when all that runs at the start is done, and"
                + " a database",
            "  # that both versions share does not take it down. " + PROBES,
            "  # in app.env switches it on.",
            "  url: " + place.url()),
        Map.of(PROBES, "true"),
        place.path() + " (Spring Boot's readiness" + now(status, health) + ")",
        Optional.empty());
  }

  private static HealthGuess health(Place health, Optional<Integer> status) {
    return new HealthGuess(
        List.of("  url: " + health.url()),
        Map.of(),
        health.path() + " (Spring Boot's" + now(status, health) + ")",
        Optional.empty());
  }

  private static String now(Optional<Integer> status, Place health) {
    return status.map(s -> "; " + health.path() + " answers " + s + " now").orElse("");
  }

  /** A page that the app has answered with 200 just now. */
  private static HealthGuess plain(
      String context, Optional<Integer> port, Asking asking, Optional<String> why)
      throws InterruptedException {
    List<String> lines = new ArrayList<>();
    why.ifPresent(w -> lines.add("  # " + w + "; it would be the better one, open to 127.0.0.1."));
    List<String> paths =
        Stream.concat(PLAIN.stream().map(p -> context + p), PLAIN.stream()).distinct().toList();
    Optional<Integer> first = Optional.empty();
    for (String path : port.isPresent() ? paths : List.<String>of()) {
      Optional<Integer> status = asking.status(port.get(), path);
      if (status.isEmpty()) {
        break;
      } else if (status.get() == 200) {
        lines.add("  url: " + new Place("{{ port }}", port, path).url());
        return new HealthGuess(lines, Map.of(), path + " (answers 200 now)", why);
      }
      first = first.or(() -> status);
    }
    lines.add("  url: " + new Place("{{ port }}", port, context + "/").url());
    String answer =
        first
            .map(s -> "no page that was tried answers 200; " + context + "/ answers " + s)
            .orElse("nothing runs that could be asked");
    first.filter(s -> s >= 300 && s < 404).ifPresent(s -> lines.add("  status: " + s));
    return new HealthGuess(
        lines,
        Map.of(),
        context + "/",
        Optional.of("health.url: " + answer + "; name one that is 200 only when the app works"));
  }
}
