package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import bluegreen.observe.Facts;
import bluegreen.plan.Action;
import bluegreen.plan.Goal;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.plan.Plan;
import bluegreen.plan.Planner;
import bluegreen.plan.SlotAction;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.run.Deployment.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a dry run says and what a real run does are written in two places; here they meet. */
@DisplayName("Of what a plan says is taken back where a step fails, and of nothing else,")
class UndoPromisesTest {
  private static final String HOOKS =
      """
      hooks:
        after_switch: [ { name: tell, shell: "true" } ]
        on_failure: [ { name: alarm, shell: "true" } ]
      """;

  private static final String UNLESS_MOVED = ", where traffic was not moved yet";

  @TempDir Path folder;
  private int benches;

  /** What is found by the run. */
  enum Scene {
    LIVE(StepName.RELEASE, StepName.HEALTH, StepName.SWITCH, StepName.DRAIN),
    RELOAD(StepName.SWITCH),
    EDITED(StepName.NGINX),
    FIRST(StepName.VERIFY),
    /** A site that nginx is to load in the switch alone, as it serves others. */
    LATE(StepName.SWITCH),
    /** The same in a configuration that others have written. */
    SHARED(StepName.SWITCH);

    /** Those whose failure is of interest then. */
    private final List<StepName> steps;

    Scene(StepName... steps) {
      this.steps = List.of(steps);
    }
  }

  private Bench bench(Scene scene) throws Exception {
    Path own = Files.createDirectory(folder.resolve("b" + benches++));
    Bench bench =
        scene == Scene.RELOAD
            ? new Bench(own, HOOKS, "nginx:, switch: reload")
            : new Bench(own, HOOKS);
    switch (scene) {
      case EDITED -> Files.writeString(bench.site, bench.rendered(Slot.BLUE) + "# edited\n");
      case FIRST -> bench.runner.slots.clear();
      case LATE, SHARED -> {
        bench.runner.slots.clear();
        Files.delete(bench.site);
        Files.delete(own.resolve("loaded"));
      }
      default -> {}
    }
    if (scene == Scene.SHARED) {
      Path conf = own.resolve("run/nginx.conf");
      Files.writeString(conf, Files.readString(conf).replaceFirst("#.*\n", ""));
    }
    return bench;
  }

  private static Plan plan(Bench bench) throws Exception {
    Facts facts = bench.observer(true).beforeDeployment();
    return new Planner(
            Goal.DEPLOY,
            bench.playbook,
            bench.dir,
            bench.templates,
            playedBy(facts),
            Optional.empty(),
            false,
            false)
        .plan();
  }

  /** It is this process that listens in nginx's place, which is nobody in its way. */
  private static Facts playedBy(Facts seen) {
    return new Facts(
        seen.defects(),
        seen.wanted(),
        seen.stored(),
        seen.artifactBytes(),
        seen.launches(),
        seen.units(),
        seen.slots(),
        seen.nginx(),
        seen.releases(),
        seen.strangers(),
        seen.leftovers(),
        seen.folders(),
        seen.logs(),
        seen.kept(),
        seen.root(),
        seen.front(),
        seen.setting(),
        seen.folder(),
        seen.created(),
        seen.keeps(),
        seen.circumstances().listening(List.of()),
        seen.estate(),
        seen.uses(),
        seen.inside());
  }

  /** The same plan, with a step that fails before one of its actions, or after the last. */
  private static Plan failing(Bench bench, Plan plan, int step, int action) {
    List<Step> steps = new ArrayList<>(plan.steps());
    Step whole = steps.get(step);
    List<Action> actions = new ArrayList<>(whole.actions());
    bench.runner.deeds.add(
        () -> {
          throw new HostFailure("lost");
        });
    actions.add(action, new SlotAction.KeepSlot(Slot.GREEN, "unit"));
    steps.set(
        step,
        new Step(
            whole.name(),
            whole.task(),
            whole.expected(),
            whole.summary(),
            actions,
            whole.notes(),
            whole.undo()));
    return new Plan(
        plan.goal(),
        plan.app(),
        plan.release(),
        plan.target(),
        plan.endpoint(),
        plan.active(),
        plan.activeEndpoint(),
        plan.activeVersion(),
        plan.moves(),
        plan.live(),
        plan.difference(),
        steps);
  }

