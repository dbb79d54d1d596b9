package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.plan.Done;
import bluegreen.plan.SlotAction;
import bluegreen.playbook.Slot;
import bluegreen.state.Roles;
import bluegreen.state.Roles.Role;
import bluegreen.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A slot")
class SlotWorkTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Bench bench;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(folder);
  }

  @AfterEach
  void close() {
    started.forEach(Process::destroyForcibly);
    bench.close();
  }

  private void served(Slot slot) throws Exception {
    bench.machine.files().mark(bench.dir.servedMarker(slot));
    bench.heard.all.clear();
  }

  @Test
  @DisplayName("is nginx's backup no more before another version is started in it")
  void start() throws Exception {
    served(Slot.GREEN);
    assertEquals(Optional.empty(), bench.slots.started());
    Done done = bench.slots.startSlot(bench.starting("3"));
    assertEquals(List.of("file removed app/live/served-green", "start green"), bench.heard.all);
    assertEquals(
        "green :" + bench.green.port() + ", pid " + ProcessHandle.current().pid(), done.detail());
    assertEquals(Optional.of(Slot.GREEN), bench.slots.started());
    assertEquals(Role.STARTING, Roles.read(bench.dir).orElseThrow().get(Slot.GREEN));
  }

  @Test
  @DisplayName("counts as started in although that failed: something may run there")
  void startFails() {
    bench.runner.failure = Optional.of(new HostFailure("no java"));
    assertThrows(HostFailure.class, () -> bench.slots.startSlot(bench.starting("3")));
    assertEquals(Optional.of(Slot.GREEN), bench.slots.started());
  }

  @Test
  @DisplayName("is nginx's backup no more before it is stopped")
  void stop() throws Exception {
    served(Slot.BLUE);
    Done done = bench.slots.stopSlot(new SlotAction.StopSlot(Slot.BLUE, "1"));
    assertEquals(
        List.of("file removed app/live/served-blue", "stop blue within 7s"), bench.heard.all);
    assertEquals(Done.asPlanned(), done);
    assertEquals(Role.STOPPED, Roles.read(bench.dir).orElseThrow().get(Slot.BLUE));
    assertTrue(Files.exists(bench.dir.roles().resolve("stopping-stopped")), "told in between");
  }

  @Test
  @DisplayName("says of those who had to be killed how many they were")
  void killed() throws Exception {
    bench.runner.killed = 1;
    assertEquals("1 process killed after 7.0s", bench.slots.stop(Slot.BLUE).detail());
    bench.runner.killed = 2;
    assertEquals("2 processes killed after 7.0s", bench.slots.stop(Slot.BLUE).detail());
  }

  @Test
  @DisplayName("is kept by its runner")
  void keep() throws Exception {
    Done done = bench.slots.keepSlot(new SlotAction.KeepSlot(Slot.GREEN, "unit"));
    assertEquals(List.of("keep green"), bench.heard.all);
    assertEquals(Done.asPlanned(), done);
  }

  private Processes.Id run(String script) throws Exception {
    Path ready = folder.resolve("ready" + started.size());
    Process process =
        new ProcessBuilder(
                "bash", "-c", script + "\n: > " + ready + "; sleep 600 & wait; sleep 600")
            .start();
    started.add(process);
    Await.until("it to run", SOON, () -> Files.exists(ready));
    return bench.machine.processes().find(process.pid()).orElseThrow().id();
  }

  private Done stopForeign(Optional<Processes.Id> id) throws Exception {
    return bench.slots.stopForeign(new SlotAction.StopForeign(8081, id, "a stranger"));
  }

  @Test
  @DisplayName("whose port somebody else has is freed by asking him to end")
  void foreign() throws Exception {
    Processes.Id id = run("trap 'touch " + folder + "/asked; exit' TERM");
    bench.time.least = Duration.ofSeconds(1);
    bench.time.in(
        Duration.ofSeconds(1),
        () -> Await.until("its end", SOON, () -> !bench.machine.processes().runs(id)));
    assertEquals(Done.asPlanned(), stopForeign(Optional.of(id)));
    assertTrue(Files.exists(folder.resolve("asked")));
    assertEquals(
        List.of("/bin/sh -c kill -s TERM " + id.pid()), bench.heard.of("command"), "and no more");
  }

  @Test
  @DisplayName("whose port somebody else has is freed by force if he does not end by himself")
  void stubborn() throws Exception {
    Processes.Id id = run("trap '' TERM");
    bench.time.least = Duration.ofSeconds(10);
    bench.time.in(
        Duration.ofSeconds(40),
        () -> Await.until("its end", SOON, () -> !bench.machine.processes().runs(id)));
    stopForeign(Optional.of(id));
    assertFalse(bench.machine.processes().runs(id));
    assertEquals(
        List.of("/bin/sh -c kill -s TERM " + id.pid(), "/bin/sh -c kill -s KILL " + id.pid()),
        bench.heard.of("command"));
    assertTrue(bench.time.passed().compareTo(Duration.ofSeconds(30)) >= 0);
  }

  @Test
  @DisplayName("is not freed by a signal to another process that has got the same pid")
  void reused() throws Exception {
    Processes.Id id = run("");
    stopForeign(Optional.of(new Processes.Id(id.pid(), id.startTicks() - 1)));
    assertEquals(List.of(), bench.heard.of("command"));
    assertTrue(bench.machine.processes().runs(id));
  }

  @Test
  @DisplayName("is not freed of somebody whom we may not see")
  void unseen() {
    String message =
        assertThrows(HostFailure.class, () -> stopForeign(Optional.empty())).getMessage();
    assertEquals("cannot stop a stranger: not ours to see", message);
  }
}
