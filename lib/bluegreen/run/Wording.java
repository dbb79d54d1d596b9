package bluegreen.run;

import bluegreen.host.Texts;
import bluegreen.plan.Action;

/** Sentences of the output that need more than a concatenation. */
final class Wording {
  private Wording() {}

  /** {@code blue -> green in 0.8 ms (live, no reload)}. */
  static String switched(Action.Switch action, double millis, boolean loaded) {
    if (loaded) {
      return action.origin() + " -> " + action.to() + ", by the reload that loaded our site";
    }
    String kind = action.site().isEmpty() ? "live, no reload" : "reload";
    return action.origin()
        + " -> "
        + action.to()
        + " in "
        + Texts.tenths(millis)
        + " ms ("
        + kind
        + ")";
  }
}
