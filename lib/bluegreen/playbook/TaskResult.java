package bluegreen.playbook;

import java.util.Map;

/**
 * What a task left behind, as later tasks see it under the name that it registered.
 *
 * @param rc the exit code; 0 for a request that succeeded
 * @param status the HTTP status; 0 for a command
 */
public record TaskResult(
    int rc,
    String stdout,
    String stderr,
    int status,
    String body,
    boolean failed,
    boolean skipped) {

  /** The result of a task that did not run. */
  public static TaskResult ofSkipped() {
    return new TaskResult(0, "", "", 0, "", false, true);
  }

  /** The names and values that templates see. */
  public Map<String, Object> names() {
    return Map.of(
        "rc", rc, "stdout", stdout, "stderr", stderr, "status", status, "body", body, "failed",
        failed, "skipped", skipped);
  }

  static Map<String, Object> sample() {
    return new TaskResult(0, "", "", 200, "", false, false).names();
  }
}
