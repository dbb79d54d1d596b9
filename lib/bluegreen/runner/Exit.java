package bluegreen.runner;

import java.util.Optional;

/**
 * How a process ended that we started in this run.
 *
 * @param kernel what the kernel says of its end, as a clause, where memory ran out
 */
public record Exit(int status, Optional<String> kernel) {
  private static final int SIGNALLED = 128;

  /** The status of a process that was killed, or of a shell whose child was. */
  static final int KILLED = SIGNALLED + 9;

  /** Why the kernel has ended it, to be added to a sentence; nothing where it has not. */
  public String because() {
    return kernel.map(word -> "; " + word).orElse("");
  }

  /** {@code exit status 3} or {@code signal 9 (SIGKILL)}. */
  public String describe() {
    if (status <= SIGNALLED) {
      return "exit status " + status;
    }
    int signal = status - SIGNALLED;
    String name =
        switch (signal) {
          case 1 -> " (SIGHUP)";
          case 2 -> " (SIGINT)";
          case 4 -> " (SIGILL)";
          case 6 -> " (SIGABRT)";
          case 7 -> " (SIGBUS)";
          case 9 -> " (SIGKILL)";
          case 11 -> " (SIGSEGV)";
          case 15 -> " (SIGTERM)";
          default -> "";
        };
    return "signal " + signal + name;
  }
}
