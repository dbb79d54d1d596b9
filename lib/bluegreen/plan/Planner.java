package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.NginxFiles;
import bluegreen.plan.Action.RunTask;
import bluegreen.plan.Action.Switch;
import bluegreen.plan.FileAction.CreateFolder;
import bluegreen.plan.FileAction.CreateWorkdir;
import bluegreen.plan.FileAction.Enter;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.FileAction.StoreRelease;
import bluegreen.plan.LookAction.AwaitHealth;
import bluegreen.plan.LookAction.Drain;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.plan.LookAction.Watch;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.plan.SlotAction.KeepSlot;
import bluegreen.plan.SlotAction.StartSlot;
import bluegreen.plan.SlotAction.StopForeign;
import bluegreen.plan.SlotAction.StopSlot;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Scope;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.playbook.Templates;
import bluegreen.runner.Launch;
import bluegreen.runner.Runner.Upkeep;
import bluegreen.runner.Running;
import bluegreen.runner.SystemdUnit;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decides what a run does: playbook and facts in, plan out. It looks at nothing and touches
 * nothing.
 */
public final class Planner {
  private final Goal goal;
  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final NginxFiles nginxFiles;
  private final NginxPlan nginxPlan;
  private final Facts facts;
  private final Optional<FrontPlan> front;

  private final List<String> problems;
  private final Notes notes;
  private final boolean takeOver;
  private final Strangers strangers;
  private final Optional<Slot> serving;
  private final Slot target;
  private final boolean alreadyServing;
  private final boolean alreadyRunning;

  /** Whether nginx loads our site only in the switch. */
  private final boolean late;

  /**
   * A planner for one run.
   *
   * @param takeOver whether processes of others that hold our ports may be stopped
   */
  public Planner(
      Goal goal,
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Facts facts,
      boolean takeOver) {
    this.takeOver = takeOver;
    this.goal = goal;
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.facts = facts;
    this.front = FrontPlan.of(playbook, facts, dir);
    this.nginxFiles =
        new NginxFiles(playbook, dir, templates)
            .seeing(facts.nginx())
            .listeningAlso(front.map(FrontPlan::formerPorts).orElse(Set.of()));
    this.nginxPlan = new NginxPlan(playbook, dir, nginxFiles, facts);
    this.strangers = new Strangers(facts, front, takeOver);
    this.serving = facts.serving();
    this.alreadyServing = serving.filter(this::runsWanted).isPresent();
    this.target = alreadyServing ? serving.get() : idle();
    this.alreadyRunning = alreadyServing || (runsWanted(target) && isWhole(facts.of(target)));
    this.late = !alreadyServing && nginxPlan.comesLate(serving.isPresent());
    this.notes = new Notes(playbook, facts);
    this.problems =
        new Obstacles(goal, playbook, facts, front, strangers, target, alreadyRunning)
            .problems(
                facts.slots().values().stream().filter(slot -> !stays(slot)).toList(),
                outsider(facts.of(target.other())));
  }

  /** The slot that may be worked on: never the one that serves, nor one that nginx points at. */
  private Slot idle() {
    Optional<Slot> adopted = front.flatMap(f -> f.taken(playbook.ports()));
    return serving.or(() -> adopted).or(facts.nginx()::pointed).map(Slot::other).orElse(Slot.BLUE);
  }

  /** Whether a slot runs just what is wanted, and is healthy. */
  private boolean runsWanted(Slot slot) {
    SlotFacts seen = facts.of(slot);
    return seen.healthy()
        && seen.running()
            .filter(r -> facts.wanted().map(Release::id).filter(r.release()::equals).isPresent())
            .filter(
                r ->
                    goal == Goal.ROLLBACK || r.launch().equals(facts.launches().get(slot).digest()))
            .isPresent();
  }

  /**
   * Whether what runs in a slot is all of it: a killed run may have left a second process there.
   */
  private static boolean isWhole(SlotFacts seen) {
    return seen.served() || seen.strays().isEmpty();
  }

  /** Whether the slot beside the target holds a version that has served. */
  private boolean hasStandby() {
    SlotFacts other = facts.of(target.other());
    return alreadyServing ? other.standsBy() : serving.isPresent();
  }

  /** The plan. */
  public Plan plan() {
    List<Step> steps = new ArrayList<>();
    steps.add(preflight());
    if (problems.isEmpty()) {
      steps.add(release());
      steps.add(
          late
              ? nginxPlan.prepared(target, ports())
              : nginxPlan.step(serving.orElse(target.other()), serving.isPresent(), ports()));
      steps.add(stopIdle());
      steps.addAll(hook(StepName.BEFORE_START, playbook.hooks().beforeStart()));
      steps.add(start());
      steps.add(health());
      steps.addAll(hook(StepName.BEFORE_SWITCH, playbook.hooks().beforeSwitch()));
      steps.add(switchOver());
      steps.add(verify());
      steps.addAll(hook(StepName.AFTER_SWITCH, playbook.hooks().afterSwitch()));
      steps.add(drain());
      steps.add(stopOld());
      steps.add(new PrunePlan(facts, playbook.app().keepReleases(), staying()).step());
    }
    return new Plan(
        goal,
        playbook.app().name(),
        facts.wanted(),
        target,
        port(target),
        serving,
        serving.map(s -> facts.of(s).port()).orElse(0),
        serving.flatMap(s -> facts.of(s).version()).orElse(""),
        !alreadyServing || !facts.nginx().pointed().equals(Optional.of(target)),
        facts.front().map(f -> f.live()),
        List.copyOf(steps));
  }

