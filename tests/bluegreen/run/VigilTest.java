package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The new version after the switch")
class VigilTest {
  private static final Reply BAD = Reply.of(503, "");

  @TempDir Path folder;
  private Bench bench;

  private void bench(String interval) throws Exception {
    bench =
        new Bench(
            folder,
            "health: { url: \"http://127.0.0.1:{{ port }}/health\", interval: " + interval + " }");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Vigil watch(int seconds) {
    return bench.waits.watch(Slot.GREEN, bench.green.endpoint(), Duration.ofSeconds(seconds));
  }

  private static String failure(Vigil vigil) {
    return assertThrows(StepFailure.class, vigil::await).getMessage();
  }

  private int asked() {
    return bench.green.asked.size();
  }

  @Test
  @DisplayName("is asked for its health, as often as the playbook says, until its time is over")
  void watched() throws Exception {
    bench("500ms");
    assertEquals("healthy 3.0s after the switch", watch(3).await());
    assertEquals(Duration.ofSeconds(3), bench.time.passed());
    assertEquals(6, asked());
  }

  @Test
  @DisplayName("is asked no oftener than every 0.2 s, and no more seldom than every second")
  void pause() throws Exception {
    bench("20ms");
    watch(1).await();
    assertEquals(5, asked());
    bench.close();
    Path other = java.nio.file.Files.createDirectory(folder.resolve("other"));
    bench =
        new Bench(other, "health: { url: \"http://127.0.0.1:{{ port }}/health\", interval: 30s }");
    watch(3).await();
    assertEquals(3, asked());
  }

  @Test
  @DisplayName("is not asked where the playbook does not want it to be watched")
  void notWatched() throws Exception {
    bench("1s");
    Vigil vigil = watch(0);
    assertTrue(vigil.isOver());
    assertEquals("healthy 0.0s after the switch", vigil.await());
    assertEquals(0, asked());
  }

  @Test
  @DisplayName("fails by the third bad answer in a row")
  void unhealthy() throws Exception {
    bench("1s");
    bench.green.health = BAD;
    bench.runner.words = "no database\n";
    StepFailure failure = assertThrows(StepFailure.class, watch(60)::await);
    assertEquals(
        "the new version on green is not healthy any more, 2.0s after the switch: http://127.0.0.1:"
            + bench.green.port()
            + "/health: 503, 3 times in a row",
        failure.getMessage());
    assertEquals("the last lines that it wrote:\n  no database", failure.note());
    assertEquals(3, asked());
  }

  @Test
  @DisplayName("may give two bad answers, if it is healthy at last")
  void flaps() throws Exception {
    bench("1s");
    Vigil vigil = watch(4);
    for (Reply each : new Reply[] {BAD, BAD, Reply.of(200, ""), BAD, BAD}) {
      bench.green.next.add(each);
    }
    assertEquals("healthy 5.0s after the switch", vigil.await());
    assertEquals(6, asked());
  }

  @Test
  @DisplayName("is looked at once at least, however late that is")
  void once() throws Exception {
    bench("1s");
    Vigil vigil = watch(1);
    bench.time.pass(Duration.ofSeconds(9));
    assertFalse(vigil.isOver());
    vigil.await();
    assertTrue(vigil.isOver());
    assertEquals(1, asked());
    vigil.look();
    assertEquals(1, asked(), "it is over");
  }

  @Test
  @DisplayName("fails at once when its process has ended, healthy or not, with the kernel's reason")
  void ends() throws Exception {
    bench("1s");
    Vigil vigil = watch(60);
    bench.time.in(
        Duration.ofMillis(50), () -> bench.runner.ends(Slot.GREEN, 137, "it had no memory"));
    assertEquals(
        "the new version on green has ended with signal 9 (SIGKILL) after the switch; it had no"
            + " memory",
        failure(vigil));
    assertEquals(Duration.ofMillis(50), bench.time.passed());
  }

  @Test
  @DisplayName("fails when another process is in its place, which is not the one that was healthy")
  void replaced() throws Exception {
    bench("1s");
    Vigil vigil = watch(60);
    bench.runner.runs(Slot.GREEN, "2", bench.green.endpoint());
    assertEquals("the new version on green has ended after the switch", failure(vigil));
  }

  @Test
  @DisplayName("fails where nothing has run there from the beginning")
  void neverThere() throws Exception {
    bench("1s");
    bench.runner.slots.clear();
    assertEquals("the new version on green has ended after the switch", failure(watch(0)));
  }

  @Test
  @DisplayName("is said to have ended, and not to be unhealthy, where it did so meanwhile")
  void betterReason() throws Exception {
    bench("1s");
    bench.green.health = BAD;
    bench.green.next.add(BAD);
    bench.green.next.add(BAD);
    Vigil vigil = watch(60);
    vigil.look();
    bench.time.pass(Duration.ofSeconds(1));
    vigil.look();
    bench.time.pass(Duration.ofSeconds(1));
    bench.green.before = () -> bench.runner.ends(Slot.GREEN, 1, "");
    assertTrue(failure(vigil).startsWith("the new version on green has ended with exit status 1"));
  }
}
