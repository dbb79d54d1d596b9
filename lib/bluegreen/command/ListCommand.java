package bluegreen.command;

import bluegreen.host.Account;
import bluegreen.host.Accounts;
import bluegreen.host.Processes;
import bluegreen.observe.Roster;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.run.Outcome;
import bluegreen.state.History;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows every app of ours on this machine, without a playbook. */
final class ListCommand {
  private final Surroundings surroundings;
  private final boolean json;
  private final PrintStream out;

  ListCommand(Surroundings surroundings, boolean json, PrintStream out) {
    this.surroundings = surroundings;
    this.json = json;
    this.out = out;
  }

  int run() {
    List<Account> others = surroundings.root() ? Accounts.ofPeople() : List.of();
    Optional<Path> own = surroundings.defaultParent();
    List<Roster.Entry> entries = new Roster(new Processes()).entries(own, others);
    for (Roster.Entry entry : entries) {
      out.println(json ? JsonWriter.string(json(entry)) : text(entry));
    }
    if (entries.isEmpty() && !json) {
      out.println("nothing has been deployed on this machine" + asFarAsWeSee());
    }
    return Outcome.OK.code();
  }

  private String asFarAsWeSee() {
    return surroundings.root()
        ? ""
        : " by root or by us; sudo shows what other users have deployed";
  }

  private static String text(Roster.Entry entry) {
    String slots =
        entry.slots().entrySet().stream()
            .map(e -> "   " + slot(entry, e.getKey(), e.getValue()))
            .collect(Collectors.joining());
    String last = entry.last().map(ListCommand::last).orElse("");
    String hidden = entry.seen() ? "" : "the rest is for " + entry.owner() + " to see";
    String playbook = entry.layout().playbook().map(ListCommand::playbook).orElse("");
    String dir = entry.layout().dir().toString();
    String more =
        java.util.stream.Stream.of(last, hidden, playbook.isEmpty() ? dir : playbook)
            .filter(s -> !s.isEmpty())
            .collect(Collectors.joining("   "));
    return printable(entry.layout().app() + slots) + "\n  " + printable(more);
  }

  private static String slot(Roster.Entry entry, Slot slot, Roster.Place place) {
    boolean active = entry.active().equals(Optional.of(slot));
    String state = place.state().name().toLowerCase(Locale.ROOT);
    String role = active ? "active" : place.state() == Roster.State.RUNNING ? "standby" : state;
    String down = active && place.state() == Roster.State.STOPPED ? ", stopped" : "";
    String version = place.version().map(v -> " (" + v + ")").orElse("");
    return role + " " + slot + " " + place.endpoint() + version + down;
  }

  /** A run that changes nothing does not write down from where it was done. */
  private static String playbook(Path file) {
    return file + (Files.notExists(file) ? " (not there any more)" : "");
  }

  private static String last(History.Entry last) {
    return last.action()
        + (last.ok() ? " ok " : " failed ")
        + last.at()
        + (last.by().isEmpty() ? "" : " by " + last.by());
  }

  /** In one line, whatever another user has called his app. */
  private static String printable(String line) {
    return line.replaceAll("\\p{C}", "?");
  }

  private static JsonObject json(Roster.Entry entry) {
    JsonObject json = new JsonObject();
    json.put("app", entry.layout().app());
    json.put("dir", entry.layout().dir().toString());
    json.put("playbook", entry.layout().playbook().map(Path::toString).orElse(null));
    json.put("by", entry.owner());
    json.put("site", entry.layout().site().toString());
    json.put("switch", entry.kind().map(SwitchKind::label).orElse(null));
    json.put("active", entry.active().map(Slot::label).orElse(null));
    json.put("version", entry.active().flatMap(s -> entry.slots().get(s).version()).orElse(null));
    JsonObject slots = new JsonObject();
    for (Map.Entry<Slot, Roster.Place> each : entry.slots().entrySet()) {
      JsonObject one = new JsonObject();
      one.put("port", each.getValue().endpoint().port());
      one.put("state", each.getValue().state().name().toLowerCase(Locale.ROOT));
      one.put("version", each.getValue().version().orElse(null));
      slots.put(each.getKey().label(), one);
    }
    json.put("slots", slots);
    json.put("last", entry.last().map(History.Entry::json).orElse(null));
    return json;
  }
}
