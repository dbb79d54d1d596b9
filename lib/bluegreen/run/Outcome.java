package bluegreen.run;

/** How a run ended, as its exit code says it. */
public enum Outcome {
  /** Done, or nothing was to be done. */
  OK(0),
  /** Failed; traffic is where it was before. */
  FAILED(1),
  /** Wrong usage or playbook; nothing was touched. */
  USAGE(2),
  /** Another deployment is under way. */
  LOCKED(3),
  /** Failed, and traffic may need a person. */
  NEEDS_A_PERSON(4);

  /** The exit code with {@code --detailed-exitcode} where something changed. */
  public static final int CHANGED = 10;

  private final int code;

  Outcome(int code) {
    this.code = code;
  }

  /** The exit code. */
  public int code() {
    return code;
  }
}
