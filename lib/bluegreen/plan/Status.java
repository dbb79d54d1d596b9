package bluegreen.plan;

import java.util.Locale;

/** What became of a step. */
public enum Status {
  OK,
  CHANGED,
  SKIPPED,
  FAILED;

  /** The word in the output. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
