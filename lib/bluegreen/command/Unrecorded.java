package bluegreen.command;

import bluegreen.observe.Facts;
import bluegreen.playbook.Slot;
import bluegreen.runner.Running;
import bluegreen.state.History;
import bluegreen.state.Intent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A switch that the history does not tell of: the run that made it was killed before it could write
 * it down.
 *
 * @param intent what it wanted
 * @param entries the history
 */
record Unrecorded(Facts facts, Optional<Intent> intent, List<History.Entry> entries) {

  /** The version that served before that switch, as far as the history tells; empty for none. */
  String before() {
    return last().map(History.Entry::version).orElse("");
  }

  /**
   * The entry that is missing; empty where none is. A standby that has taken over serves without a
   * switch, and of a history that is empty nobody knows whether it ever told of anything.
   */
  Optional<History.Entry> entry(String id, Instant now) {
    return facts
        .serving()
        .filter(slot -> facts.nginx().pointed().equals(Optional.of(slot)))
        .flatMap(slot -> facts.of(slot).running())
        .filter(r -> last().filter(e -> !e.release().equals(r.release())).isPresent())
        .map(running -> entry(id, now, running));
  }

  private Optional<History.Entry> last() {
    return entries.stream().filter(History.Entry::serves).reduce((a, b) -> b);
  }

  private History.Entry entry(String id, Instant now, Running running) {
    Slot slot = running.slot();
    return new History.Entry(
        id,
        now,
        intent
            .filter(i -> i.release().equals(running.release()))
            .map(Intent::action)
            .orElse("deploy"),
        false,
        true,
        running.version(),
        running.release(),
        before(),
        slot.label(),
        running.endpoint().port(),
        0,
        0,
        "",
        "the run was killed after its switch, or could not write this down",
        Optional.empty(),
        Map.of());
  }
}
