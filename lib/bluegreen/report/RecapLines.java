package bluegreen.report;

import bluegreen.host.Texts;
import bluegreen.plan.Status;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.Traffic;
import bluegreen.state.Traffic.Loss;
import bluegreen.state.Visits;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

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
    traffic.visits().ifPresent(v -> lines.addAll(losses("lost at", v.losses(), v.lost(), zone)));
    traffic.probe().ifPresent(p -> lines.addAll(losses(how(traffic), p.losses(), p.lost(), zone)));
    return lines;
  }

  private static String how(Traffic traffic) {
    return traffic.visits().isPresent() ? "probe: lost at" : "lost at";
  }

  private static List<String> losses(String how, List<Loss> losses, long all, ZoneId zone) {
    List<String> lines = new ArrayList<>();
    for (Loss loss : losses) {
      String at = TIME.format(loss.at().atZone(zone));
      lines.add("    %s %s, in %s: %s".formatted(how, at, loss.step(), loss.why()));
    }
    long more = all - losses.size();
    if (more > 0) {
      lines.add(String.format(Locale.ROOT, "    and %,d more", more));
    }
    return lines;
  }

  private static String sum(Traffic traffic) {
    List<String> parts = new ArrayList<>();
    traffic.visits().ifPresent(visits -> parts.addAll(counts(visits)));
    traffic.probe().ifPresent(probe -> parts.add(asked(probe, traffic.visits().isPresent())));
    if (!traffic.uncounted().isEmpty()) {
      parts.add("visitors: " + traffic.uncounted());
    }
    return String.join("   ", parts);
  }

  private static List<String> counts(Visits visits) {
    StringBuilder counts = new StringBuilder();
    counts.append(
        String.format(
            Locale.ROOT,
            "%,d request%s, %,d lost",
            visits.requests(),
            visits.requests() == 1 ? "" : "s",
            visits.lost()));
    counts.append(some(visits.errors(), ", %,d answered 5xx"));
    if (visits.errors() > 0) {
      counts.append(" (");
      counts.append(
          visits.errorsBy().entrySet().stream()
              .map(e -> String.format(Locale.ROOT, "%s: %,d", e.getKey(), e.getValue()))
              .collect(Collectors.joining(", ")));
      long apps = visits.errorsBy().values().stream().mapToLong(n -> n).sum();
      counts.append(some(visits.errors() - apps, ", by nginx itself: %,d"));
      counts.append(')');
    }
    counts.append(some(visits.stoodIn(), ", %,d answered by the standby"));
    counts.append(some(visits.left(), ", %,d left by the visitor"));
    List<String> parts = new ArrayList<>(List.of(counts.toString()));
    if (visits.median().isPresent() && visits.slow().isPresent()) {
      String before =
          visits.slowBefore().isPresent()
              ? " (before: " + millis(visits.slowBefore().getAsDouble()) + ")"
              : "";
      parts.add(
          "p50 "
              + millis(visits.median().getAsDouble())
              + ", p99 "
              + millis(visits.slow().getAsDouble())
              + before);
    }
    return parts;
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%,.0f ms", millis);
  }

  private static String some(long number, String how) {
    return number == 0 ? "" : String.format(Locale.ROOT, how, number);
  }

  private static String asked(Traffic.Probe probe, boolean visits) {
    if (probe.asked() == 0) {
      return (visits ? "probe: " : "not counted: ") + probe.reason();
    }
    return String.format(
            Locale.ROOT,
            "%sprobe: %,d asked, %,d lost",
            visits ? "" : "only the probe counted   ",
            probe.asked(),
            probe.lost())
        + some(probe.errors(), ", %,d answered 5xx")
        + (probe.reason().isEmpty() ? "" : "; " + probe.reason());
  }
}
