package bluegreen.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that outlives us, in surroundings that are the same whoever starts it: a session of its
 * own, nothing of our terminal, streams and environment; umask 022, {@value #OPEN_FILES} open files
 * or as many as we may have, no other limit that we may lift, no core files, an ordinary priority
 * for processor and disk, and an ordinary place in the kernel's choice when memory runs out, no
 * signal ignored.
 *
 * @param argv the program by its absolute path, and its arguments
 * @param env its whole environment
 * @param folder where it runs
 * @param log the file that both its streams are appended to
 * @param account the user that it runs as, which takes root; empty for our own
 */
public record Detached(
    List<String> argv, Map<String, String> env, Path folder, Path log, Optional<Account> account) {
  /** How many files it may have open; a busy server's sockets are files, too. */
  public static final int OPEN_FILES = 65536;

  /**
   * For any POSIX shell. What may not be had is left as it is: a user without rights cannot take
   * back a priority or a limit. Only {@code env} of coreutils 8.31 or newer (Debian 11, Amazon
   * Linux 2023) can have a signal no longer ignored; a shell cannot (POSIX, "trap"). The tools are
   * looked for in folders of the system's, as the PATH is the program's own.
   */
  private static final String SCRIPT =
      """
      umask 022
      exec </dev/null >>"$0" 2>&1
      (
        PATH=%s
        echo 0 >/proc/$$/oom_score_adj
        chrt --other --pid 0 $$
        renice 0 -p $$
        ionice -c 0 -p $$
      ) >/dev/null 2>&1
      {
        ulimit -n %d || ulimit -S -n "$(ulimit -H -n)"
        ulimit -S -c 0
        ulimit -t unlimited || ulimit -S -t "$(ulimit -H -t)"
        ulimit -f unlimited || ulimit -S -f "$(ulimit -H -f)"
        ulimit -d unlimited || ulimit -S -d "$(ulimit -H -d)"
        ulimit -v unlimited || ulimit -S -v "$(ulimit -H -v)"
        ulimit -S -s 8192
      } 2>/dev/null
      tool() { (PATH=%s; command -v "$1") || echo "$1"; }
      case $1 in setpriv) shift; set -- "$(tool setpriv)" "$@" ;; esac
      set -- "$(tool setsid)" "$@"
      if "$(tool env)" --default-signal /bin/sh -c : 2>/dev/null; then
        set -- "$(tool env)" --default-signal "$@"
      fi
      unset -f tool
      exec "$@"
      """
          .formatted(Programs.USUAL_PATH, OPEN_FILES, Programs.USUAL_PATH);

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
