package bluegreen.run;

import bluegreen.plan.Action;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import java.util.Locale;

/** Sentences of the output that need more than a concatenation. */
final class Wording {
  private Wording() {}

  /** {@code blue -> green in 0.8 ms (live, no reload)}. */
  static String switched(Action.Switch action, double millis) {
    String kind = action.kind() == SwitchKind.LIVE ? "live, no reload" : "reload";
    return String.format(
        Locale.ROOT,
        "%s -> %s in %.1f ms (%s)",
        action.from().map(Slot::label).orElse("nothing"),
        action.to(),
        millis,
        kind);
  }
}
