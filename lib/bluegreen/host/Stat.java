package bluegreen.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of a process in one line, {@code /proc/PID/stat} (see proc(5)).
 *
 * @param name the program's, cut to 15 bytes
 * @param state a letter; {@code Z} and {@code X} for one that has ended
 * @param startTicks clock ticks between the machine's boot and the process's start
 */
record Stat(String name, String state, long parent, long startTicks) {
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int START = 19;

  /** That of a process, ended or not. */
  static Stat of(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1);
    // The name, in parentheses, may itself hold spaces and parentheses.
    int close = line.lastIndexOf(')');
    String[] fields = line.substring(close + 2).split(" ");
    return new Stat(
        line.substring(line.indexOf('(') + 1, close),
        fields[STATE],
        Long.parseLong(fields[PARENT]),
        Long.parseLong(fields[START]));
  }

  /** The parent of a process that runs; 0 where it has ended or is not there. */
  static long parent(long pid) {
    try {
      Stat stat = of(pid);
      return stat.hasEnded() ? 0 : stat.parent();
    } catch (IOException | RuntimeException e) {
      return 0; // Gone while we looked.
    }
  }

  boolean hasEnded() {
    return state.equals("Z") || state.equals("X");
  }
}