  /** What is noted when a line of the plan's comes true. */
  private static String noted(String line) {
    String said =
        line.replaceFirst(UNLESS_MOVED + "$", "")
            .replaceFirst("^switch back to (.*); where that does not.*", "switched back to $1")
            .replaceFirst("^nothing served before, so (\\w+) goes on, .*", "$1 :")
            .replaceFirst("^stop (\\w+)( when its requests have ended)?$", "stopped $1")
            .replaceFirst("^(on_failure: .*)$", "$1: changed");
    return line.startsWith("nothing served before")
        ? "nothing served before, so there is nothing to switch back to: nginx sends traffic to "
            + Pattern.quote(said)
            + ".*"
        : Pattern.quote(said) + (line.endsWith("have ended") ? "(: nothing in flight)?" : "");
  }

  private static boolean areAmong(List<String> notes, List<String> promised) {
    int next = 0;
    for (String line : promised) {
      if (next < notes.size() && notes.get(next).matches(noted(line))) {
        next++;
      }
    }
    return next == notes.size();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("all is done where it fails at its end, and at most that where it fails before")
  void table(Scene scene) throws Exception {
    Queue<Moment> left = new ArrayDeque<>();
    do {
      try (Bench bench = bench(scene)) {
        Plan plan = plan(bench);
        assertTrue(plan.applicable(), plan::toString);
        if (left.isEmpty()) {
          left.addAll(moments(plan, scene));
        }
        Moment now = left.remove();
        check(bench, plan, now.step(), now.action());
      }
    } while (!left.isEmpty());
  }

  /** Of which step's which action something fails. */
  private record Moment(int step, int action) {}

  /** At the end of the steps that are of interest, and about what can be taken back. */
  private static List<Moment> moments(Plan plan, Scene scene) {
    List<Moment> moments = new ArrayList<>();
    for (int step = 0; step < plan.steps().size(); step++) {
      List<Action> actions = plan.steps().get(step).actions();
      if (scene.steps.contains(plan.steps().get(step).name())) {
        for (int i = 0; i < actions.size(); i++) {
          boolean written = i > 0 && actions.get(i - 1) instanceof WriteNginxFile w && w.tested();
          if (written || actions.get(i) instanceof Action.Switch) {
            moments.add(new Moment(step, i));
          }
        }
        moments.add(new Moment(step, actions.size()));
      }
    }
    return moments;
  }

  private static void check(Bench bench, Plan plan, int step, int action) {
    Step tried = plan.steps().get(step);
    List<String> promised =
        tried.undo().stream().map(line -> line.replace(bench.folder + "/", "")).toList();
    Ended ended =
        bench.deployment(failing(bench, plan, step, action)).carryOut(System.nanoTime(), all -> {});
    String where = tried.title() + ", before its action " + action + ": " + bench.heard.all;
    assertEquals(tried.title() + ": lost", ended.failure(), where);
    List<String> notes = bench.heard.notes();
    assertTrue(areAmong(notes, promised), () -> notes + " of " + promised + " in " + where);
    if (action == tried.actions().size()) {
      List<String> due = promised.stream().filter(l -> !l.endsWith(UNLESS_MOVED)).toList();
      assertEquals(due.size(), notes.size(), () -> notes + " of " + promised + " in " + where);
      boolean stays = promised.stream().anyMatch(line -> line.startsWith("nothing served before"));
      assertEquals(stays ? Outcome.NEEDS_A_PERSON : Outcome.FAILED, ended.outcome(), where);
    }
  }
}
