package bluegreen.plan;

import java.util.Locale;

/** The steps of a deployment, in their order. */
public enum StepName {
  PREFLIGHT,
  RELEASE,
  NGINX,
  STOP_IDLE,
  BEFORE_START,
  START,
  HEALTH,
  BEFORE_SWITCH,
  SWITCH,
  VERIFY,
  AFTER_SWITCH,
  DRAIN,
  STOP_OLD,
  PRUNE,
  ON_SUCCESS,
  ON_FAILURE;

  /** Whether the step is one of the user's tasks; those are named as their key in the playbook. */
  public boolean isHook() {
    return switch (this) {
      case BEFORE_START, BEFORE_SWITCH, AFTER_SWITCH, ON_SUCCESS, ON_FAILURE -> true;
      default -> false;
    };
  }

  /** The name that users see: {@code stop-idle}, {@code before_switch}. */
  public String label() {
    String lower = name().toLowerCase(Locale.ROOT);
    return isHook() ? lower : lower.replace('_', '-');
  }
}
