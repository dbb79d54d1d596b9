package bluegreen.plan;

import bluegreen.contents.Difference;
import bluegreen.nginx.FrontFacts;
import bluegreen.observe.Facts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.Release;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The ordered steps that lead from what is to what is wanted. A dry run prints it, a real run
 * carries it out; neither decides anything of its own.
 *
 * @param release what shall serve; empty for {@link Goal#REMOVE}, for a rollback to the app that
 *     served before us, or where it could not be told
 * @param target the slot that it shall serve from
 * @param endpoint where that slot is reached
 * @param active the slot that serves now
 * @param activeEndpoint where that slot is reached
 * @param activeVersion the label of what serves now; empty where nothing does
 * @param live whether visitors reach us through the nginx in front of ours; empty where ours is
 *     that
 * @param moves whether nginx sends traffic elsewhere than before once it is carried out
 * @param difference what changes from the release that serves to the one to come
 */
public record Plan(
    Goal goal,
    String app,
    Optional<Release> release,
    Slot target,
    Endpoint endpoint,
    Optional<Slot> active,
    Optional<Endpoint> activeEndpoint,
    String activeVersion,
    boolean moves,
    Optional<Boolean> live,
    Difference difference,
    List<Step> steps) {

  /** One for which no release is wanted. */
  static Plan ending(
      Goal goal, String app, Facts facts, boolean moves, Function<Slot, List<Step>> to) {
    Optional<Slot> serving = facts.serving();
    Slot last = serving.orElse(Slot.BLUE);
    return new Plan(
        goal,
        app,
        Optional.empty(),
        last,
        facts.of(last).endpoint(),
        serving,
        serving.map(s -> facts.of(s).endpoint()),
        serving.flatMap(s -> facts.of(s).version()).orElse(""),
        moves,
        facts.front().map(FrontFacts::live),
        Difference.none(),
        to.apply(last));
  }

  /** Whether nothing of ours serves once it is carried out. */
  public boolean leaves() {
    return goal == Goal.REMOVE || (goal == Goal.ROLLBACK && release.isEmpty());
  }

  /** Whether the plan can be carried out; one that cannot can still be shown. */
  public boolean applicable() {
    return steps.stream().noneMatch(s -> s.expected() == Status.FAILED);
  }

  /** Whether what is to serve has to be fetched before it can be told what that is. */
  public boolean isUnfetched() {
    return applicable() && release.filter(Release::isUnfetched).isPresent();
  }

  /** What is left of it where that cannot be had. */
  public Plan withoutArtifact(String why) {
    List<Step> left = List.of(steps.get(0), Step.failed(StepName.RELEASE, why));
    return new Plan(
        goal,
        app,
        release,
        target,
        endpoint,
        active,
        activeEndpoint,
        activeVersion,
        false,
        live,
        Difference.none(),
        left);
  }

  /** Whether anything would change. */
  public boolean changes() {
    return steps.stream().anyMatch(s -> s.expected() == Status.CHANGED);
  }
}
