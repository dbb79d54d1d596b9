package bluegreen.host;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How numbers, times and excerpts are worded, the same everywhere. */
public final class Texts {
  private Texts() {}

  /** Seconds with one decimal, such as {@code 4.3s}. */
  public static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
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
    return String.format(Locale.ROOT, "%.1f %cB", value, "kMGT".charAt(unit));
  }

  /** The last lines of a text. */
  public static String lastLines(String text, int most) {
    List<String> lines = text.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }

  /** {@code 1 request}, {@code 2 requests}. */
  public static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** What went wrong, where an exception may have no message of its own. */
  public static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
