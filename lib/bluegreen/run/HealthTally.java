package bluegreen.run;

import bluegreen.host.Texts;
import bluegreen.observe.HealthCheck;
import bluegreen.observe.HealthCheck.Finding;
import java.time.Duration;
import java.util.Optional;

/** The findings of one wait for health, and what is wrong if it was in vain. */
final class HealthTally {
  /** From here on an answer is called slow. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final String url;
  private int healthy;
  private int inARow;
  private int unhealthySince;
  private Duration slowest = Duration.ZERO;
  private Optional<Duration> firstHealthy = Optional.empty();
  private Optional<Finding> last = Optional.empty();
  private Optional<Finding> lastBad = Optional.empty();

  HealthTally(String url) {
    this.url = url;
  }

  /** One more finding; {@code at} is the time since the wait began. */
  void add(Finding finding, Duration at) {
    if (finding.healthy()) {
      healthy++;
      inARow++;
      firstHealthy = firstHealthy.or(() -> Optional.of(at));
      slowest = finding.took().compareTo(slowest) > 0 ? finding.took() : slowest;
    } else {
      inARow = 0;
      if (saysNothingNew(finding)) {
        return;
      }
      unhealthySince += healthy > 0 ? 1 : 0;
      lastBad = Optional.of(finding);
    }
    last = Optional.of(finding);
  }

  /** The last check is cut short by the end of the wait: no answer to it says little of the app. */
  private boolean saysNothingNew(Finding finding) {
    return finding.kind() == HealthCheck.Kind.SILENT
        && finding.took().compareTo(HealthCheck.ONE_ANSWER) < 0
        && last.filter(before -> before.kind() != HealthCheck.Kind.UNREACHABLE).isPresent();
  }

  /** How many findings were healthy since the last one that was not. */
  int inARow() {
    return inARow;
  }

  /** When the first healthy answer came. */
  Duration firstHealthy() {
    return firstHealthy.orElse(Duration.ZERO);
  }

  /** Whether anything came back when it was asked at last. */
  boolean answers() {
    return last.filter(finding -> finding.kind() != HealthCheck.Kind.UNREACHABLE)
        .filter(finding -> finding.kind() != HealthCheck.Kind.SILENT)
        .isPresent();
  }

  /** What the findings come to, with the URL. */
  String diagnosis() {
    if (last.isEmpty()) {
      return url + ": there was no time to ask";
    } else if (unhealthySince > 0) {
      return url
          + " flaps: healthy "
          + Texts.count(healthy, "time")
          + ", unhealthy "
          + Texts.count(unhealthySince, "time")
          + " since the first; at last: "
          + lastBad.orElse(last.get()).answer();
    } else if (healthy > 0) {
      return url
          + " answers slowly, or too late: "
          + Texts.count(healthy, "healthy answer")
          + (slowest.compareTo(SLOW) > 0 ? ", which took up to " + Texts.seconds(slowest) : "")
          + "; see health.timeout and health.successes";
    }
    return url + ": " + explained(last.get());
  }

  private static String explained(Finding finding) {
    String slow =
        finding.took().compareTo(SLOW) > 0 ? ", after " + Texts.seconds(finding.took()) : "";
    return switch (finding.kind()) {
      case SILENT ->
          "it accepts connections but does not answer within " + Texts.seconds(finding.took());
      case REDIRECT ->
          finding.answer()
              + ": redirects are not followed; is it a login page? health.url needs a path"
              + " that answers by itself";
      default -> finding.answer() + slow;
    };
  }
}
