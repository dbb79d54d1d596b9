package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.NginxCommands;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.NginxUnit;
import bluegreen.plan.Action.Drain;
import bluegreen.plan.Action.QuitNginx;
import bluegreen.plan.Action.ReloadNginx;
import bluegreen.plan.Action.Remove;
import bluegreen.plan.Action.RemoveIfEmpty;
import bluegreen.plan.Action.RemoveNginxFile;
import bluegreen.plan.Action.RunCommand;
import bluegreen.plan.Action.StopSlot;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides how all that we made on a machine is taken away: no traffic first, files last. */
public final class RemovalPlanner {
  /** The folders above a link that may be of our making, without root {@code ~/.local/state}. */
  private static final Set<String> MADE_FOR_LINKS = Set.of(".apps", "bluegreen", "state", ".local");

  private final Playbook playbook;
  private final AppDir dir;
  private final Facts facts;
  private final boolean dirExists;
  private final List<Path> emptied;
  private final List<Path> staying;
  private final boolean force;
  private final Optional<FrontPlan> front;

  /**
   * A planner for one run.
   *
   * @param dirExists whether the app's folder is there
   * @param emptied empty folders of a private nginx whose configuration is gone or not there yet,
   *     the innermost first
   * @param staying what of others is in the app's folder
   * @param force whether visitors may be left with nobody who answers them
   */
  public RemovalPlanner(
      Playbook playbook,
      AppDir dir,
      Facts facts,
      boolean dirExists,
      List<Path> emptied,
      List<Path> staying,
      boolean force) {
    this.playbook = playbook;
    this.dir = dir;
    this.facts = facts;
    this.dirExists = dirExists;
    this.emptied = emptied;
    this.staying = staying;
    this.force = force;
    this.front = FrontPlan.of(playbook, facts, dir);
  }

  /** The plan. */
  public Plan plan() {
    Optional<Slot> serving = facts.serving();
    Slot last = serving.orElse(Slot.BLUE);
    return new Plan(
        Goal.REMOVE,
        playbook.app().name(),
        Optional.empty(),
        last,
        facts.of(last).port(),
        serving,
        serving.map(s -> facts.of(s).port()).orElse(0),
        serving.flatMap(s -> facts.of(s).version()).orElse(""),
        serving.isPresent(),
        facts.front().map(f -> f.live()),
        steps(last));
  }

  private List<Step> steps(Slot last) {
    List<String> problems = new ArrayList<>(facts.problems());
    problems.addAll(new Moves(facts).problems());
    deserted().filter(where -> !force).map(this::refusal).ifPresent(problems::add);
    return problems.isEmpty()
        ? List.of(
            Step.ok(StepName.PREFLIGHT, "nothing stands in the way"),
            nginx(),
            stop(StepName.STOP_IDLE, facts.of(last.other())),
            stop(StepName.STOP_OLD, facts.of(last)),
            files())
        : List.of(Step.failed(StepName.PREFLIGHT, String.join("\n", problems)));
  }

  private Optional<Action.GiveBack> giveBack() {
    return front.flatMap(FrontPlan::giveBack);
  }

  /** Where visitors would be sent, and nobody answer; empty where somebody does. */
  private Optional<String> deserted() {
    return front.flatMap(f -> f.deserted(this::isOfSlot));
  }

  private String refusal(String where) {
    return "visitors would be sent to "
        + where
        + "; first have your nginx pass them to another app, or take that server block away, and"
        + " reload it"
        + front.flatMap(FrontPlan::change).map(line -> ":\n  " + line + "\n").orElse("; ")
        + "or leave them with nobody by: remove --force";
  }

  /** Whether it is one of those that are stopped next. */
  private boolean isOfSlot(Processes.Listener listener) {
    return facts.slots().values().stream()
        .flatMap(slot -> slot.running().stream())
        .anyMatch(r -> listener.process().filter(p -> p.pid() == r.pid()).isPresent());
  }

