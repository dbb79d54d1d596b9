package bluegreen.plan;

import bluegreen.observe.Facts;
import bluegreen.observe.ForeignFiles;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.FileAction.KeepStrangers;
import bluegreen.plan.FileAction.Remove;
import bluegreen.runner.Running;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans the step that removes what is needed no more: old releases, their logs, and what killed
 * runs left behind.
 *
 * @param keep how many releases are kept
 * @param staying the slots whose process still runs when the plan has been carried out
 */
record PrunePlan(Facts facts, int keep, List<SlotFacts> staying) {

  /** The step. */
  Step step() {
    Set<String> needed = new HashSet<>();
    facts.wanted().map(Release::id).ifPresent(needed::add);
    staying.forEach(s -> s.running().map(Running::release).ifPresent(needed::add));
    int room = Math.max(0, keep - needed.size());
    List<Action> actions = new ArrayList<>();
    Set<String> kept = new HashSet<>(needed);
    List<String> gone = new ArrayList<>();
    List<String> saved = new ArrayList<>();
    for (Release release : facts.releases()) {
      if (needed.contains(release.id())) {
        continue;
      } else if (room > 0) {
        room--;
        kept.add(release.id());
      } else {
        gone.add(release.version());
        strangers(release.folder())
            .ifPresent(
                others -> {
                  saved.add(others.what() + " to " + others.kept());
                  actions.add(new KeepStrangers(others));
                });
        actions.add(new Remove(release.folder()));
      }
    }
    facts.leftovers().forEach(path -> actions.add(new Remove(path)));
    facts.logs().stream()
        .filter(PrunePlan::isOurs)
        .filter(log -> kept.stream().noneMatch(id -> isLogOf(log, id)))
        .forEach(log -> actions.add(new Remove(log)));
    String what = gone.isEmpty() ? "removed leftovers" : "removed " + String.join(", ", gone);
    String said = saved.isEmpty() ? "" : "; moved what was not ours, " + String.join(", ", saved);
    return actions.isEmpty()
        ? Step.ok(StepName.PRUNE, "nothing to remove")
        : Step.of(StepName.PRUNE, what + said, actions);
  }

  private Optional<ForeignFiles> strangers(Path folder) {
    return facts.strangers().stream().filter(s -> s.folder().equals(folder)).findFirst();
  }

  /** Others may keep logs there, too. */
  private static boolean isOurs(Path log) {
    return log.getFileName().toString().matches(".+\\.(blue|green)\\.log");
  }

  private static boolean isLogOf(Path log, String release) {
    String name = log.getFileName().toString();
    return name.equals(release + ".blue.log") || name.equals(release + ".green.log");
  }
}
