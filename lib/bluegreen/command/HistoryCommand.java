package bluegreen.command;

import bluegreen.contents.Contents;
import bluegreen.contents.Difference;
import bluegreen.host.Texts;
import bluegreen.report.DifferenceJson;
import bluegreen.report.DifferenceLines;
import bluegreen.report.Verbosity;
import bluegreen.run.Outcome;
import bluegreen.state.History;
import bluegreen.state.Releases;
import bluegreen.state.Traffic;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was deployed when, a line each. */
final class HistoryCommand {
  private final Session session;
  private final PrintStream out;

  HistoryCommand(Session session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  int run() {
    List<History.Entry> entries = new History(session.dir()).entries();
    boolean all = session.options().verbosity().compareTo(Verbosity.VERBOSE) >= 0;
    Changes changes = new Changes(new Releases(session.dir()));
    for (History.Entry entry : entries) {
      Difference difference = all ? changes.by(entry) : Difference.none();
      if (session.options().json()) {
        out.println(JsonWriter.string(json(entry, difference)));
      } else {
        out.println(line(entry));
        DifferenceLines.of(difference, true, 0)
            .forEach(line -> out.println(Texts.tame("    " + session.said(line))));
      }
    }
    if (entries.isEmpty() && !session.options().json()) {
      out.println("nothing has been deployed yet");
    }
    return Outcome.OK.code();
  }

  private static JsonObject json(History.Entry entry, Difference difference) {
    JsonObject json = entry.json();
    if (!difference.isEmpty()) {
      json.put("changes", DifferenceJson.of(difference));
    }
    return json;
  }

  /** What each deployment has changed, as far as both of its releases are still stored. */
  private static final class Changes {
    private final Releases releases;
    private final Map<String, Optional<Contents>> contents = new HashMap<>();
    private Optional<Contents> serves = Optional.empty();

    private Changes(Releases releases) {
      this.releases = releases;
    }

    /** By the next one, which is about what it was to serve, whether it came to that or not. */
    private Difference by(History.Entry entry) {
      Optional<Contents> before = serves;
      Optional<Contents> after =
          contents.computeIfAbsent(
              entry.release(), id -> releases.find(id).map(releases::contents));
      if (entry.serves()) {
        serves = after;
      }
      return before.isEmpty() || after.isEmpty()
          ? Difference.none()
          : Difference.between(before.get(), after.get());
    }
  }

  private String line(History.Entry entry) {
    String before = entry.previous().isEmpty() ? "-" : entry.previous();
    return String.format(
            "%-17s  %s  %-8s  %-6s  %-16s  %-14s  %-13s  %s",
            entry.id().isEmpty() ? "-" : entry.id(),
            entry.at(),
            entry.action(),
            entry.ok() ? "ok" : "failed",
            before + " -> " + entry.version(),
            entry.port() == 0 ? "-" : entry.slot() + " :" + entry.port(),
            lost(entry.traffic()),
            entry.ok() ? "by " + entry.by() + origin(entry) : session.said(entry.failure()))
        .stripTrailing();
  }

  private static String lost(Optional<Traffic> traffic) {
    return traffic
        .filter(t -> t.requests() > 0)
        .map(t -> "%d of %d lost".formatted(t.lost(), t.requests()))
        .orElse("-");
  }

  private static String origin(History.Entry entry) {
    return Optional.ofNullable(entry.origin().get("deployment_id"))
        .map(id -> " (" + id + ")")
        .orElse("");
  }
}
