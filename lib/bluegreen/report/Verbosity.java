package bluegreen.report;

/** How much is shown. */
public enum Verbosity {
  /** Only failures and the recap. */
  QUIET,
  NORMAL,
  /** Each command line, HTTP exchange and file written. */
  VERBOSE,
  /** Their output too. */
  EVERYTHING
}
