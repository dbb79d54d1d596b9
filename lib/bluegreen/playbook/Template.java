package bluegreen.playbook;

/**
 * A text that may hold {@code {{ … }}}, to be filled in by {@link Templates} once the slot is
 * known.
 */
public record Template(String source) {

  /** Whether there is anything to fill in. */
  public boolean isPlain() {
    return !source.contains("{{") && !source.contains("{%") && !source.contains("{#");
  }
}
