package bluegreen.plan;

/** What a run is for. */
public enum Goal {
  /** The playbook's version serves. */
  DEPLOY,
  /** An earlier release serves again. */
  ROLLBACK,
  /** Nothing of ours is left. */
  REMOVE;

  /** The word in the output. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
