package bluegreen.playbook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One task of a hook. */
public record Task(
    String name,
    Work work,
    Optional<String> when,
    Duration timeout,
    int retries,
    Duration delay,
    Optional<String> register,
    boolean ignoreErrors,
    Map<String, Template> environment,
    Optional<Template> creates,
    boolean noLog) {

  /** What the task does. */
  public sealed interface Work {}

  /** Runs a program. */
  public record Run(List<Template> argv) implements Work {}

  /** Runs a command line in {@code sh}. */
  public record Shell(Template script) implements Work {}

  /** Sends an HTTP request. */
  public record Uri(
      Template url,
      String method,
      List<Integer> statuses,
      Map<String, Template> headers,
      Optional<Template> body,
      Optional<Template> contains)
      implements Work {}
}
