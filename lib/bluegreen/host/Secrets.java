package bluegreen.host;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The values that must never be shown, and the veil that is drawn over them. */
public final class Secrets {
  /** Characters; shorter values, such as a port, would tear holes into harmless output. */
  private static final int SHORTEST = 4;

  private static final String VEIL = "********";

  /** Words of ours, which are in every output: who hides them hides what it says. */
  private static final Set<String> OURS =
      Set.of(
          "blue",
          "green",
          "active",
          "standby",
          "running",
          "stopped",
          "failed",
          "changed",
          "skipped",
          "healthy",
          "true",
          "false",
          "none",
          "deploy",
          "rollback",
          "remove",
          "release",
          "start",
          "health",
          "switch",
          "verify",
          "drain",
          "prune",
          "nginx",
          "live",
          "reload",
          "process",
          "traffic",
          "port",
          "slot",
          "version");

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  // The longest first, so that a secret that holds another one is hidden whole.
  private final Set<String> values =
      new ConcurrentSkipListSet<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));

  /** Names that are shown although a secret may be the same word: an app's, or its version's. */
  public void leave(Collection<String> more) {
    names.addAll(more);
    values.removeAll(more);
  }

  /** Adds values to hide. */
  public void add(Collection<String> more) {
    for (String value : more) {
      value
          .lines()
          .map(String::strip)
          .filter(v -> v.length() >= SHORTEST && !OURS.contains(v) && !names.contains(v))
          .forEach(
              v -> {
                values.add(v);
                values.add(Command.withinQuotes(v));
                String encoded = URLEncoder.encode(v, StandardCharsets.UTF_8);
                values.add(encoded);
                values.add(encoded.replace("+", "%20"));
                values.add(v.replace("\\", "\\\\").replace("\"", "\\\"")); // as in JSON
              });
    }
  }

  /** The text with every secret hidden. */
  public String hide(String text) {
    String hidden = text;
    for (String value : values) {
      hidden = hidden.replace(value, VEIL);
    }
    return hidden;
  }
}
