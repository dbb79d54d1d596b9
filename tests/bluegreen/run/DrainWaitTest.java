package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.plan.LookAction.Drain;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The wait for the drain")
class DrainWaitTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    // Every folder above the marker is open, unless a test closes one.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    bench = new Bench(folder);
    bench.progress.begin(Bench.step(StepName.VERIFY));
    bench.time.least = Duration.ofMillis(250);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String failure(org.junit.jupiter.api.function.Executable wait) {
    return assertThrows(StepFailure.class, wait).getMessage();
  }

  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<Long> workers = new ArrayList<>();

  private void connect(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      workers.add(bench.master.connect(bench.blue.port()));
    }
  }

  private void disconnectIn(Duration time, int which) {
    bench.time.in(time, () -> bench.master.disconnect(workers.get(which)));
  }

  private String drained(boolean cut, Duration watched) throws Exception {
    bench.progress.begin(Bench.step(StepName.DRAIN));
    return bench.waits.untilDrained(
        new Drain("blue", bench.blue.endpoint(), cut),
        watched.isNegative()
            ? Optional.empty()
            : Optional.of(bench.waits.watch(Slot.GREEN, bench.green.endpoint(), watched)));
  }

  private String drained() throws Exception {
    return drained(false, Duration.ZERO.minusSeconds(1));
  }

  @Test
  @DisplayName("is none where nothing is in flight")
  void nothing() throws Exception {
    assertEquals("nothing in flight", drained());
    assertEquals(Duration.ZERO, bench.time.passed());
  }

  @Test
  @DisplayName("is for the connections of nginx's workers, and nobody else's")
  void otherConnections() throws Exception {
    try (var other = new java.net.Socket("127.0.0.1", bench.blue.port())) {
      assertTrue(other.isConnected());
      assertEquals("nothing in flight", drained());
    }
  }

  @Test
  @DisplayName("ends with the last connection")
  void finished() throws Exception {
    connect(2);
    disconnectIn(Duration.ofSeconds(1), 0);
    disconnectIn(Duration.ofSeconds(2), 1);
    assertEquals("2 connections finished", drained());
    assertEquals(Duration.ofSeconds(2), bench.time.passed());
    assertEquals("drain: 2 connections on blue", bench.heard.of("waiting").get(0));
    assertEquals("drain: 1 connection on blue", bench.heard.of("waiting").get(4));
  }

  @Test
  @DisplayName("ends after rollout.drain, and names what is left and what becomes of it")
  void late() throws Exception {
    connect(2);
    disconnectIn(Duration.ofSeconds(1), 0);
    String said = drained();
    assertTrue(
        said.matches(
            "1 of 2 connections still open after 5\\.0s: 127\\.0\\.0\\.1:\\d+; they may go on"
                + " until the next deployment stops blue"),
        said);
    assertEquals(Duration.ofSeconds(5), bench.time.passed());
  }

  @Test
  @DisplayName("says of what is left that it is cut where the old version is stopped next")
  void cut() throws Exception {
    connect(1);
    String said = drained(true, Duration.ZERO);
    assertTrue(said.startsWith("1 of 1 connection still open after 5.0s: "), said);
    assertTrue(said.endsWith("; they are cut now"), said);
  }

  private String drainedLate() throws Exception {
    bench.progress.begin(Bench.step(StepName.STOP_OLD));
    return bench.waits.untilDrained(
        new Drain("blue", bench.blue.endpoint(), true, true), Optional.empty());
  }

  @Test
  @DisplayName("is for old workers of nginx, too, which send a body on when they have all of it")
  void oldWorkers() throws Exception {
    workers.add(bench.master.replaced());
    Await.until("its name", SOON, this::isNamed);
    assertEquals("nothing in flight", drained());
    bench.time.in(
        Duration.ofSeconds(1), () -> workers.add(bench.master.connect(bench.blue.port())));
    disconnectIn(Duration.ofSeconds(2), 0);
    disconnectIn(Duration.ofSeconds(3), 1);
    assertEquals("1 connection finished", drainedLate());
    assertEquals(Duration.ofSeconds(3), bench.time.passed());
    List<String> said = bench.heard.of("waiting");
    assertEquals("stop-old: 1 old worker of nginx at its last requests", said.get(0));
    workers.add(bench.master.replaced());
    Await.until("its name", SOON, this::isNamed);
    assertEquals(
        "nothing in flight; 1 old worker of nginx (pid %d) still at work after 5.0s, whose last requests may come too late"
            .formatted(workers.get(2)),
        drainedLate());
  }

  /** Whether the last worker has become what it is called. */
  private boolean isNamed() {
    long worker = workers.get(workers.size() - 1);
    return new Processes().find(worker).filter(p -> p.command().contains("down")).isPresent();
  }

  @Test
  @DisplayName("names five that are left, and counts the others")
  void many() throws Exception {
    connect(7);
    String said = drained();
    assertEquals(5, said.split("127\\.0\\.0\\.1:", -1).length - 1, said);
    assertTrue(said.contains(", and 2 more; "), said);
    bench.master.disconnect(workers.get(0));
    bench.master.disconnect(workers.get(1));
    String five = drained();
    assertEquals(5, five.split("127\\.0\\.0\\.1:", -1).length - 1, five);
    assertTrue(!five.contains("more"), five);
  }

  @Test
  @DisplayName("goes on until the new version has been watched for long enough")
  void watched() throws Exception {
    connect(1);
    disconnectIn(Duration.ofMillis(100), 0);
    assertEquals("1 connection finished", drained(false, Duration.ofSeconds(20)));
    assertTrue(bench.time.passed().compareTo(Duration.ofSeconds(20)) >= 0);
    assertTrue(bench.heard.of("waiting").contains("drain: watching green :" + bench.green.port()));
  }

  @Test
  @DisplayName("fails when the new version dies meanwhile, so that the old one is not stopped")
  void dies() throws Exception {
    connect(1);
    bench.time.in(Duration.ofSeconds(1), () -> bench.runner.ends(Slot.GREEN, 1, ""));
    assertEquals(
        "the new version on green has ended with exit status 1 after the switch",
        failure(() -> drained(false, Duration.ZERO)));
    assertEquals(Duration.ofSeconds(1), bench.time.passed());
  }

  @Test
  @DisplayName("looks once more whether the new version lives when the last connection is gone")
  void diesAtLast() throws Exception {
    bench.progress.begin(Bench.step(StepName.DRAIN));
    Vigil vigil = bench.waits.watch(Slot.GREEN, bench.green.endpoint(), Duration.ZERO);
    bench.runner.ends(Slot.GREEN, 1, "");
    assertTrue(
        failure(
                () ->
                    bench.waits.untilDrained(
                        new Drain("blue", bench.blue.endpoint(), false), Optional.of(vigil)))
            .startsWith("the new version on green has ended"));
  }
}
