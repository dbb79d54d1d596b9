package bluegreen.report;

import bluegreen.plan.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What standard output is connected to.
 *
 * @param isLive whether lines can be drawn over
 * @param colours whether colours are wanted
 * @param width columns
 */
public record Terminal(boolean isLive, boolean colours, int width) {
  private static final int USUAL_WIDTH = 80;
  private static final String MORE = "...";

  /** What is left of a subject that is shortened tells nothing if it is shorter. */
  private static final int TELLING = 12;

  /** No terminal: a file, a pipe, a hook. */
  public static Terminal none() {
    return new Terminal(false, false, USUAL_WIDTH);
  }

  /**
   * Asks the kernel what file descriptor 1 is, and the environment what the user wants.
   *
   * @param columns asked for the width where it is a terminal; empty where that cannot be told
   */
  public static Terminal ofStandardOutput(
      Map<String, String> env, Supplier<Optional<Integer>> columns) {
    if (!isTerminal() || env.getOrDefault("TERM", "dumb").equals("dumb")) {
      return none();
    }
    boolean plain = !env.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(true, !plain, columns.get().orElse(USUAL_WIDTH));
  }

  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  String bold(String text) {
    return colour("1", text);
  }

  String dim(String text) {
    return colour("2", text);
  }

  String status(Status status, String text) {
    return switch (status) {
      case OK -> colour("32", text);
      case CHANGED -> colour("33", text);
      case SKIPPED -> colour("36", text);
      case FAILED -> colour("31", text);
    };
  }

  String diff(String line) {
    return line.startsWith("+")
        ? colour("32", line)
        : line.startsWith("-") ? colour("31", line) : line;
  }

  /**
   * As much of a wait as fits on a line that is drawn over. Its time stays, then what was answered
   * last, then whom we have asked.
   *
   * @param what mostly {@code WHOM: ANSWER}
   */
  String fit(String step, String what, String time) {
    int besides = step.length() + time.length() + 6;
    int room = width - 1 - besides;
    String text = what.length() <= room ? what : shortened(what, room);
    if (text.length() > room || text.isEmpty()) {
      return fit("  " + time + "  " + what);
    }
    return "  " + step + "  " + text + "  " + time;
  }

  private static String shortened(String what, int room) {
    int colon = what.indexOf(": ");
    String answer = colon < 0 ? what : what.substring(colon + 2);
    int left = room - answer.length() - 2;
    if (colon >= 0 && left >= TELLING) {
      String whom = what.substring(0, colon);
      return MORE + whom.substring(whom.length() - left + MORE.length()) + ": " + answer;
    } else if (answer.length() <= room) {
      return answer;
    }
    return room > TELLING ? answer.substring(0, room - MORE.length()) + MORE : "";
  }

  /** As much of a line as fits, so that it can be drawn over. */
  String fit(String line) {
    return line.length() < width
        ? line
        : line.substring(0, Math.max(1, width - 1 - MORE.length())) + MORE;
  }

  private String colour(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
