package bluegreen.plan;

import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.Switching;
import bluegreen.observe.Facts;
import bluegreen.plan.Action.RunTask;
import bluegreen.plan.Action.Switch;
import bluegreen.plan.FileAction.TellRoles;
import bluegreen.plan.LookAction.AwaitHealth;
import bluegreen.plan.LookAction.Drain;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.plan.LookAction.Watch;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.plan.SlotAction.MakeArchive;
import bluegreen.plan.SlotAction.StartSlot;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Scope;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.playbook.Templates;
import bluegreen.runner.Launch;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
  private final Course course;
  private final Changeover changeover;

  /** Whether nginx loads our site only in the switch. */
  private final boolean late;

  /**
   * A planner for one run.
   *
   * @param takeOver whether processes of others that hold our ports may be stopped
   * @param launch the digest of the launch settings that a rollback goes back to, where these alone
   *     differ
   * @param agreed whether a rollback may leave a database that the old version may not get on with
   */
  public Planner(
      Goal goal,
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Facts facts,
      Optional<String> launch,
      boolean takeOver,
      boolean agreed) {
    this.takeOver = takeOver;
    this.goal = goal;
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.facts = facts;
    this.front = FrontPlan.of(playbook, facts, dir);
    this.course = new Course(goal, playbook, facts, front, launch);
    this.nginxFiles =
        new NginxFiles(playbook, dir, templates)
            .seeing(facts.nginx())
            .limitedBy(facts.limits(playbook.nginx()))
            .listeningAlso(front.map(FrontPlan::formerPorts).orElse(Set.of()))
            .standingBy(course.standsByNow());
    this.nginxPlan = new NginxPlan(playbook, dir, nginxFiles, facts);
    this.strangers = new Strangers(facts, front, takeOver);
    this.late = !course.isServing() && nginxPlan.comesLate(course.serving().isPresent());
    this.notes = new Notes(playbook, facts);
    this.changeover = new Changeover(goal, facts, course.isServing(), agreed);
    this.problems = new Obstacles(goal, playbook, facts, front, strangers, course).problems();
    this.problems.addAll(changeover.problems(course.isRunning()));
  }

  /** The plan. */
  public Plan plan() {
    List<Step> steps = new ArrayList<>();
    steps.add(preflight());
    if (problems.isEmpty()) {
      StopPlan stops = new StopPlan(playbook, dir, facts, course, strangers, takeOver);
      steps.add(
          late
              ? nginxPlan.prepared(course.target(), course.endpoints())
              : nginxPlan.step(
                  course.serving().orElse(course.target().other()),
                  course.serving().isPresent(),
                  course.endpoints()));
      steps.add(stops.idle());
      steps.addAll(hook(StepName.BEFORE_START, playbook.hooks().beforeStart()));
      steps.add(start());
      steps.add(health());
      steps.addAll(hook(StepName.BEFORE_SWITCH, playbook.hooks().beforeSwitch()));
      steps.add(switchOver());
      steps.add(verify());
      steps.addAll(hook(StepName.AFTER_SWITCH, playbook.hooks().afterSwitch()));
      steps.add(drain());
      steps.add(stops.old());
      steps.add(new PrunePlan(facts, playbook.app().keepReleases(), course.staying()).step());
      steps.addAll(hook(StepName.ON_SUCCESS, playbook.hooks().onSuccess()));
      boolean changes = steps.stream().anyMatch(step -> step.expected() == Status.CHANGED);
      steps.add(1, new ReleasePlan(goal, playbook, dir, facts, course.target(), changes).step());
    }
    return new Plan(
        goal,
        playbook.app().name(),
        facts.wanted(),
        course.target(),
        course.endpoint(),
        course.serving(),
        course.serving().map(s -> facts.of(s).endpoint()),
        course.serving().flatMap(s -> facts.of(s).version()).orElse(""),
        !course.isServing() || !facts.nginx().pointed().equals(Optional.of(course.target())),
        facts.front().flatMap(f -> f.seenLive()),
        changeover.difference(),
        Undoing.of(playbook, facts, course.serving().map(s -> facts.of(s).endpoint()))
            .in(new Unwritable(playbook, facts).refused(steps)));
  }

  private Step preflight() {
    if (!problems.isEmpty()) {
      return Step.failed(StepName.PREFLIGHT, String.join("\n", problems)).noting(notes.always());
    }
    Step clear = Step.ok(StepName.PREFLIGHT, "nothing stands in the way");
    // Who starts nothing has heard the others when he did, and can do nothing about them now.
    List<Note> all = new ArrayList<>(changeover.notes());
    all.addAll(course.isRunning() ? notes.onGoing() : notes.onStarting(course.target()));
    return clear.noting(all);
  }

  private List<Step> hook(StepName hook, List<Task> tasks) {
    if (course.isServing()) {
      return List.of();
    }
    Release wanted = facts.wanted().orElseThrow();
    return tasks.stream()
        .map(
            task ->
                ruledOut(task, wanted)
                    .map(why -> Step.skipped(hook, task, why))
                    .orElseGet(
                        () ->
                            Step.task(
                                hook,
                                new RunTask(task, course.target(), course.endpoint(), wanted))))
        .toList();
  }

  /** Why a task has nothing to do, whatever the tasks before it will find. */
  private Optional<String> ruledOut(Task task, Release wanted) {
    Scope scope =
        playbook.scope().at(course.target(), course.endpoint(), wanted.version(), wanted.home());
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
    if (course.isRunning()) {
      Running running = facts.of(course.target()).running().orElseThrow();
      List<Action> keeping = course.isServing() ? course.keep(course.target()) : List.of();
      String unit = keeping.isEmpty() ? "" : ", its unit written anew";
      return Step.of(
          StepName.START,
          course.target() + " " + running.endpoint() + " runs already, " + running.who() + unit,
          keeping);
    }
    Launch launch = facts.launches().get(course.target());
    return Step.of(
        StepName.START,
        course.target() + " " + launch.endpoint(),
        Stream.<Action>concat(
                launch.archive().filter(a -> !a.ready()).stream()
                    .map(a -> new MakeArchive(launch, isQuiet())),
                Stream.of(
                    new StartSlot(
                        launch,
                        Optional.ofNullable(facts.units().get(course.target())),
                        isQuiet())))
            .toList());
  }

  /** Where visitors of nobody could feel it, the sooner it is there the better. */
  private boolean isQuiet() {
    boolean served = facts.serving().isPresent() || facts.front().isPresent();
    boolean here = playbook.elsewhere().isEmpty();
    return here && served && playbook.rollout().quietStart() && facts.circumstances().yields();
  }

  private Step health() {
    if (course.isServing()) {
      return Step.ok(StepName.HEALTH, course.target() + " " + course.endpoint() + " is healthy");
    }
    return Step.of(StepName.HEALTH, "", List.of(awaitHealth()));
  }

  private AwaitHealth awaitHealth() {
    return new AwaitHealth(
        course.target(), course.endpoint(), healthUrl(course.target(), course.endpoint()));
  }

  private String healthUrl(Slot slot, Endpoint endpoint) {
    Release wanted = facts.wanted().orElseThrow();
    return templates.fill(
        playbook.health().question().place(),
        playbook.scope().at(slot, endpoint, wanted.version(), wanted.home()).names());
  }

  private Step switchOver() {
    if (course.isServing()) {
      List<Action> roles = new ArrayList<>(TellRoles.of(facts, course.target()).stream().toList());
      return Step.of(StepName.SWITCH, course.target() + " is active", roles);
    }
    Optional<WriteNginxFile> site = Optional.empty();
    if (Switching.of(playbook.nginx().switchKind()).isLoaded() && !late) {
      Optional<String> before =
          Optional.of(
              nginxFiles.target(
                  course.serving().orElse(course.target().other()), course.endpoints()));
      site =
          Optional.of(
              new WriteNginxFile(
                  playbook.nginx().target().file(),
                  before,
                  nginxFiles
                      .standingBy(course.standsByThen())
                      .target(course.target(), course.endpoints()),
                  true));
    }
    Optional<String> outside = course.elsewhere();
    Optional<Slot> from =
        course
            .serving()
            .or(
                () ->
                    outside.isPresent() && front.isEmpty()
                        ? facts.nginx().pointed()
                        : Optional.empty());
    Switch action = new Switch(from, course.target(), course.endpoint(), site, outside);
    List<Action> actions = new ArrayList<>();
    if (!playbook.hooks().beforeSwitch().isEmpty()) {
      actions.add(awaitHealth()); // A hook may take minutes, and the new version die in them.
    }
    if (late) {
      actions.addAll(nginxPlan.loading(course.target(), course.endpoints()));
    }
    actions.add(action);
    actions.addAll(course.keep(course.target()));
    return Step.of(StepName.SWITCH, action.origin() + " -> " + course.target(), actions);
  }

  private Step verify() {
    List<Action> actions = new ArrayList<>();
    String url = facts.url(playbook.nginx());
    actions.add(new VerifyThrough(url, course.target(), course.endpoint()));
    front.ifPresent(f -> actions.addAll(f.afterVerify()));
    return Step.of(
        StepName.VERIFY, "through " + url + front.map(FrontPlan::summary).orElse(""), actions);
  }

  private Step drain() {
    boolean cut = playbook.rollout().standby() == Standby.STOP;
    List<Action> actions = new ArrayList<>();
    course.old().map(o -> new Drain(o.slot().label(), o.endpoint(), cut)).ifPresent(actions::add);
    if (!course.isServing() && !playbook.rollout().bake().isZero()) {
      actions.add(new Watch(course.target(), course.endpoint(), playbook.rollout().bake()));
    }
    return Step.of(StepName.DRAIN, course.old().isPresent() ? "" : "nothing to drain", actions);
  }
}