  /** The port that a slot has once the plan is carried out. */
  private int port(Slot slot) {
    SlotFacts seen = facts.of(slot);
    if (slot == target && !alreadyRunning) {
      return playbook.ports().of(slot);
    } else if (seen.running().isPresent()) {
      return seen.port();
    }
    // Nobody is there: another port in nginx's configuration would be a reload for nothing.
    return facts.nginx().ours().map(r -> r.port(slot)).orElse(playbook.ports().of(slot));
  }

  private Step preflight() {
    if (!problems.isEmpty()) {
      return Step.failed(StepName.PREFLIGHT, String.join("\n", problems)).noting(notes.always());
    }
    Step clear = Step.ok(StepName.PREFLIGHT, "nothing stands in the way");
    // Who starts nothing has heard the others when he did, and can do nothing about them now.
    return clear.noting(alreadyRunning ? notes.always() : notes.onStarting(target));
  }

  private Step release() {
    Release wanted = facts.wanted().orElseThrow();
    String stored = wanted.describe() + " is stored" + chosen();
    List<Action> actions = new ArrayList<>();
    facts.folders().forEach(f -> actions.add(creating(f)));
    entering().ifPresent(actions::add);
    if (facts.stored()) {
      return Step.of(StepName.RELEASE, stored, actions);
    }
    Optional<Path> source = playbook.app().program().artifact();
    actions.add(new StoreRelease(wanted, source, readers()));
    String what =
        source.map(s -> "stored " + playbook.shown(s) + size()).orElse("stored the command");
    return Step.of(StepName.RELEASE, what, actions);
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
    boolean due = estate.recorded().isEmpty() || !estate.entered() || news && !facts.stored();
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

  private String size() {
    return " (" + bluegreen.host.Texts.size(facts.artifactBytes()) + ")";
  }

  private Map<Slot, Integer> ports() {
    Map<Slot, Integer> ports = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      ports.put(slot, port(slot));
    }
    return ports;
  }

