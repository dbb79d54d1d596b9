package bluegreen.playbook;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as a playbook and the command line write them: {@code 500ms}, {@code 30s}, {@code 5m}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  /** Far beyond any wait, and far below where nanoseconds overflow a long. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** The rule in words, for error messages. */
  public static final String EXPECTED = "a time such as 500ms, 30s or 5m";

  private Durations() {}

  /** Reads a time of up to a year; empty where the text is none. */
  public static Optional<Duration> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(form.group(1));
    Duration time =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    return Optional.of(time).filter(t -> t.compareTo(LONGEST) <= 0);
  }
}
