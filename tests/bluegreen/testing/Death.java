package bluegreen.testing;

import java.util.List;

/**
 * How a run of the product ended that was to be killed.
 *
 * @param killed whether the kill came before its own end
 * @param exit its exit code; 137 where it was killed
 * @param lines what it has written, on both streams
 */
public record Death(
    List<String> command, Moment moment, boolean killed, int exit, List<String> lines) {
  @Override
  public String toString() {
    return "%s%nto be killed %s; exit code %d; written so far:%n%s"
        .formatted(String.join(" ", command), moment, exit, String.join("\n", lines));
  }
}
