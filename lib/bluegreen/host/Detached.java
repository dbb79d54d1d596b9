package bluegreen.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that outlives us, in surroundings that are the same whoever starts it: on the {@link
 * Baseline}, in a session of its own, with nothing of our terminal, streams and environment.
 *
 * @param argv the program by its absolute path, and its arguments
 * @param env its whole environment
 * @param folder where it runs
 * @param log the file that both its streams are appended to
 * @param account the user that it runs as, which takes root; empty for our own
 */
public record Detached(
    List<String> argv, Map<String, String> env, Path folder, Path log, Optional<Account> account) {
  /** By its log, {@code $0}, and the program with its arguments. */
  private static final String SCRIPT =
      "exec </dev/null >>\"$0\" 2>&1\n"
          + Baseline.SHELL
          + """
          case $1 in setpriv) shift; set -- "$(tool setpriv)" "$@" ;; esac
          set -- "$(tool setsid)" "$@"
          """
          + Baseline.RUN;

  /** The whole command line; the process keeps the pid that it is born with. */
  public List<String> commandLine() {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, log.toString()));
    account.ifPresent(a -> words.addAll(becoming(a)));
    words.addAll(argv);
    return words;
  }

  /** All of that user's groups, and no privilege. */
  private static List<String> becoming(Account account) {
    return List.of(
        "setpriv",
        "--reuid=" + account.uid(),
        "--regid=" + account.gid(),
        "--init-groups",
        "--inh-caps=-all",
        "--");
  }
}
