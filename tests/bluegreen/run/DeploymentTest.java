package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.host.HostFailure;
import bluegreen.plan.Action;
import bluegreen.plan.Action.RunTask;
import bluegreen.plan.Goal;
import bluegreen.plan.LookAction;
import bluegreen.plan.NginxAction.QuitNginx;
import bluegreen.plan.Plan;
import bluegreen.plan.SlotAction;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.report.Recap;
import bluegreen.run.Deployment.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A plan that is carried out")
class DeploymentTest extends DeploymentBed {
  @Test
  @DisplayName("has its steps and their actions done in their order, each reported as it goes")
  void order() throws Exception {
    Ended ended =
        carryOut(
            bench.plan(
                Bench.step(StepName.RELEASE, action("a"), action("b")),
                Bench.step(StepName.START, bench.starting("2")),
                Bench.step(StepName.SWITCH, bench.live())));
    assertEquals(Outcome.OK, ended.outcome());
    assertEquals(
        List.of(
            "begin shop false",
            "starting release",
            "file removed app/a",
            "file removed app/b",
            "done release changed as planned",
            "starting start",
            "start green",
            "done start changed green :" + bench.green.port() + ", pid " + pid(),
            "starting switch",
            "file created app/live/green"),
        bench
            .heard
            .only("(begin|starting|done (release|start)|start |file (removed|created .*green)).*")
            .stream()
            .filter(line -> !line.contains("served"))
            .toList());
    assertEquals("recap true", bench.heard.all.get(bench.heard.all.size() - 1));
    assertEquals(List.of(ended), history);
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  @Test
  @DisplayName("tells which slot and version serve then, and how long the switch took")
  void recap() throws Exception {
    Recap recap = carryOut(switching()).recap();
    assertEquals(Optional.of(Slot.GREEN), recap.active());
    assertEquals(Optional.of(bench.green.endpoint()), recap.endpoint());
    assertEquals("2", recap.version());
    assertEquals("1", recap.previous());
    assertTrue(recap.ok());
    assertFalse(recap.dryRun());
    assertEquals(List.of(Status.CHANGED), recap.statuses());
    double millis = recap.switchMillis().orElseThrow();
    assertTrue(millis > 0 && millis < 60_000, () -> millis + " ms");
    assertTrue(recap.totalMillis() >= 0 && recap.totalMillis() < 60_000);
    assertEquals(Map.of("switch_ms", millis), bench.heard.results.get(0).figures());
    assertTrue(bench.heard.results.get(0).millis() > 0);
    assertTrue(bench.heard.results.get(0).millis() < 60_000);
  }

  @Test
  @DisplayName("tells that the old one serves where nothing was switched")
  void nothingSwitched() throws Exception {
    Recap recap = carryOut(bench.plan(Bench.step(StepName.PRUNE))).recap();
    assertEquals(Optional.of(Slot.BLUE), recap.active());
    assertEquals(Optional.of(bench.blue.endpoint()), recap.endpoint());
    assertEquals("1", recap.version());
    assertEquals(Optional.empty(), recap.switchMillis());
    assertEquals(Map.of(), bench.heard.results.get(0).figures());
  }

  @Test
  @DisplayName(
      "tells its last tasks how it went, when it is written down; their failure is no more")
  void afterwards() throws Exception {
    bench.close();
    Path hooked = Files.createDirectory(folder.resolve("hooked"));
    bench =
        new Bench(
            hooked,
            """
            hooks:
              on_success:
              - shell: echo {{ recap.version }} after {{ recap.previous }} {{ recap.failure }}. >told
              - shell: echo quacks; exit 7
              - shell: echo {{ recap.seconds }} >seconds
              on_failure:
              - shell: echo {{ recap.version }} {{ recap.failure | json }} >failed
            """);
    List<Integer> recorded = new ArrayList<>();
    List<Step> steps = new ArrayList<>(List.of(Bench.step(StepName.SWITCH, bench.live())));
    steps.add(Bench.step(StepName.ON_SUCCESS, deed(() -> recorded.add(history.size())))); // Once.
    for (Task task : bench.playbook.hooks().onSuccess()) {
      RunTask run = new RunTask(task, Slot.GREEN, bench.green.endpoint(), bench.release("2"));
      steps.add(Bench.step(StepName.ON_SUCCESS, run));
    }
    Ended ended = carryOut(bench.plan(steps.toArray(Step[]::new)));
    assertEquals(Outcome.OK, ended.outcome());
    assertEquals(List.of(1), recorded, "the history was written by then");
    assertEquals("2 after 1 .\n", Files.readString(hooked.resolve("told")));
    assertTrue(Files.readString(hooked.resolve("seconds")).matches("\\d+\\.\\d\n"));
    assertEquals(
        List.of("done on_success ok failed; the deployment is done"),
        bench.heard.only("done on_success ok failed.*"));
    assertTrue(
        bench.heard.all.contains("note on_success: exit status 7"), bench.heard.all::toString);
    assertTrue(bench.heard.all.contains("note quacks"), bench.heard.all::toString);
    assertTrue(Files.notExists(hooked.resolve("failed")));
    carryOut(bench.plan(Bench.step(StepName.SWITCH, failing())));
    assertTrue(
        Files.readString(hooked.resolve("failed")).startsWith("2 switch: nginx will ask green at "),
        () -> "" + bench.heard.all);
  }

  @Test
  @DisplayName("is told by its last tasks when others may have the app, until we are told to stop")
  void afterwardsAlone() throws Exception {
    List<String> order = new ArrayList<>();
    Action stop =
        deed(
            () -> {
              order.add("task");
              bench.interruption.tell();
            });
    Ended ended =
        bench
            .deployment(
                bench.plan(
                    Bench.step(StepName.SWITCH, bench.live()),
                    Bench.step(StepName.ON_SUCCESS, stop),
                    Bench.step(StepName.ON_SUCCESS, action("never"))))
            .carryOut(
                System.nanoTime(),
                new Deployment.Chronicle() {
                  @Override
                  public void record(Ended written) {
                    order.add("record");
                  }

                  @Override
                  public void closed() {
                    order.add(Files.exists(bench.dir.intent()) ? "too early" : "closed");
                  }
                });
    assertEquals(List.of("record", "closed", "task"), order);
    assertEquals(Outcome.OK, ended.outcome());
    assertTrue(Files.exists(bench.dir.root().resolve("never")));
    assertEquals(
        List.of("note on_success: not run, as we were told to stop; the deployment is done"),
        bench.heard.only("note on_success.*"));
    assertEquals("recap true", bench.heard.all.get(bench.heard.all.size() - 1));
  }

  @Test
  @DisplayName("tells that nothing serves when all of ours was removed")
  void leaves() throws Exception {
    Recap recap = carryOut(bench.plan(Goal.REMOVE)).recap();
    assertEquals(Optional.empty(), recap.active());
    assertEquals(Optional.empty(), recap.endpoint());
    assertEquals("", recap.version());
    Recap failed = carryOut(bench.plan(Goal.REMOVE, failed())).recap();
    assertEquals(Optional.of(Slot.BLUE), failed.active(), "it is still there");
    Step stays = Bench.step(StepName.NGINX, new QuitNginx(Command.of("false")));
    Recap serving = carryOut(bench.plan(Goal.REMOVE, stays)).recap();
    assertEquals(Optional.of(Slot.BLUE), serving.active(), "nginx has not ended");
    Step gone = Bench.step(StepName.NGINX, new QuitNginx(Command.of("true")));
    Recap stuck = carryOut(bench.plan(Goal.REMOVE, gone, failed())).recap();
    assertFalse(stuck.ok());
    assertEquals(Optional.empty(), stuck.active(), "nobody comes by it any more");
  }

  private static Step failed() {
    return new Step(StepName.PREFLIGHT, Optional.empty(), Status.FAILED, "it cannot be", List.of());
  }

  @Test
  @DisplayName("ends with a step that was known to fail, and does nothing of it or after it")
  void refused() throws Exception {
    Action never = action("a");
    Ended ended = carryOut(bench.plan(failed(), Bench.step(StepName.RELEASE, never)));
    assertEquals(Outcome.FAILED, ended.outcome());
    assertEquals("preflight: it cannot be", ended.failure());
    assertFalse(ended.interrupted());
    assertTrue(Files.exists(bench.dir.root().resolve("a")));
    assertEquals(List.of(Status.FAILED), ended.recap().statuses());
  }

  @Test
  @DisplayName("is undone where a step fails, and no further step is begun")
  void failure() throws Exception {
    Plan plan =
        bench.plan(
            Bench.step(StepName.START, bench.starting("2")),
            Bench.step(StepName.SWITCH, failing()),
            Bench.step(StepName.PRUNE, action("a")));
    Ended ended = carryOut(plan);
    assertEquals(Outcome.FAILED, ended.outcome());
    assertTrue(ended.failure().startsWith("switch: nginx will ask green at "), ended.failure());
    assertEquals(List.of("green within 7s"), bench.heard.of("stop"));
    assertEquals(2, bench.heard.of("starting").size());
    assertFalse(ended.recap().ok());
    assertEquals(Optional.of(Slot.BLUE), ended.recap().active());
    assertEquals("1", ended.recap().version());
  }

  @Test
  @DisplayName("has traffic back where its switch was half done: the marker had moved already")
  void halfDone() throws Exception {
    bench.failures = 1;
    Ended ended = carryOut(switching());
    assertEquals("switch: cannot write app/live: Input/output error", shown(ended.failure()));
    assertEquals(Outcome.FAILED, ended.outcome());
    assertEquals(Optional.of(Slot.BLUE), bench.nginx.marked());
    assertEquals(Optional.of(Slot.BLUE), ended.recap().active());
  }

  private String shown(String message) {
    return message.replace(folder + "/", "");
  }

  @Test
  @DisplayName("shows below a step that fails what there is to read of it")
  void note() throws Exception {
    bench.runner.words = "out of cheese\n";
    bench.runner.ends(Slot.GREEN, 3, "");
    carryOut(
        bench.plan(
            Bench.step(
                StepName.HEALTH,
                new LookAction.AwaitHealth(Slot.GREEN, bench.green.endpoint(), "http://x/"))));
    assertEquals("the last lines that it wrote:\n  out of cheese", bench.heard.notes().get(0));
  }

  @Test
  @DisplayName("is undone where a class is lost meanwhile, as by a deploy.jar that is overwritten")
  void lostClass() throws Exception {
    bench.hands.slot(bench.starting("2"));
    Action broken =
        deed(
            () -> {
              throw new NoClassDefFoundError("bluegreen/run/Vigil");
            });
    Ended ended = carryOut(bench.plan(Bench.step(StepName.DRAIN, broken)));
    assertEquals(Outcome.FAILED, ended.outcome());
    assertEquals(
        "drain: unexpected: java.lang.NoClassDefFoundError: bluegreen/run/Vigil", ended.failure());
    assertEquals(List.of("green within 7s"), bench.heard.of("stop"));
  }

  @Test
  @DisplayName("needs a person where the undoing itself comes to an unexpected end")
  void undoFails() throws Exception {
    bench.hands.slot(bench.starting("2"));
    bench.runner.beforeStop =
        () -> {
          throw new IllegalStateException("lost");
        };
    Ended ended = carryOut(bench.plan(failed()));
    assertEquals(Outcome.NEEDS_A_PERSON, ended.outcome());
    assertTrue(bench.heard.notes().get(0).startsWith("undoing it failed, unexpectedly: "));
    assertEquals(List.of(ended), history, "and is in the history");
  }

  @Test
  @DisplayName("begins nothing when it was told to stop before, and undoes what there is")
  void interruptedBefore() throws Exception {
    bench.hands.slot(bench.starting("2"));
    bench.interruption.tell();
    Ended ended = carryOut(bench.plan(Bench.step(StepName.RELEASE, action("a"))));
    assertTrue(ended.interrupted());
    assertEquals("release: interrupted", ended.failure());
    assertEquals(Outcome.FAILED, ended.outcome());
    assertTrue(Files.exists(bench.dir.root().resolve("a")));
    assertEquals(List.of("green within 7s"), bench.heard.of("stop"));
    assertEquals(List.of(ended), history);
  }

  @Test
  @DisplayName("stops between two actions when it is told to within a step")
  void interruptedWithin() throws Exception {
    Action telling = deed(bench.interruption::tell);
    Ended ended =
        carryOut(
            bench.plan(
                Bench.step(StepName.RELEASE, telling, action("a")),
                Bench.step(StepName.PRUNE, action("b"))));
    assertTrue(ended.interrupted());
    assertEquals("release: interrupted", ended.failure());
    assertTrue(Files.exists(bench.dir.root().resolve("a")));
    assertTrue(Files.exists(bench.dir.root().resolve("b")));
  }

  @Test
  @DisplayName("calls a file that the interruption closed an interruption, and no other failure")
  void closedByInterrupt() throws Exception {
    Action closed =
        deed(
            () -> {
              bench.interruption.tell();
              throw new HostFailure("cannot write x: ClosedByInterruptException");
            });
    Ended ended = carryOut(bench.plan(Bench.step(StepName.RELEASE, closed)));
    assertTrue(ended.interrupted());
    assertEquals("release: interrupted", ended.failure());
  }

  @Test
  @DisplayName("calls another failure by its name")
  void otherFailure() throws Exception {
    Action full = failing(new HostFailure("disk full"));
    Ended ended = carryOut(bench.plan(Bench.step(StepName.RELEASE, full)));
    assertFalse(ended.interrupted());
    assertEquals("release: disk full", ended.failure());
    assertEquals(Outcome.FAILED, ended.outcome());
  }

  @Test
  @DisplayName("says of a step what its actions have come to, one after the other")
  void details() throws Exception {
    bench.runner.killed = 2;
    Action said = new SlotAction.StopSlot(Slot.GREEN, "2");
    Action silent = deed(() -> {});
    Action added = new LookAction.Watch(Slot.GREEN, bench.green.endpoint(), Duration.ZERO);
    bench.hands.switchOver(bench.live());
    bench.heard.all.clear();
    carryOut(
        bench.plan(
            Bench.step(StepName.RELEASE, silent),
            Bench.step(StepName.NGINX, added, silent),
            new Step(StepName.HEALTH, Optional.empty(), Status.OK, "", List.of(added)),
            Bench.step(StepName.STOP_OLD, said, silent)));
    assertEquals(
        List.of(
            "release changed as planned",
            "nginx changed as planned; healthy 0.0s after the switch",
            "health ok healthy 0.0s after the switch",
            "stop-old changed 2 processes killed after 7.0s"),
        bench.heard.of("done"));
  }
}
