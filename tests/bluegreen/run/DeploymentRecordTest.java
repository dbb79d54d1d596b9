package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Accounts;
import bluegreen.host.Busy;
import bluegreen.host.HostFailure;
import bluegreen.host.Lock;
import bluegreen.nginx.NginxLock;
import bluegreen.plan.Action;
import bluegreen.plan.Goal;
import bluegreen.plan.NginxAction.ReloadNginx;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.plan.Plan;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.run.Deployment.Ended;
import bluegreen.state.Intent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A run")
class DeploymentRecordTest extends DeploymentBed {
  private static Step failed() {
    return new Step(StepName.PREFLIGHT, Optional.empty(), Status.FAILED, "it cannot be", List.of());
  }

  @Test
  @DisplayName("leaves its intent behind until it has come to its end, from before the first start")
  void intent() throws Exception {
    List<Optional<Intent>> seen = new ArrayList<>();
    StubRunner.Deed look = () -> seen.add(Intent.read(bench.dir));
    carryOut(
        bench.plan(
            Bench.step(StepName.RELEASE, deed(look)),
            Bench.step(StepName.NGINX, deed(look)),
            Bench.step(StepName.PRUNE, deed(look))));
    String id = bench.release("2").id();
    assertEquals(
        List.of(
            Optional.empty(),
            Optional.of(new Intent("deploy", id)),
            Optional.of(new Intent("deploy", id))),
        seen);
    assertFalse(Files.exists(bench.dir.intent()));
  }

  @Test
  @DisplayName("has no intent where nothing is to change")
  void noIntent() throws Exception {
    List<Boolean> seen = new ArrayList<>();
    Action look = deed(() -> seen.add(Files.exists(bench.dir.intent())));
    carryOut(
        bench.plan(
            new Step(StepName.NGINX, Optional.empty(), Status.OK, "as it is", List.of(look))));
    assertEquals(List.of(false), seen);
  }

  @Test
  @DisplayName(
      "does not begin a deployment that could not be remembered, and does begin a way back")
  void unwritable() throws Exception {
    Files.createDirectories(bench.dir.intent().resolve("in the way"));
    Ended ended = carryOut(bench.plan(Bench.step(StepName.NGINX)));
    assertEquals(Outcome.FAILED, ended.outcome());
    assertTrue(ended.failure().startsWith("nginx: cannot write "), ended.failure());
    Ended back = carryOut(bench.plan(Goal.ROLLBACK, Bench.step(StepName.NGINX)));
    assertEquals(Outcome.OK, back.outcome());
    assertTrue(bench.heard.notes().stream().anyMatch(n -> n.startsWith("cannot write ")));
  }

  @Test
  @DisplayName("keeps its intent where a switch could not be written into the history")
  void noHistory() throws Exception {
    new Intent("deploy", "x").write(bench.dir, bench.machine.files());
    bench
        .deployment(switching())
        .carryOut(
            System.nanoTime(),
            e -> {
              throw new HostFailure("no room");
            });
    assertEquals(List.of("no room"), bench.heard.notes());
    assertTrue(Files.exists(bench.dir.intent()));
  }

  @Test
  @DisplayName("takes its intent away where there is nothing that the history would have to tell")
  void noHistoryNoSwitch() throws Exception {
    new Intent("deploy", "x").write(bench.dir, bench.machine.files());
    bench
        .deployment(bench.plan(Bench.step(StepName.PRUNE)))
        .carryOut(
            System.nanoTime(),
            e -> {
              throw new HostFailure("no room");
            });
    assertFalse(Files.exists(bench.dir.intent()));
  }

  @Test
  @DisplayName("is in the history before its intent is taken away, and before its end is reported")
  void historyFirst() throws Exception {
    new Intent("deploy", "x").write(bench.dir, bench.machine.files());
    List<String> seen = new ArrayList<>();
    bench
        .deployment(switching())
        .carryOut(
            System.nanoTime(),
            e -> seen.add(Files.exists(bench.dir.intent()) + " " + bench.heard.recaps.size()));
    assertEquals(List.of("true 0"), seen);
    assertFalse(Files.exists(bench.dir.intent()));
  }

  @Test
  @DisplayName("is in the history although it was told to stop while it was undone")
  void historyAlthoughInterrupted() throws Exception {
    bench.hands.slot(bench.starting("2"));
    bench.runner.beforeStop = bench.interruption::tell;
    List<Boolean> flagged = new ArrayList<>();
    bench
        .deployment(bench.plan(failed()))
        .carryOut(
            System.nanoTime(),
            e -> {
              flagged.add(Thread.currentThread().isInterrupted());
              new Intent("deploy", "x").write(bench.dir, bench.machine.files());
            });
    assertEquals(List.of(false), flagged);
  }

  @Test
  @DisplayName("keeps others from nginx from the first action that touches it to the last, only")
  void exclusively() throws Exception {
    Files.writeString(folder.resolve("run/nginx.conf"), "# the user's own\n");
    boolean root = Accounts.areRoot();
    Path lock = NginxLock.place(bench.playbook.nginx().server(), root);
    List<Boolean> held = new ArrayList<>();
    StubRunner.Deed look = () -> held.add(Lock.holder(lock).isPresent());
    Action touching = new ReloadNginx(bench.nginx.commands().reload(), Duration.ZERO);
    try {
      Ended ended =
          carryOut(
              bench.plan(
                  Bench.step(
                      StepName.NGINX, deed(look), touching, deed(look), touching, deed(look))));
      assertEquals(Outcome.OK, ended.outcome());
      assertEquals(List.of(false, true, false), held);
    } finally {
      Files.deleteIfExists(lock);
    }
  }

  @Test
  @DisplayName("ends as busy where another app's run kept nginx for itself, and nothing is amiss")
  void busy() throws Exception {
    Action kept = failing(new Busy("another deployment works on it"));
    assertEquals(Outcome.LOCKED, carryOut(bench.plan(Bench.step(StepName.NGINX, kept))).outcome());
  }

  @Test
  @DisplayName("says busy of nothing that needs a person")
  void busyAfterSwitch() throws Exception {
    Action kept = failing(new Busy("another deployment works on it"));
    Plan plan =
        bench.plan(
            Bench.step(StepName.SWITCH, bench.first(Optional.empty())),
            Bench.step(StepName.PRUNE, kept));
    Ended ended = carryOut(plan);
    assertEquals(Outcome.NEEDS_A_PERSON, ended.outcome());
    assertEquals(Optional.of(Slot.GREEN), ended.recap().active(), "that is where traffic is");
    assertEquals("2", ended.recap().version());
    assertEquals(Optional.of(bench.green.endpoint()), ended.recap().endpoint());
  }

  @Test
  @DisplayName("puts a file back that nginx had in the step that failed, or in a step before")
  void untried() throws Exception {
    String old = bench.rendered(Slot.BLUE);
    Action write = new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", true);
    carryOut(bench.plan(Bench.step(StepName.NGINX, write, failing(new HostFailure("lost")))));
    assertEquals(old, Files.readString(bench.site));
    carryOut(
        bench.plan(
            Bench.step(StepName.NGINX, write),
            Bench.step(StepName.START, failing(new HostFailure("lost")))));
    assertEquals(old, Files.readString(bench.site));
  }
}
