package bluegreen.plan;

import bluegreen.nginx.LocationRules;
import bluegreen.nginx.Switching;
import bluegreen.observe.Defects;
import bluegreen.observe.Facts;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Playbook;
import bluegreen.state.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges whether what a playbook names can be used, and whether nginx is as it has to be, from what
 * was seen.
 */
public record Preflight(Goal goal, Playbook playbook, Facts facts) {

  /** What is in the way of a version that is to serve, the causes first, a sentence each. */
  public List<String> problems() {
    Defects defects = facts.defects();
    List<String> problems = new ArrayList<>(defects.artifact());
    problems.addAll(defects.owners());
    if (goal == Goal.DEPLOY) {
      problems.addAll(
          new FolderProblems(playbook, facts.folder(), facts.root()).beforeDeployment());
    }
    problems.addAll(defects.made());
    // The way back to a process that runs is one marker: nothing else that is broken matters.
    boolean back = goal == Goal.ROLLBACK && runs(facts.wanted());
    problems.addAll(back ? List.of() : defects.start());
    problems.addAll(defects.certificates());
    if (defects.certificates().isEmpty()) { // nginx would repeat them in other words.
      problems.addAll(defects.refusals());
    }
    problems.addAll(back ? List.of() : answered());
    problems.addAll(ofNginx(back, problems.isEmpty()));
    return problems.stream().distinct().toList(); // One cause may stop both artifact and start.
  }

  /** What visitors would notice before anybody else does. */
  private List<String> answered() {
    return LocationRules.of(playbook.nginx().location()).certain().stream()
        .map(
            said ->
                said
                    + "; take it out, or put it under a condition that lets them through, such as"
                    + " `if (-f /etc/nginx/away) { return 503; }`")
        .toList();
  }

  private List<String> ofNginx(boolean back, boolean isFirst) {
    NginxObstacles nginx = new NginxObstacles(playbook, facts);
    boolean loads = Switching.of(playbook.nginx().switchKind()).isLoaded();
    boolean marker = back && facts.nginx().loaded() && !loads;
    List<String> problems =
        new ArrayList<>(nginx.problems(marker ? facts.nginx().withoutProblem() : facts.nginx()));
    if (goal == Goal.DEPLOY && isFirst && problems.isEmpty()) {
      facts.setting().lacking().ifPresent(problems::add);
    }
    nginx.barred().ifPresent(problems::add);
    nginx.elsewhere().ifPresent(problems::add);
    if (!back) {
      problems.addAll(nginx.firstContact());
    }
    nginx.installation().ifPresent(problems::add);
    return problems;
  }

  private boolean runs(Optional<Release> wanted) {
    return facts.slots().values().stream()
        .filter(SlotFacts::healthy)
        .flatMap(slot -> slot.running().stream())
        .anyMatch(running -> wanted.filter(w -> w.id().equals(running.release())).isPresent());
  }
}
