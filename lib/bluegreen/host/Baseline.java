package bluegreen.host;

import java.util.ArrayList;
import java.util.List;

/**
 * What is the same for every program of ours that goes on without us, whoever starts it: umask 022,
 * {@value #OPEN_FILES} open files or as many as we may have, no other limit that we may lift, no
 * core files, an ordinary priority for processor and disk, an ordinary place in the kernel's choice
 * when memory runs out, and no signal ignored.
 */
public final class Baseline {
  /** How many files it may have open; a busy server's sockets are files, too. */
  public static final int OPEN_FILES = 65536;

  /**
   * For any POSIX shell. What may not be had is left as it is: a user without rights cannot take
   * back a priority or a limit. The tools are looked for in folders of the system's, by {@code
   * tool}, as the PATH may be the program's own.
   */
  static final String SHELL =
      """
      umask 022
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
      """
          .formatted(Programs.USUAL_PATH, OPEN_FILES, Programs.USUAL_PATH);

  /**
   * Runs what is in the arguments. Only {@code env} of coreutils 8.31 or newer (Debian 11, Amazon
   * Linux 2023) can have a signal no longer ignored; a shell cannot (POSIX, "trap").
   */
  static final String RUN =
      """
      if "$(tool env)" --default-signal /bin/sh -c : 2>/dev/null; then
        set -- "$(tool env)" --default-signal "$@"
      fi
      unset -f tool
      exec "$@"
      """;

  /** Nothing of our own environment but the folders in which programs are looked for. */
  private static final String CLEAN =
      "set -- \"$(tool env)\" -i \"PATH=%s:$PATH\" LANG=C.UTF-8 \"$@\"\n"
          .formatted(Programs.USUAL_PATH);

  private Baseline() {}

  /** The same command, which has a server go on in the background, on that base. */
  static Command of(Command server) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SHELL + CLEAN + RUN, "sh"));
    words.addAll(server.argv());
    return Command.of(words).within(server.timeout());
  }
}
