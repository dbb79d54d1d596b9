package bluegreen.report;

import bluegreen.host.Texts;
import bluegreen.plan.Status;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.Traffic;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a run ended, in the last lines of its report. */
final class RecapLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  private RecapLines() {}

  /** What serves, in two words or three. */
  static String active(Optional<Slot> slot, Optional<Endpoint> endpoint) {
    return slot.map(s -> s + endpoint.map(e -> " " + e).orElse("")).orElse("none");
  }

  /** What was done, and what serves now. */
  static String outcome(Recap recap) {
    StringBuilder line = new StringBuilder("RECAP ").append(recap.app()).append(':');
    for (Status status : Status.values()) {
      line.append(' ').append(status.label()).append('=').append(recap.count(status));
    }
    line.append("   active ").append(active(recap.active(), recap.endpoint()));
    line.append(recap.version().isEmpty() ? "" : " (" + recap.version() + ")");
    line.append(recap.live().filter(live -> !live).isPresent() ? "   not live" : "");
    line.append("   ").append(Texts.seconds(Duration.ofMillis(recap.totalMillis())));
    line.append(recap.dryRun() ? "   nothing was touched" : "");
    return line.toString();
  }

  /** What it has cost, and each request that was lost at the time of this machine. */
  static List<String> traffic(Traffic traffic, ZoneId zone) {
    List<String> lines = new ArrayList<>();
    lines.add("TRAFFIC " + sum(traffic));
    for (Traffic.Loss loss : traffic.losses()) {
      String at = TIME.format(loss.at().atZone(zone));
      lines.add("    lost at %s, in %s: %s".formatted(at, loss.step(), loss.why()));
    }
    long more = traffic.lost() - traffic.losses().size();
    if (more > 0) {
      lines.add(String.format(Locale.ROOT, "    and %,d more", more));
    }
    return lines;
  }

  private static String sum(Traffic traffic) {
    if (traffic.asked() == 0) {
      return "not counted: " + traffic.reason();
    }
    String counts =
        String.format(
            Locale.ROOT,
            "only the probe counted   probe: %,d asked, %,d lost",
            traffic.asked(),
            traffic.lost());
    return counts
        + (traffic.errors() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d answered 5xx", traffic.errors()))
        + (traffic.reason().isEmpty() ? "" : "; " + traffic.reason());
  }
}
