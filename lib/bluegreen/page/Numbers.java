package bluegreen.page;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the page writes numbers and times. */
record Numbers(ZoneId zone) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter FINE =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  /** {@code 12,345}. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 6.1 s}, or {@code 12 ms} below a tenth of one. */
  static String took(double millis) {
    return millis < 100
        ? String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  /** The same of what nginx has written down, in whole milliseconds. */
  static String logged(double millis) {
    return millis < 1 ? "<1 ms" : String.format(Locale.ROOT, "%,.0f ms", millis);
  }

  /** {@code 1.25}. */
  static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.0f", millis);
  }

  /** {@code +6.1 s} after a beginning. */
  static String after(long millis) {
    return String.format(Locale.ROOT, "+%.1f s", millis / 1000.0);
  }

  String day(Instant at) {
    return DAY.format(at.atZone(zone));
  }

  String time(Instant at) {
    return TIME.format(at.atZone(zone));
  }

  String fine(Instant at) {
    return FINE.format(at.atZone(zone));
  }
}
