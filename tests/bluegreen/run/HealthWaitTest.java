package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Scheduling;
import bluegreen.plan.LookAction.AwaitHealth;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The wait for health")
class HealthWaitTest {
  private static final Reply BAD = Reply.of(503, "starting");
  private static final Reply GOOD = Reply.of(200, "UP");

  /** Us, or for a moment what is about to become a program that another test starts. */
  private static final String HOLDER =
      "(" + ProcessHandle.current().pid() + "|\\d+ \\(.*jspawnhelper.*)";

  @TempDir Path folder;
  private Bench bench;

  private Bench bench(String health) throws Exception {
    bench =
        new Bench(
            folder, "health: { url: \"http://127.0.0.1:{{ port }}/health\", " + health + " }");
    bench.progress.begin(Bench.step(StepName.HEALTH));
    return bench;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String url() {
    return "http://127.0.0.1:" + bench.green.port() + "/health";
  }

  private String healthy() throws Exception {
    return bench.healthWait.until(new AwaitHealth(Slot.GREEN, bench.green.endpoint(), url()));
  }

  private StepFailure failure() {
    return assertThrows(StepFailure.class, this::healthy);
  }

  private long asked() {
    return bench.green.asked.size();
  }

  @Test
  @DisplayName("ends with the last of the healthy answers in a row that the playbook wants")
  void inARow() throws Exception {
    bench("interval: 1s, timeout: 60s, successes: 3");
    for (Reply each : List.of(BAD, GOOD, GOOD, BAD, GOOD, GOOD, GOOD)) {
      bench.green.next.add(each);
    }
    bench.green.health = BAD;
    assertEquals("200 after 1.0s, 3 in a row", healthy());
    assertEquals(7, asked());
    assertEquals(Duration.ofSeconds(6), bench.time.passed());
  }

  @Test
  @DisplayName("tells at each turn what the app has answered")
  void tells() throws Exception {
    bench("interval: 1s, timeout: 60s, successes: 1");
    bench.green.next.add(BAD);
    healthy();
    assertEquals(List.of("health: " + url() + ": 503: starting"), bench.heard.of("waiting"));
  }

  @ParameterizedTest(name = "{0} unhealthy answers in 9 s")
  @CsvSource({"2, 500, 2500", "20, 1500, 3500"})
  @DisplayName("has a quiet start end with the first healthy answer, or where it is starved")
  void quiet(int unhealthy, long before, long after) throws Exception {
    bench("interval: 1s, timeout: 9s, successes: 5");
    Scheduling scheduling = new Scheduling(bench.machine.commands());
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      bench.runner.runs(Slot.GREEN, process.pid(), bench.green.endpoint());
      bench.green.next.addAll(Collections.nCopies(unhealthy, BAD));
      List<Boolean> seen = new ArrayList<>();
      for (long millis : List.of(before, after)) {
        bench.time.in(Duration.ofMillis(millis), () -> seen.add(scheduling.isIdle(process.pid())));
      }
      scheduling.idle(process.pid());
      if (unhealthy < 9) {
        healthy();
      } else {
        failure();
      }
      assertEquals(List.of(true, false), seen);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName("ends at once when the new version has ended, with its last words and the kernel's")
  void ended() throws Exception {
    bench("interval: 1s, timeout: 60s");
    bench.green.health = BAD;
    bench.runner.words = "one\ntwo\n";
    bench.time.in(
        Duration.ofSeconds(3), () -> bench.runner.ends(Slot.GREEN, 137, "it was out of memory"));
    StepFailure failure = failure();
    assertEquals(
        "the new version ended with signal 9 (SIGKILL) after 3.0s; it was out of memory",
        failure.getMessage());
    assertEquals("the last lines that it wrote:\n  one\n  two", failure.note());
    assertEquals(3, asked());
  }

  @Test
  @DisplayName("says how a process ended although that is known only a moment after it is gone")
  void knownLater() throws Exception {
    bench("interval: 100ms, timeout: 60s");
    bench.green.health = BAD;
    bench.time.in(Duration.ofSeconds(3), () -> bench.runner.slots.remove(Slot.GREEN));
    bench.time.in(Duration.ofMillis(3300), () -> bench.runner.ends(Slot.GREEN, 3, ""));
    String message = failure().getMessage();
    assertTrue(message.startsWith("the new version ended with exit status 3"), message);
  }

  @Test
  @DisplayName("ends at once where a standby has ended that another run has started")
  void standby() throws Exception {
    bench("interval: 1s, timeout: 60s");
    bench.runner.runs(Slot.GREEN, "1", bench.green.endpoint());
    bench.green.health = BAD;
    bench.runner.words = "out of order\n";
    bench.time.in(Duration.ofSeconds(3), () -> bench.runner.slots.remove(Slot.GREEN));
    StepFailure failure = failure();
    assertEquals("what ran on green has ended, before traffic came to it", failure.getMessage());
    assertEquals("the last lines that it wrote:\n  out of order", failure.note());
    assertEquals(3, asked());
  }

  @Test
  @DisplayName("names whoever holds the port that the new version could not have")
  void stranger() throws Exception {
    bench("interval: 1s, timeout: 60s");
    bench.runner.strange.add(Slot.GREEN);
    bench.runner.ends(Slot.GREEN, 1, "");
    String message = failure().getMessage();
    assertTrue(
        message.matches(
            "the new version ended with exit status 1 after 0.0s; port %d is held by pid %s.*"
                .formatted(bench.green.port(), HOLDER)),
        message);
  }

  @Test
  @DisplayName("takes nobody else's healthy answer for the new version's")
  void foreign() throws Exception {
    bench("interval: 1s, timeout: 60s");
    bench.runner.strange.add(Slot.GREEN);
    StepFailure failure = failure();
    assertTrue(
        failure
            .getMessage()
            .matches("port %d is answered by pid %s.*".formatted(bench.green.port(), HOLDER)),
        failure.getMessage());
    assertTrue(failure.getMessage().endsWith(", not by what we started"), failure.getMessage());
    assertEquals("it has written nothing", failure.note());
  }

  @Test
  @DisplayName("ends when its time is up, and says what was wrong")
  void timeout() throws Exception {
    bench("interval: 1s, timeout: 5s");
    Path release = Files.createDirectories(bench.dir.releases().resolve("r2"));
    bench.green.health = BAD;
    bench.runner.words = "Caused by: a.B: busy\n";
    String found = url() + ": 503: starting";
    StepFailure failure = failure();
    assertEquals("not healthy within 5.0s: " + found, failure.getMessage());
    Path file = release.resolve("diagnosis.txt");
    assertEquals(
        "its threads, memory and connections: "
            + file
            + "\nit says: a.B: busy\nthe last lines that it wrote:\n  Caused by: a.B: busy",
        failure.note());
    assertEquals(5, asked());
    String kept = Files.readString(file);
    assertTrue(kept.contains(found) && kept.contains("== Threads\n"), kept);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  @DisplayName("says of a version that ended in the last moment that it has ended")
  void endedAtLast() throws Exception {
    bench("interval: 1s, timeout: 5s");
    bench.green.health = BAD;
    bench.time.in(Duration.ofSeconds(5), () -> bench.runner.ends(Slot.GREEN, 3, ""));
    assertEquals("the new version ended with exit status 3 after 5.0s", failure().getMessage());
  }

  @Test
  @DisplayName("waits for an answer no longer than its time is")
  void slow() throws Exception {
    bench("interval: 100ms, timeout: 300ms");
    bench.green.health = Reply.never();
    bench.green.next.add(GOOD);
    String message = failure().getMessage();
    assertTrue(message.startsWith("not healthy within 0.3s: " + url()), message);
  }

  @Test
  @DisplayName("goes on while the app is silent, and ends when it answers")
  void wakes() throws Exception {
    bench("interval: 100ms, timeout: 300ms, successes: 1");
    bench.green.next.add(Reply.never());
    String said = healthy();
    assertTrue(said.matches("200 after 0\\.\\ds, 1 in a row"), said); // On a busy machine later.
  }

  @Test
  @DisplayName("ends when we are told to stop")
  void interrupted() throws Exception {
    bench("interval: 1s, timeout: 60s");
    bench.green.health = BAD;
    bench.time.in(Duration.ofSeconds(2), bench.interruption::tell);
    assertThrows(InterruptedException.class, this::healthy);
    assertEquals(2, asked());
  }
}
