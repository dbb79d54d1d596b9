package bluegreen.plan;

import bluegreen.nginx.FrontFacts;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides how a rollback goes back to the app that served before us, where no version of ours did:
 * the included file gets its old value, and what of ours runs is stopped, as nothing sends it
 * traffic any more. The next deployment adopts that app as the first one did.
 */
public final class ReturnPlanner {
  private final Playbook playbook;
  private final Facts facts;
  private final FrontPlan front;
  private final FrontFacts.Outside old;

  /** A planner for one run, where {@link #isPossible} says so. */
  public ReturnPlanner(Playbook playbook, AppDir dir, Facts facts) {
    this.playbook = playbook;
    this.facts = facts;
    this.front = FrontPlan.of(playbook, facts, dir).orElseThrow();
    this.old = facts.front().flatMap(FrontFacts::outside).orElseThrow();
  }

  /** Whether there is an app that served before us, and whose address we have replaced. */
  public static boolean isPossible(Facts facts) {
    return facts
        .front()
        .filter(f -> f.value().isPresent() && f.original().isPresent() && f.outside().isPresent())
        .isPresent();
  }

  /** The plan. */
  public Plan plan() {
    return Plan.ending(
        Goal.ROLLBACK, playbook.app().name(), facts, front.giveBack().isPresent(), this::steps);
  }

  private List<Step> steps(Slot last) {
    List<String> problems = new ArrayList<>(facts.defects().owners());
    front.doubts().stopped().ifPresent(problems::add);
    problems.addAll(front.beforeLeaving());
    if (!old.answers()) {
      problems.add(
          "no version of ours served before, and the app that did, "
              + old.address()
              + " ("
              + old.place()
              + "), does not answer any more"
              + old.listener().map(l -> ", and " + l.describe() + " listens there").orElse("")
              + ": start it, or deploy another version");
    }
    ours(old, facts.slots().values())
        .map(
            slot ->
                "no version of ours served before, and where the app did that was there before us ("
                    + old.address()
                    + ", "
                    + old.place()
                    + ") it is "
                    + slot.occupant()
                    + " on "
                    + slot.slot()
                    + " that listens now, a version of ours; deploy another version, or name a"
                    + " stored one with --to")
        .ifPresent(problems::add);
    if (!problems.isEmpty()) {
      return List.of(Step.failed(StepName.PREFLIGHT, String.join("\n", problems)));
    }
    return List.of(
        Step.ok(StepName.PREFLIGHT, "nothing stands in the way"),
        switchOver(last),
        verify(),
        stop());
  }

  /** The slot that has the old app's port by now, and would be stopped with the other one. */
  static Optional<SlotFacts> ours(FrontFacts.Outside old, Collection<SlotFacts> slots) {
    return old.listener()
        .flatMap(
            listener ->
                slots.stream()
                    .filter(slot -> slot.running().isPresent() && slot.foreign().isEmpty())
                    .filter(slot -> slot.port() == listener.port())
                    .findFirst());
  }

  private Step switchOver(Slot last) {
    return front
        .giveBack()
        .map(a -> Step.of(StepName.SWITCH, last + " -> " + old.describe(), a.loaded()))
        .orElseGet(() -> Step.ok(StepName.SWITCH, "visitors are with " + old.describe()));
  }

  private Step verify() {
    List<Action> look = front.lookOutside().stream().toList();
    return Step.of(StepName.VERIFY, "the app that served before us answers", look);
  }

  private Step stop() {
    List<Step> steps =
        Stream.of(Slot.values())
            .map(slot -> RemovalPlanner.stop(StepName.STOP_OLD, facts.of(slot), true))
            .filter(step -> !step.actions().isEmpty())
            .toList();
    return steps.isEmpty()
        ? Step.ok(StepName.STOP_OLD, "nothing to stop")
        : Step.of(
            StepName.STOP_OLD,
            String.join(", ", steps.stream().map(Step::summary).toList()),
            steps.stream().flatMap(step -> step.actions().stream()).toList());
  }
}
