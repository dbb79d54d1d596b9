package bluegreen.plan;

import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges what stands in the way of a plan, as far as that can be seen before it is carried out. */
record Obstacles(
    Goal goal,
    Playbook playbook,
    Facts facts,
    Optional<FrontPlan> front,
    Strangers strangers,
    Course course) {

  /** All of it, the causes first, a sentence each. */
  List<String> problems() {
    Conflicts conflicts = Conflicts.of(facts.estate());
    List<String> problems = new ArrayList<>();
    if (goal == Goal.DEPLOY) {
      problems.addAll(conflicts.problems());
    }
    problems.addAll(new Moves(facts).problems());
    problems.addAll(new Preflight(goal, playbook, facts).problems());
    Set<Integer> told = conflicts.ports();
    front.ifPresent(f -> problems.addAll(f.problems(told)));
    portConflict().ifPresent(problems::add);
    List<String> taken = portsTaken(told);
    new Intruder(facts).words().filter(i -> !taken.isEmpty()).ifPresent(problems::add);
    problems.addAll(taken);
    Optional<Slot> starting = Optional.of(course.target()).filter(t -> !course.isRunning());
    starting.flatMap(t -> facts.of(t).barrier()).ifPresent(problems::add);
    if (taken.isEmpty()) {
      course.outsider().flatMap(strangers::problemOfOld).ifPresent(problems::add);
    }
    for (SlotFacts slot : facts.slots().values()) {
      if (!course.stays(slot)) { // Visitors are sent to it past our nginx.
        front.flatMap(f -> f.straight(slot)).ifPresent(problems::add);
      }
    }
    problems.addAll(new Notes(playbook, facts).takenPorts(starting));
    problems.addAll(listens(told));
    course.lost().ifPresent(problems::add);
    return problems;
  }

  /** Where nginx cannot begin to listen; the way back needs nothing of the sort. */
  private List<String> listens(Set<Integer> told) {
    boolean untouched = goal == Goal.ROLLBACK && facts.nginx().loaded();
    return facts.circumstances().listens().stream()
        .filter(place -> !untouched && !told.contains(place.socket().port()))
        .flatMap(place -> place.problem(facts.nginx().adrift()).stream())
        .distinct()
        .toList();
  }

  /**
   * Those who hold a port that this plan would start on, or send traffic to.
   *
   * @param told the ports of which it is told already whose they are
   */
  private List<String> portsTaken(Set<Integer> told) {
    boolean before =
        facts.serving().isEmpty() && facts.nginx().pointed().isEmpty() && facts.front().isEmpty();
    return facts.slots().values().stream()
        .filter(s -> s.foreign().filter(l -> !told.contains(l.port())).isPresent())
        .filter(s -> s.slot() == course.target() ? !course.isRunning() : before)
        .flatMap(s -> strangers.problem(s).stream())
        .toList();
  }

  /** A slot of ours is never stopped for the sake of its port. */
  private Optional<String> portConflict() {
    Slot target = course.target();
    SlotFacts other = facts.of(target.other());
    Endpoint wanted = playbook.ports().of(target);
    return other
        .running()
        .filter(r -> !course.isRunning() && r.endpoint().collides(wanted))
        .map(
            r ->
                "%s: port %d is held by what runs on %s (%s, %s); give %s another port"
                    .formatted(
                        playbook.placeKey(target),
                        wanted.port(),
                        other.slot(),
                        r.version(),
                        r.who(),
                        target));
  }
}
