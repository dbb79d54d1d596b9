package bluegreen.plan;

import bluegreen.observe.Estate;
import bluegreen.observe.Facts;
import bluegreen.plan.FileAction.CreateFolder;
import bluegreen.plan.FileAction.CreateWorkdir;
import bluegreen.plan.FileAction.Enter;
import bluegreen.plan.FileAction.StoreRelease;
import bluegreen.plan.FileAction.TellRoles;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Launch;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.Release;
import bluegreen.state.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How what is wanted comes into the app's folder. */
record ReleasePlan(
    Goal goal, Playbook playbook, AppDir dir, Facts facts, Slot target, boolean changes) {

  /** The step. */
  Step step() {
    Release wanted = facts.wanted().orElseThrow();
    String stored = wanted.describe() + " is stored" + chosen();
    List<Action> actions = new ArrayList<>();
    facts.folders().forEach(f -> actions.add(creating(f)));
    entering().ifPresent(actions::add);
    TellRoles.anew(facts, target).ifPresent(actions::add);
    if (facts.stored()) {
      return Step.of(StepName.RELEASE, stored, actions);
    }
    Source source = Source.of(playbook.app(), dir);
    actions.add(new StoreRelease(wanted, source, readers()));
    String what = source.deed(facts.artifactBytes(), playbook::shown);
    Step step = Step.of(StepName.RELEASE, what, actions);
    return wanted.isUnfetched() ? step.noting(List.of(unfetched())) : step;
  }

  /** The jar that a pattern stands for; a rollback has nothing to do with it. */
  private String chosen() {
    return goal == Goal.DEPLOY
            && playbook.app().program() instanceof Playbook.Jar jar
            && jar.pattern().isPresent()
        ? " (" + playbook.shown(jar.jar()) + ")"
        : "";
  }

  /** Before anything is started, others know of it; what has moved is written down when it has. */
  private Optional<Action> entering() {
    Estate estate = facts.estate();
    Layout known =
        estate.recorded().map(r -> r.deployedAs(estate.wanted())).orElse(estate.wanted());
    boolean news = !estate.recorded().equals(Optional.of(known));
    boolean due =
        estate.recorded().isEmpty() || !estate.entered() || news && (changes || !facts.stored());
    return due && goal == Goal.DEPLOY
        ? Optional.of(new Enter(known, estate.link()))
        : Optional.empty();
  }

  private OptionalInt readers() {
    return facts.launches().get(target).account().stream()
        .mapToInt(account -> (int) account.gid())
        .findFirst();
  }

  /** Only the folder that the app runs in is the app's own. */
  private Action creating(Path folder) {
    Launch launch = facts.launches().get(target);
    return folder.equals(launch.workdir())
        ? new CreateWorkdir(folder, launch.account())
        : new CreateFolder(folder, dir.mode(folder));
  }

  /** Of a plan that is only shown: a run fetches it before it makes its own. */
  private static Note unfetched() {
    return new Note(
        "which version that is can be told only when it is here: where it serves already, a run"
            + " does nothing more; app.sha256 would tell beforehand",
        "");
  }
}
