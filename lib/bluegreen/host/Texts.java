package bluegreen.host;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** How numbers, times and excerpts are worded, the same everywhere. */
public final class Texts {
  /** What a terminal obeys, but for the end of a line, a tabulator and colours. */
  private static final Pattern OBEYED =
      Pattern.compile("\u001b(?!\\[[0-9;]{0,8}m)|[\\p{Cntrl}\u0080-\u009f&&[^\n\t\u001b]]");

  private Texts() {}

  /** Seconds with one decimal, such as {@code 4.3s}. */
  public static String seconds(Duration time) {
    return tenths(time.toMillis() / 1000.0) + "s";
  }

  /** A number with one decimal; a formatter would take longer to set up than the rest of a line. */
  public static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  /** A whole number of bytes in the largest unit that keeps it readable: {@code 23.7 MB}. */
  public static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95) {
      value /= 1000;
      unit++;
    }
    return tenths(value) + " " + "kMGTPE".charAt(unit) + "B";
  }

  /** The last lines of a text. */
  public static String lastLines(String text, int most) {
    List<String> lines = text.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }

  /** A message in one line: where its first one only announces what follows, that as well. */
  public static String headline(String message) {
    List<String> lines = message.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty()) {
      return "";
    }
    boolean announces = lines.get(0).endsWith(":") && lines.size() > 1;
    return closed(announces ? lines.get(0) + " " + lines.get(1) : lines.get(0));
  }

  /** A message without the colon at its end that has announced what a program did not say. */
  public static String closed(String message) {
    return message.stripTrailing().replaceFirst(":$", "");
  }

  /** {@code 1 request}, {@code 2 requests}. */
  public static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** What went wrong, where an exception may have no message of its own. */
  public static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** With a question mark for all that would move a terminal's cursor, or change its settings. */
  public static String tame(String text) {
    return OBEYED.matcher(text).replaceAll("?");
  }
}
