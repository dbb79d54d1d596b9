package bluegreen.nginx;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What nginx knows from some version on, by its change log. */
enum Novelty {
  /** Both kinds of limits can count without refusing anybody. */
  DRY_RUN(1, 17, 6),
  /** The two directions of a stream's connection can end one by one. */
  HALF_CLOSE(1, 21, 4),
  /** HTTP/2 is a directive; the old way, a parameter of {@code listen}, is met with a warning. */
  HTTP2_DIRECTIVE(1, 25, 1);

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");

  private final int[] since;

  Novelty(int... since) {
    this.since = since;
  }

  /**
   * Whether an nginx knows it.
   *
   * @param nginx its version, such as {@code 1.26.3}; empty where that is not known
   */
  boolean isIn(Optional<String> nginx) {
    return nginx.filter(this::isIn).isPresent();
  }

  private boolean isIn(String version) {
    Matcher parts = NUMBERS.matcher(version);
    return parts.matches()
        && Arrays.compare(
                IntStream.rangeClosed(1, 3).map(i -> Integer.parseInt(parts.group(i))).toArray(),
                since)
            >= 0;
  }
}
