package bluegreen.host;

import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The values that must never be shown, and the veil that is drawn over them. */
public final class Secrets {
  /** Characters; shorter values, such as a port, would tear holes into harmless output. */
  private static final int SHORTEST = 4;

  private static final String VEIL = "********";

  // The longest first, so that a secret that holds another one is hidden whole.
  private final Set<String> values =
      new ConcurrentSkipListSet<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));

  /** Adds values to hide. */
  public void add(Collection<String> more) {
    for (String value : more) {
      value
          .lines()
          .map(String::strip)
          .filter(v -> v.length() >= SHORTEST)
          .forEach(
              v -> {
                values.add(v);
                values.add(Command.withinQuotes(v));
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
