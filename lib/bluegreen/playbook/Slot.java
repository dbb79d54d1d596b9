package bluegreen.playbook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One of the two places where the app can run. */
public enum Slot {
  BLUE,
  GREEN;

  /** The slot that this one takes turns with. */
  public Slot other() {
    return this == BLUE ? GREEN : BLUE;
  }

  /** {@code blue} or {@code green}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The slot of that label; empty for any other text. */
  public static Optional<Slot> of(String label) {
    return Arrays.stream(values()).filter(s -> s.label().equals(label)).findFirst();
  }

  @Override
  public String toString() {
    return label();
  }
}
