package bluegreen.run;

import bluegreen.host.Texts;
import bluegreen.plan.Action;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;

/** Sentences of the output that need more than a concatenation. */
final class Wording {
  private Wording() {}

  /** {@code blue -> green in 0.8 ms (live, no reload)}. */
  static String switched(Action.Switch action, double millis) {
    String kind = action.kind() == SwitchKind.LIVE ? "live, no reload" : "reload";
    String from = action.from().map(Slot::label).orElse("nothing");
    return from + " -> " + action.to() + " in " + Texts.tenths(millis) + " ms (" + kind + ")";
  }
}
