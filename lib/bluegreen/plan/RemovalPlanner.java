package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.NginxCommands;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxUnit;
import bluegreen.observe.Facts;
import bluegreen.observe.Remains;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.FileAction.KeepEdited;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.LookAction.Drain;
import bluegreen.plan.NginxAction.EndWorkers;
import bluegreen.plan.NginxAction.QuitNginx;
import bluegreen.plan.NginxAction.ReloadNginx;
import bluegreen.plan.NginxAction.RunCommand;
import bluegreen.plan.SlotAction.StopSlot;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides how all that we made on a machine is taken away: what has no visitors first, then their
 * way to the rest, files last. So what does not end is met while visitors are still served.
 */
public final class RemovalPlanner {
  private final Playbook playbook;
  private final AppDir dir;
  private final Facts facts;
  private final FileRemoval files;
  private final boolean force;
  private final Optional<FrontPlan> front;

  /**
   * A planner for one run.
   *
   * @param force whether visitors may be left with nobody who answers them
   */
  public RemovalPlanner(
      Playbook playbook, AppDir dir, Facts facts, Remains remains, boolean force) {
    this.force = force;
    this.playbook = playbook;
    this.dir = dir;
    this.facts = facts;
    this.files = new FileRemoval(playbook, dir, facts, remains);
    this.front = FrontPlan.of(playbook, facts, dir);
  }

  /** The plan. */
  public Plan plan() {
    return Plan.ending(
        Goal.REMOVE, playbook.app().name(), facts, facts.serving().isPresent(), this::steps);
  }

  private List<Step> steps(Slot last) {
    List<String> problems = new ArrayList<>(facts.defects().owners());
    problems.addAll(new Moves(facts).problems());
    problems.addAll(Conflicts.of(facts.estate()).elsewhere());
    linked().beforeRemoval().ifPresent(problems::add);
    Optional.of(facts.nginx())
        .filter(seen -> seen.ours().isPresent() && !files.isPrivate())
        .flatMap(new NginxObstacles(playbook, facts)::refused)
        .ifPresent(problems::add);
    deserted().filter(where -> !force).map(this::refusal).ifPresent(problems::add);
    front.ifPresent(f -> problems.addAll(f.beforeLeaving()));
    return problems.isEmpty()
        ? new Unwritable(playbook, facts)
            .refused(
                List.of(
                    Step.ok(StepName.PREFLIGHT, "nothing stands in the way")
                        .noting(new Unattended(facts).notes()),
                    stop(StepName.STOP_IDLE, facts.of(last.other()), false),
                    nginx(),
                    stop(StepName.STOP_OLD, facts.of(last), !files.isPrivate()),
                    files.step()))
        : List.of(Step.failed(StepName.PREFLIGHT, String.join("\n", problems)));
  }

  private Optional<FrontAction.GiveBack> giveBack() {
    return front.flatMap(FrontPlan::giveBack);
  }

  /** Where visitors would be sent, and nobody answer; empty where somebody does. */
  private Optional<String> deserted() {
    return front.flatMap(f -> f.deserted(this::isOfSlot));
  }

  private String refusal(String where) {
    return "visitors would be sent to "
        + where
        + "; first have your nginx pass them to another app, or take that server block away"
        + front.map(FrontPlan::thenReload).orElse("")
        + front.flatMap(FrontPlan::change).map(line -> ":\n  " + line + "\n").orElse("; ")
        + "or leave them with nobody by: deploy.java remove --force PLAYBOOK";
  }

  /** Whether it is one of those that are stopped next. */
  private boolean isOfSlot(Processes.Listener listener) {
    return facts.slots().values().stream()
        .flatMap(slot -> slot.running().stream())
        .anyMatch(r -> listener.process().filter(p -> r.is(p.pid())).isPresent());
  }

  private Step nginx() {
    NginxFacts seen = facts.nginx();
    NginxCommands lines = new NginxCommands(playbook.nginx().server(), seen.runAs());
    Path file = seen.former().orElse(playbook.nginx().target().file());
    String kept = files.edited().map(KeepEdited::said).orElse("");
    if (files.isPrivate()) {
      List<Action> actions = new ArrayList<>();
      giveBack().ifPresent(back -> actions.addAll(back.loaded()));
      playbook
          .nginx()
          .behind()
          .filter(b -> seen.running() && deserted().isEmpty())
          .map(b -> Drain.afterReload("our nginx", Endpoint.here(b.port())))
          .ifPresent(actions::add);
      files.edited().ifPresent(actions::add);
      if (playbook.nginx().behind().isPresent() && seen.unit().isPresent()) {
        String app = playbook.app().name();
        actions.add(new QuitNginx(NginxUnit.end(app)));
        actions.add(new Remove(NginxUnit.file(app)));
        actions.add(new RunCommand(NginxUnit.forget(), "systemd does not forget our nginx"));
      } else if (seen.running()) {
        actions.add(new QuitNginx(lines.quit()));
      }
      EndWorkers.of(seen, Optional.empty()).ifPresent(actions::add);
      actions.addAll(relayed());
      String left = deserted().map(where -> "left visitors to " + where + ", ").orElse("");
      String what = left.isEmpty() && giveBack().isPresent() ? "gave visitors back, " : left;
      return actions.isEmpty()
          ? Step.ok(StepName.NGINX, "the private nginx does not run")
          : Step.of(StepName.NGINX, what + "ended the private nginx" + kept, actions);
    }
    boolean untold = playbook.nginx().isStream() && !seen.company();
    Duration soft = untold ? Duration.ZERO : playbook.nginx().soft();
    ReloadNginx reload = new ReloadNginx(lines.reload(), soft);
    if (seen.ours().isEmpty()) {
      // A removal that was killed may have taken the file away from under a running nginx.
      if (seen.answer().isPresent()) {
        return Step.of(StepName.NGINX, "reloaded without " + file, List.of(reload));
      }
      return relayed().isEmpty()
          ? Step.ok(StepName.NGINX, "nothing of ours in " + file)
          : Step.of(StepName.NGINX, "ended our nginx", relayed());
    }
    List<Action> actions = new ArrayList<>();
    files.edited().ifPresent(actions::add);
    actions.add(linked().removal(seen.target().orElseThrow()));
    if (seen.running()) {
      actions.add(reload);
    }
    actions.addAll(relayed());
    return Step.of(StepName.NGINX, "removed " + file + kept, actions);
  }

  private List<Action> relayed() {
    return new RelayPlan(playbook, dir, facts.nginx().relay()).removal();
  }

  private LinkedSite linked() {
    return new LinkedSite(playbook, facts.nginx());
  }

  /**
   * The step that stops what is in a slot.
   *
   * @param led whether visitors have been led away from it by a reload of nginx's
   */
  static Step stop(StepName name, SlotFacts seen, boolean led) {
    if (!seen.occupied()) {
      return Step.ok(name, "nothing runs on " + seen.slot());
    }
    String what = seen.occupant();
    List<Action> actions = new ArrayList<>();
    if (seen.running().isPresent()) {
      actions.add(
          led
              ? Drain.afterReload(seen.slot().label(), seen.endpoint())
              : Drain.beforeStopping(seen));
    }
    actions.add(new StopSlot(seen.slot(), what));
    return Step.of(name, "stopped " + what + " on " + seen.slot(), actions);
  }
}
