package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.NginxCommands;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.NginxUnit;
import bluegreen.observe.Facts;
import bluegreen.observe.Remains;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.FileAction.KeepEdited;
import bluegreen.plan.FileAction.KeepStrangers;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.FileAction.RemoveIfEmpty;
import bluegreen.plan.LookAction.Drain;
import bluegreen.plan.NginxAction.EndWorkers;
import bluegreen.plan.NginxAction.QuitNginx;
import bluegreen.plan.NginxAction.ReloadNginx;
import bluegreen.plan.NginxAction.RunCommand;
import bluegreen.plan.SlotAction.StopSlot;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides how all that we made on a machine is taken away: no traffic first, files last. */
public final class RemovalPlanner {
  /** The folders above a link that may be of our making, without root {@code ~/.local/state}. */
  private static final Set<String> MADE_FOR_LINKS = Set.of(".apps", "bluegreen", "state", ".local");

  private final Playbook playbook;
  private final AppDir dir;
  private final Facts facts;
  private final Remains remains;
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
    this.remains = remains;
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
        .filter(seen -> seen.ours().isPresent() && !isPrivate())
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
                    nginx(),
                    stop(StepName.STOP_IDLE, facts.of(last.other())),
                    stop(StepName.STOP_OLD, facts.of(last)),
                    files()))
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
    String kept = edited().map(KeepEdited::said).orElse("");
    if (isPrivate()) {
      List<Action> actions = new ArrayList<>();
      giveBack().ifPresent(back -> actions.addAll(back.loaded()));
      edited().ifPresent(actions::add);
      if (playbook.nginx().behind().isPresent() && seen.unit().isPresent()) {
        String app = playbook.app().name();
        actions.add(new QuitNginx(NginxUnit.end(app)));
        actions.add(new Remove(NginxUnit.file(app)));
        actions.add(new RunCommand(NginxUnit.forget(), "systemd does not forget our nginx"));
      } else if (seen.running()) {
        actions.add(new QuitNginx(lines.quit()));
      }
      EndWorkers.of(seen, Optional.empty()).ifPresent(actions::add);
      String left = deserted().map(where -> "left visitors to " + where + ", ").orElse("");
      String what = left.isEmpty() && giveBack().isPresent() ? "gave visitors back, " : left;
      return actions.isEmpty()
          ? Step.ok(StepName.NGINX, "the private nginx does not run")
          : Step.of(StepName.NGINX, what + "ended the private nginx" + kept, actions);
    }
    ReloadNginx reload = new ReloadNginx(lines.reload(), playbook.nginx().soft());
    if (seen.ours().isEmpty()) {
      // A removal that was killed may have taken the file away from under a running nginx.
      return seen.answer().isPresent()
          ? Step.of(StepName.NGINX, "reloaded without " + file, List.of(reload))
          : Step.ok(StepName.NGINX, "nothing of ours in " + file);
    }
    List<Action> actions = new ArrayList<>();
    edited().ifPresent(actions::add);
    actions.add(linked().removal(seen.target().orElseThrow()));
    if (seen.running()) {
      actions.add(reload);
    }
    return Step.of(StepName.NGINX, "removed " + file + kept, actions);
  }

  private LinkedSite linked() {
    return new LinkedSite(playbook, facts.nginx());
  }

  private Optional<KeepEdited> edited() {
    return KeepEdited.of(
        playbook.nginx().target().file(), facts.nginx().target(), dir, facts.kept());
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
    remains.written().forEach(file -> actions.add(new Remove(file)));
    // What a killed run has left beside nginx's files; the rest goes with the app's folder.
    Stream.concat(facts.leftovers().stream(), facts.nginx().closing().stream())
        .filter(f -> !f.startsWith(dir.root()))
        .forEach(f -> actions.add(new Remove(f)));
    if (isPrivate()) {
      actions.addAll(ofPrivateNginx(playbook.nginx().prefix().orElseThrow()));
    }
    if (facts.estate().entered()) {
      facts.estate().link().ifPresent(link -> withdraw(link, actions));
    }
    playbook
        .app()
        .workdir()
        .filter(w -> remains.made().isPresent() && !w.startsWith(dir.root()))
        .ifPresent(w -> actions.addAll(emptied(w)));
    if (remains.made().isPresent() && !playbook.nginx().sudo()) {
      actions.addAll(emptied(playbook.nginx().target().file().getParent()));
    }
    if (remains.there()) { // Last: the lock goes with it, and the next run may begin.
      remains.strangers().forEach(others -> actions.add(new KeepStrangers(others)));
      actions.add(new Remove(dir.root()));
      madeFor(dir.root())
          .filter(folder -> !folder.equals(dir.root()))
          .forEach(folder -> actions.add(new RemoveIfEmpty(folder)));
    }
    remains.emptied().forEach(folder -> actions.add(new RemoveIfEmpty(folder)));
    String what = remains.there() ? folder() : "removed leftovers";
    return actions.isEmpty()
        ? Step.ok(StepName.PRUNE, "nothing to remove")
        : Step.of(StepName.PRUNE, what, lastOnes(actions));
  }

  /** Each action once, where it comes last: by then a folder is empty. */
  private static List<Action> lastOnes(List<Action> actions) {
    List<Action> reversed = new ArrayList<>(actions);
    Collections.reverse(reversed);
    List<Action> once = new ArrayList<>(new LinkedHashSet<>(reversed));
    Collections.reverse(once);
    return once;
  }

  private List<Action> ofPrivateNginx(Path prefix) {
    List<Action> actions = new ArrayList<>();
    actions.add(new Remove(prefix.resolve(NginxFiles.ERROR_LOG)));
    if (front.isPresent()) {
      actions.add(new Remove(prefix.resolve("logs/nginx.pid")));
    }
    actions.add(new RemoveIfEmpty(prefix.resolve("logs")));
    actions.add(new Remove(prefix.resolve("temp")));
    // nginx takes it away when it ends, but not after a mere test.
    actions.add(new Remove(prefix.resolve("nginx.pid")));
    actions.addAll(linked().removals());
    // Last of the files: it tells a run after one that was killed that the rest is ours.
    actions.add(new Remove(playbook.nginx().conf()));
    actions.addAll(emptied(prefix));
    return actions;
  }

  private String folder() {
    return remains.goes()
        ? "removed " + dir.root() + left()
        : "emptied " + dir.root() + ", which was there before us" + left();
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
    Stream<String> staying = remains.staying().stream().map(p -> dir.root().relativize(p) + "");
    Stream<String> moved =
        remains.strangers().stream()
            .map(s -> s.what() + " (moved to " + dir.root().relativize(s.kept()) + ")");
    Stream<String> edited =
        edited().map(k -> dir.root().relativize(k.kept()).toString()).stream()
            .filter(name -> !remains.staying().contains(dir.kept()));
    String all =
        Stream.of(staying, edited, moved).flatMap(names -> names).collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : ", but for what is not ours in it: " + all;
  }

  /** Where nothing is left in them: a folder beside the app's, and those above it. */
  private List<Action> emptied(Path folder) {
    return madeFor(folder)
        .filter(path -> !dir.root().startsWith(path))
        .<Action>map(RemoveIfEmpty::new)
        .toList();
  }

  /** A folder of ours and those above it, the innermost first, as far as they were made by us. */
  private Stream<Path> madeFor(Path folder) {
    return remains
        .made()
        .map(made -> made.stream().filter(folder::startsWith))
        .orElseGet(() -> Stream.concat(Stream.of(folder), likelyMade(folder.getParent()).stream()));
  }

  /** The folder above, where it is most likely one that we created on the way. */
  private Optional<Path> likelyMade(Path parent) {
    Path own = playbook.file().toAbsolutePath().normalize().getParent();
    boolean shared = parent.endsWith("bluegreen");
    boolean below = parent.startsWith(own) && !parent.equals(own);
    return shared || below ? Optional.of(parent) : Optional.empty();
  }
}
