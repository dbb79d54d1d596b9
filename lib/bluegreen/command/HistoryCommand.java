package bluegreen.command;

import bluegreen.run.Outcome;
import bluegreen.state.History;
import bluegreen.state.Traffic;
import com.grack.nanojson.JsonWriter;
import java.io.PrintStream;
import java.util.List;
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
    for (History.Entry entry : entries) {
      out.println(session.options().json() ? JsonWriter.string(entry.json()) : line(entry));
    }
    if (entries.isEmpty() && !session.options().json()) {
      out.println("nothing has been deployed yet");
    }
    return Outcome.OK.code();
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
