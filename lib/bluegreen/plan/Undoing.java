package bluegreen.plan;

import bluegreen.nginx.NginxFiles;
import bluegreen.observe.Facts;
import bluegreen.plan.FrontAction.ReplaceValue;
import bluegreen.plan.NginxAction.TryNginxFiles;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.plan.SlotAction.StartSlot;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says of each step of a plan what is taken back if it fails; the order is that of {@code
 * run/Undo}, which carries it out.
 *
 * @param isPrivate whether its nginx has no other file than ours
 * @param active where the slot that serves now is reached
 */
record Undoing(Playbook playbook, boolean isPrivate, Optional<Endpoint> active) {

  private static final String UNMOVED = ", where traffic was not moved yet";

  /** For what was seen. */
  static Undoing of(Playbook playbook, Facts facts, Optional<Endpoint> active) {
    boolean isPrivate =
        facts
            .nginx()
            .conf()
            .map(NginxFiles::isPrivate)
            .orElse(playbook.nginx().prefix().isPresent()); // It is written by this run.
    return new Undoing(playbook, isPrivate, active);
  }

  /** The same steps, each with what is taken back if it is the one that fails. */
  List<Step> in(List<Step> steps) {
    List<Step> all = new ArrayList<>();
    List<Action> done = new ArrayList<>();
    for (Step step : steps) {
      done.addAll(step.actions());
      boolean last = step.name() == StepName.ON_SUCCESS; // Of which nothing is taken back.
      all.add(step.actions().isEmpty() || last ? step : step.undoneBy(lines(step, done)));
    }
    return all;
  }

  /**
   * What is taken back, a line each.
   *
   * @param done what the plan has done by then, in whole or in part
   */
  private List<String> lines(Step failed, List<Action> done) {
    Optional<Action.Switch> switched = all(done, Action.Switch.class).findFirst();
    List<String> lines = new ArrayList<>();
    boolean late = all(done, TryNginxFiles.class).findAny().isPresent();
    boolean stays = !late && switched.filter(this::isFirst).isPresent();
    switched.filter(s -> !late || !isFirst(s)).map(this::back).ifPresent(lines::add);
    boolean moved = all(done, ReplaceValue.class).findAny().isPresent();
    if (!stays && !moved) {
      all(done, WriteNginxFile.class)
          .filter(WriteNginxFile::tested)
          .limit(1)
          .filter(file -> isPutBack(file, late, failed, switched.isPresent()))
          .forEach(file -> lines.add("put " + file.file() + " back as it was"));
    }
    all(done, ReplaceValue.class)
        .forEach(
            value ->
                lines.add(
                    "give " + value.value().file() + " back as it was, and reload your nginx"));
    boolean moves = all(failed.actions(), Action.Switch.class).findAny().isPresent();
    all(done, StartSlot.class)
        .filter(start -> !stays || moves)
        .map(start -> start.launch().slot())
        .map(slot -> stays ? "stop " + slot + UNMOVED : stop(slot, switched.isPresent()))
        .forEach(lines::add);
    playbook.hooks().onFailure().forEach(task -> lines.add("on_failure: " + task.name()));
    return lines;
  }

  /** Where there was none before, it stays with an nginx that has nothing else. */
  private boolean isPutBack(WriteNginxFile file, boolean late, Step failed, boolean switched) {
    boolean untried = !switched && failed.actions().contains(file) && !isPrivate;
    return file.before().isPresent() || late || untried;
  }

  /** Behind the user's own blocks visitors have somebody else still. */
  private boolean isFirst(Action.Switch switched) {
    boolean nobody = switched.from().isEmpty() && switched.outside().isEmpty();
    return nobody && playbook.nginx().behind().isEmpty();
  }

  private String back(Action.Switch switched) {
    String old =
        switched
            .outside()
            .or(() -> switched.from().flatMap(slot -> active.map(at -> slot + " " + at)))
            .orElse("what serves now");
    return isFirst(switched)
        ? "nothing served before, so " + switched.to() + " goes on, and the exit code is 4"
        : "switch back to "
            + old
            + "; where that does not answer any more, "
            + switched.to()
            + " goes on, and the exit code is 4";
  }

  private static String stop(Slot slot, boolean switched) {
    return "stop " + slot + (switched ? " when its requests have ended" : "");
  }

  private static <T extends Action> Stream<T> all(List<Action> actions, Class<T> kind) {
    return actions.stream().filter(kind::isInstance).map(kind::cast);
  }
}