  private Step nginx() {
    NginxFacts seen = facts.nginx();
    NginxCommands lines = new NginxCommands(playbook.nginx().server(), seen.runAs());
    Path file = seen.former().orElse(playbook.nginx().target().file());
    if (isPrivate()) {
      List<Action> actions = new ArrayList<>();
      giveBack().ifPresent(actions::add);
      if (playbook.nginx().behind().isPresent() && seen.unit().isPresent()) {
        String app = playbook.app().name();
        actions.add(new QuitNginx(NginxUnit.end(app)));
        actions.add(new Remove(NginxUnit.file(app)));
        actions.add(new RunCommand(NginxUnit.forget(), "systemd does not forget our nginx"));
      } else if (seen.running()) {
        actions.add(new QuitNginx(lines.quit()));
      }
      front.flatMap(FrontPlan::succeed).ifPresent(actions::add);
      String left = deserted().map(where -> "left visitors to " + where + ", ").orElse("");
      String what = left.isEmpty() && giveBack().isPresent() ? "gave visitors back, " : left;
      return actions.isEmpty()
          ? Step.ok(StepName.NGINX, "the private nginx does not run")
          : Step.of(StepName.NGINX, what + "ended the private nginx", actions);
    }
    ReloadNginx reload = new ReloadNginx(lines.reload(), playbook.nginx().soft());
    if (seen.ours().isEmpty()) {
      // A removal that was killed may have taken the file away from under a running nginx.
      return seen.answer().isPresent()
          ? Step.of(StepName.NGINX, "reloaded without " + file, List.of(reload))
          : Step.ok(StepName.NGINX, "nothing of ours in " + file);
    }
    List<Action> actions = new ArrayList<>();
    actions.add(new RemoveNginxFile(file, seen.target().orElseThrow()));
    if (seen.running()) {
      actions.add(reload);
    }
    return Step.of(StepName.NGINX, "removed " + file, actions);
  }

  /** Whether nginx is there for this app alone. */
  private boolean isPrivate() {
    return facts
        .nginx()
        .conf()
        .flatMap(NginxFiles::privateSite)
        .filter(playbook.nginx().target().file()::equals)
        .isPresent();
  }

  static Step stop(StepName name, SlotFacts seen) {
    if (!seen.occupied()) {
      return Step.ok(name, "nothing runs on " + seen.slot());
    }
    String what = seen.occupant();
    List<Action> actions = new ArrayList<>();
    if (seen.running().isPresent()) {
      actions.add(Drain.beforeStopping(seen));
    }
    actions.add(new StopSlot(seen.slot(), what));
    return Step.of(name, "stopped " + what + " on " + seen.slot(), actions);
  }

  private Step files() {
    List<Action> actions = new ArrayList<>();
    // What a killed run has left beside nginx's files; the rest goes with the app's folder.
    facts.leftovers().stream()
        .filter(f -> !f.startsWith(dir.root()))
        .forEach(f -> actions.add(new Remove(f)));
    if (isPrivate()) {
      Path prefix = playbook.nginx().prefix().orElseThrow();
      actions.add(new Remove(prefix.resolve("logs/error.log")));
      if (front.isPresent()) {
        actions.add(new Remove(prefix.resolve("logs/nginx.pid")));
      }
      actions.add(new RemoveIfEmpty(prefix.resolve("logs")));
      actions.add(new Remove(prefix.resolve("temp")));
      // nginx takes it away when it ends, but not after a mere test.
      actions.add(new Remove(prefix.resolve("nginx.pid")));
      if (facts.nginx().target().isPresent()) {
        actions.add(new Remove(playbook.nginx().target().file()));
      }
      // Last of the files: it tells a run after one that was killed that the rest is ours.
      actions.add(new Remove(playbook.nginx().conf()));
      actions.add(new RemoveIfEmpty(prefix));
      if (!prefix.startsWith(dir.root())) {
        emptyParent(prefix).ifPresent(actions::add);
      }
    }
    if (facts.estate().entered()) {
      facts.estate().link().ifPresent(link -> withdraw(link, actions));
    }
    if (dirExists) { // Last: the lock goes with it, and the next run may begin.
      actions.add(new Remove(dir.root()));
      emptyParent(dir.root()).ifPresent(actions::add);
    }
    emptied.forEach(folder -> actions.add(new RemoveIfEmpty(folder)));
    return actions.isEmpty()
        ? Step.ok(StepName.PRUNE, "nothing to remove")
        : Step.of(
            StepName.PRUNE, "removed " + (dirExists ? dir.root() + left() : "leftovers"), actions);
  }

  private static void withdraw(Path link, List<Action> actions) {
    actions.add(new Remove(link));
    Path folder = link.getParent();
    while (MADE_FOR_LINKS.contains(folder.getFileName().toString())) {
      actions.add(new RemoveIfEmpty(folder));
      folder = folder.getParent();
    }
  }

  private String left() {
    return staying.isEmpty()
        ? ""
        : ", but for what is not ours in it: "
            + String.join(
                ", ", staying.stream().map(p -> dir.root().relativize(p).toString()).toList());
  }

  /** The folder above, where it is most likely one that we created on the way. */
  private Optional<Action> emptyParent(Path folder) {
    Path parent = folder.getParent();
    Path own = playbook.file().toAbsolutePath().normalize().getParent();
    boolean shared = parent.endsWith("bluegreen");
    boolean below = parent.startsWith(own) && !parent.equals(own);
    return shared || below ? Optional.of(new RemoveIfEmpty(parent)) : Optional.empty();
  }
}
