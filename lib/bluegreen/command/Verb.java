package bluegreen.command;

/** What a user can ask for. */
public enum Verb {
  DEPLOY,
  ROLLBACK,
  REMOVE,
  STATUS,
  VERIFY,
  HISTORY,
  REPORT,
  LOGS,
  RELOAD,
  VALIDATE,
  LIST_STEPS
}
