package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.LookAction.Drain;
import bluegreen.plan.SlotAction.StopForeign;
import bluegreen.plan.SlotAction.StopSlot;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is stopped, and when. */
record StopPlan(
    Playbook playbook,
    AppDir dir,
    Facts facts,
    Course course,
    Strangers strangers,
    boolean takeOver) {

  /** The step before the start: clears the slot that is to be worked on. */
  Step idle() {
    Slot idle = course.target().other();
    if (!course.isServing()) {
      idle = course.target();
    }
    SlotFacts seen = facts.of(idle);
    // A standby has served. Anything else in the idle slot was left behind by a killed run.
    boolean keep = course.isServing() ? course.hasStandby() : course.isRunning();
    List<Action> actions = new ArrayList<>();
    List<String> stopped = new ArrayList<>();
    if (seen.occupied() && !keep) {
      stopped.add(seen.occupant() + " on " + idle);
      if (seen.standsBy()) {
        actions.add(Drain.beforeStopping(seen)); // A run killed since the switch did not drain it.
      }
      actions.add(new StopSlot(idle, seen.occupant()));
    }
    Optional<String> needed =
        seen.foreign().filter(f -> takeOver).flatMap(f -> strangers.problem(seen));
    if (needed.isPresent()) {
      return Step.ok(StepName.STOP_IDLE, "left as it is: " + needed.get());
    }
    if (seen.foreign().isPresent() && takeOver) {
      stopped.add(seen.foreign().get().describe());
      actions.add(foreign(seen.foreign().get()));
    }
    return actions.isEmpty()
        ? Step.ok(StepName.STOP_IDLE, "nothing to stop")
        : Step.of(StepName.STOP_IDLE, "stopped " + String.join(", ", stopped), actions);
  }

  private static StopForeign foreign(Processes.Listener listener) {
    return new StopForeign(
        listener.port(), listener.process().map(Processes.Info::id), listener.describe());
  }

  /** The step after the drain: what becomes of the version before. */
  Step old() {
    SlotFacts other = facts.of(course.target().other());
    if (!course.hasStandby()) {
      return course.isServing() ? withoutBackup(other) : clearAway(other);
    }
    String label = other.version().orElse("?");
    String what = label + " on " + other.slot() + " " + other.endpoint();
    if (playbook.rollout().standby() == Standby.KEEP) {
      return Step.of(StepName.STOP_OLD, "kept " + what + " as standby", course.keep(other.slot()));
    }
    List<Action> actions = new ArrayList<>();
    if (course.isServing()) {
      actions.add(Drain.beforeStopping(other)); // The run that switched was killed before it.
    }
    actions.add(new StopSlot(other.slot(), other.occupant()));
    return Step.of(StepName.STOP_OLD, "stopped " + what, actions);
  }

  /** A standby that has ended is nobody's backup: whoever gets its port would get visitors. */
  private Step withoutBackup(SlotFacts other) {
    return other.served() && other.running().isEmpty()
        ? Step.of(
            StepName.STOP_OLD,
            "the standby on " + other.slot() + " has ended: it is no backup any more",
            List.of(new Remove(dir.servedMarker(other.slot()))))
        : Step.ok(StepName.STOP_OLD, "nothing to stop");
  }

  /** Stops what is in the slot beside the target although no version of ours has served there. */
  private Step clearAway(SlotFacts seen) {
    List<Action> actions = new ArrayList<>();
    List<String> stopped = new ArrayList<>();
    Optional<Processes.Listener> stranger = course.outsider();
    Optional<String> needed = stranger.flatMap(strangers::reasonToStay);
    if (stranger.isPresent() && takeOver && needed.isEmpty()) {
      stopped.add(stranger.get().describe());
      actions.add(Drain.afterReload("the old process", Endpoint.here(stranger.get().port())));
      actions.add(foreign(stranger.get()));
    }
    if (seen.occupied()) {
      stopped.add(seen.occupant() + " on " + seen.slot());
      actions.add(new StopSlot(seen.slot(), seen.occupant()));
    }
    if (stranger.isPresent() && actions.isEmpty()) {
      return Step.ok(
          StepName.STOP_OLD,
          "left "
              + stranger.get().describe()
              + " running on port "
              + stranger.get().port()
              + needed.map(why -> "; " + why).orElse("; --take-over drains and stops it"));
    }
    return actions.isEmpty()
        ? Step.ok(StepName.STOP_OLD, "nothing to stop")
        : Step.of(StepName.STOP_OLD, "stopped " + String.join(", ", stopped), actions);
  }
}