  private Step stopIdle() {
    Slot idle = target.other();
    if (!alreadyServing) {
      idle = target;
    }
    SlotFacts seen = facts.of(idle);
    // A standby has served. Anything else in the idle slot was left behind by a killed run.
    boolean keep = alreadyServing ? hasStandby() : alreadyRunning;
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

  private List<Step> hook(StepName hook, List<Task> tasks) {
    if (alreadyServing) {
      return List.of();
    }
    Release wanted = facts.wanted().orElseThrow();
    return tasks.stream()
        .map(
            task ->
                ruledOut(task, wanted)
                    .map(why -> Step.skipped(hook, task, why))
                    .orElseGet(
                        () -> Step.task(hook, new RunTask(task, target, port(target), wanted))))
        .toList();
  }

  /** Why a task has nothing to do, whatever the tasks before it will find. */
  private Optional<String> ruledOut(Task task, Release wanted) {
    Scope scope = playbook.scope().at(target, port(target), wanted.version(), wanted.home());
    try {
      if (task.when().filter(w -> !templates.holds(w, scope.names())).isPresent()) {
        return Optional.of("its condition is false");
      }
      return task.creates()
          .map(c -> templates.fill(c, scope.names()))
          .filter(c -> facts.created().contains(playbook.folder().resolve(c)))
          .map(c -> (task.noLog() ? "what it creates" : c) + " exists");
    } catch (Templates.Unfillable e) {
      return Optional.empty(); // It asks for what a task has registered, or fails in its turn.
    }
  }

  private Step start() {
    if (alreadyRunning) {
      Running running = facts.of(target).running().orElseThrow();
      List<Action> keeping = alreadyServing ? keep(target) : List.of();
      String unit = keeping.isEmpty() ? "" : ", its unit written anew";
      return Step.of(
          StepName.START,
          target + " :" + running.port() + " runs already, pid " + running.pid() + unit,
          keeping);
    }
    Launch launch = facts.launches().get(target);
    return Step.of(StepName.START, target + " :" + launch.port(), List.of(new StartSlot(launch)));
  }

  /** What has a slot get on without us; nothing where it does already. */
  private List<Action> keep(Slot slot) {
    boolean isNew = slot == target && !alreadyRunning;
    boolean wanted = isNew ? facts.keeps() : facts.of(slot).upkeep() == Upkeep.WANTED;
    String unit = new SystemdUnit(playbook.app().name(), slot, dir).name();
    return wanted ? List.of(new KeepSlot(slot, unit)) : List.of();
  }

  private Step health() {
    if (alreadyServing) {
      return Step.ok(StepName.HEALTH, target + " :" + port(target) + " is healthy");
    }
    return Step.of(StepName.HEALTH, "", List.of(awaitHealth()));
  }

  private AwaitHealth awaitHealth() {
    return new AwaitHealth(target, port(target), healthUrl(target, port(target)));
  }

  private String healthUrl(Slot slot, int port) {
    Release wanted = facts.wanted().orElseThrow();
    return templates.fill(
        playbook.health().url(),
        playbook.scope().at(slot, port, wanted.version(), wanted.home()).names());
  }

  private Step switchOver() {
    if (alreadyServing) {
      return Step.ok(StepName.SWITCH, target + " is active");
    }
    SwitchKind kind = playbook.nginx().switchKind();
    Optional<WriteNginxFile> site = Optional.empty();
    if (kind == SwitchKind.RELOAD && !late) {
      Optional<String> before =
          Optional.of(nginxFiles.target(serving.orElse(target.other()), ports()));
      site =
          Optional.of(
              new WriteNginxFile(
                  playbook.nginx().target().file(),
                  before,
                  nginxFiles.target(target, ports()),
                  true));
    }
    Optional<String> outside = elsewhere();
    Optional<Slot> from =
        serving.or(
            () ->
                outside.isPresent() && front.isEmpty()
                    ? facts.nginx().pointed()
                    : Optional.empty());
    Switch action = new Switch(from, target, port(target), kind, site, outside);
    List<Action> actions = new ArrayList<>();
    if (!playbook.hooks().beforeSwitch().isEmpty()) {
      actions.add(awaitHealth()); // A hook may take minutes, and the new version die in them.
    }
    if (late) {
      actions.addAll(nginxPlan.loading(target, ports()));
    }
    actions.add(action);
    actions.addAll(keep(target));
    return Step.of(StepName.SWITCH, action.origin() + " -> " + target, actions);
  }

  /** Where traffic goes to a process that was there before us; empty where it does not. */
  private Optional<String> elsewhere() {
    if (serving.isPresent()) {
      return Optional.empty();
    }
    if (front.isPresent()) {
      return front.get().elsewhere();
    }
    Optional<Processes.Listener> inSlot =
        facts.nginx().pointed().flatMap(p -> facts.of(p).foreign());
    return inSlot.map(l -> "http://127.0.0.1:" + l.port());
  }

  private Step verify() {
    List<Action> actions = new ArrayList<>();
    actions.add(new VerifyThrough(playbook.nginx().url(), target, port(target)));
    front.ifPresent(f -> actions.addAll(f.afterVerify()));
    return Step.of(
        StepName.VERIFY,
        "through " + playbook.nginx().url() + front.map(FrontPlan::summary).orElse(""),
        actions);
  }

  /** The slot that serves until the switch, where there is one. */
  private Optional<SlotFacts> old() {
    return alreadyServing ? Optional.empty() : serving.map(facts::of);
  }

  private Step drain() {
    boolean cut = playbook.rollout().standby() == Standby.STOP;
    List<Action> actions = new ArrayList<>();
    old().map(o -> new Drain(o.slot().label(), o.port(), cut)).ifPresent(actions::add);
    if (!alreadyServing && !playbook.rollout().bake().isZero()) {
      actions.add(new Watch(target, port(target), playbook.rollout().bake()));
    }
    return Step.of(StepName.DRAIN, old().isPresent() ? "" : "nothing to drain", actions);
  }

  private Step stopOld() {
    SlotFacts other = facts.of(target.other());
    if (!hasStandby()) {
      return alreadyServing ? withoutBackup(other) : clearAway(other);
    }
    String label = other.version().orElse("?");
    String what = label + " on " + other.slot() + " :" + other.port();
    if (playbook.rollout().standby() == Standby.KEEP) {
      return Step.of(StepName.STOP_OLD, "kept " + what + " as standby", keep(other.slot()));
    }
    List<Action> actions = new ArrayList<>();
    if (alreadyServing) {
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

  /** Whoever has served before us, or holds the port of the slot beside the target. */
  private Optional<Processes.Listener> outsider(SlotFacts beside) {
    if (serving.isPresent()) {
      return Optional.empty();
    }
    return beside
        .foreign()
        .or(() -> facts.front().flatMap(f -> f.outside()).flatMap(o -> o.listener()))
        .filter(l -> elsewhere().isPresent() || beside.foreign().isPresent());
  }

  /** Stops what is in the slot beside the target although no version of ours has served there. */
  private Step clearAway(SlotFacts seen) {
    List<Action> actions = new ArrayList<>();
    List<String> stopped = new ArrayList<>();
    Optional<Processes.Listener> stranger = outsider(seen);
    Optional<String> needed = stranger.flatMap(strangers::reasonToStay);
    if (stranger.isPresent() && takeOver && needed.isEmpty()) {
      stopped.add(stranger.get().describe());
      actions.add(new Drain("the old process", stranger.get().port(), true));
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

  /** The slots whose process still runs when the plan has been carried out. */
  private List<SlotFacts> staying() {
    return facts.slots().values().stream().filter(this::stays).toList();
  }

  private boolean stays(SlotFacts slot) {
    return slot.slot() == target
        ? alreadyRunning
        : hasStandby() && playbook.rollout().standby() == Standby.KEEP;
  }
}
