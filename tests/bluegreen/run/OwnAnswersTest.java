package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Visitors whom nginx answers by a rule of nginx.location")
class OwnAnswersTest {
  private static final String AWAY = "nginx: , location: \"try_files /away =503;\"";

  @TempDir Path folder;
  private Bench bench;

  private void bench(String... sections) throws Exception {
    bench = new Bench(folder, sections);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String url() {
    return "http://127.0.0.1:" + bench.front.port() + "/";
  }

  /** With what was asked before, and traffic on green. */
  private void switched() throws Exception {
    bench.evidence.before(Slot.GREEN, bench.green.endpoint());
    bench.nginx.mark(Slot.GREEN);
  }

  private String seen() throws Exception {
    return bench.evidence.of(new VerifyThrough(url(), Slot.GREEN, bench.green.endpoint())).all();
  }

  private void away() {
    bench.front.toVisitors = Optional.of(Reply.of(503, "away"));
  }

  @Test
  @DisplayName("may be answered otherwise by a rule that our question goes past, which is named")
  void pastUs() throws Exception {
    bench("nginx: , location: \"auth_basic shop; auth_basic_user_file users;\"");
    switched();
    String through = "through " + url() + ": green";
    assertEquals(through, seen());
    bench.front.toVisitors = Optional.of(Reply.of(401, "who are you"));
    assertEquals(
        through
            + "; nginx itself answers 401 to "
            + url()
            + ", by nginx.location: `auth_basic shop;`",
        seen());
  }

  @Test
  @DisplayName("do not where a rule of nginx.location answers with an error, and the app would not")
  void keptAway() throws Exception {
    bench(AWAY);
    switched();
    away();
    assertEquals(
        "nginx itself answers 503 to "
            + url()
            + ", by nginx.location: `try_files /away =503;`, where the app answers 200: visitors do"
            + " not reach it; take that out of nginx.location, or have it let them through",
        assertThrows(StepFailure.class, this::seen).getMessage());
    assertTrue(bench.evidence.keptAway());
  }

  @Test
  @DisplayName("do not where such a rule answers our question, too")
  void keptAwayAll() throws Exception {
    bench("nginx: , location: \"return 503;\"");
    switched();
    bench.front.byItself = Optional.of(Reply.of(503, "away"));
    String message = assertThrows(StepFailure.class, this::seen).getMessage();
    assertTrue(message.contains("`return 503;`, where the app answers 200"), message);
  }

  @Test
  @DisplayName("do not where nothing of our question is left by it, or told as what it is")
  void untold() throws Exception {
    bench("nginx: , location: \"internal; rewrite ^/ /app last;\"");
    switched();
    bench.front.untold = Optional.of(Reply.of(500, "cycle"));
    String message = assertThrows(StepFailure.class, this::seen).getMessage();
    assertTrue(
        message.contains("by nginx.location: `rewrite ^/ /app last;`, where the app answers 200"),
        message);
    bench.front.untold = Optional.of(Reply.of(404, "none"));
    assertTrue(seen().endsWith("by nginx.location: `internal;`"), seen());
  }

  @Test
  @DisplayName("may get an error of such a rule where they got it before")
  void keptAwayBefore() throws Exception {
    bench(AWAY);
    away();
    bench.evidence.ownAnswers().note();
    switched();
    String note = "through %1$s: green; nginx itself answers 503 to %1$s, by nginx.location: `try_";
    assertTrue(seen().startsWith(note.formatted(url())), seen());
    assertTrue(seen().endsWith("=503;`, as it did before"), seen());
  }

  @Test
  @DisplayName("may get an error of such a rule where the app itself has none better")
  void noBetter() throws Exception {
    bench(AWAY);
    bench.green.reply = Reply.of(500, "");
    bench.blue.reply = Reply.of(500, "");
    switched();
    away();
    assertTrue(seen().endsWith("=503;`"), seen());
  }

  @Test
  @DisplayName("are no more than one busy answer away from the app")
  void busy() throws Exception {
    bench(AWAY);
    switched();
    bench.time.in(Duration.ofMillis(200), () -> bench.front.toVisitors = Optional.empty());
    away();
    assertEquals("through " + url() + ": green", seen());
  }

  @Test
  @DisplayName("are counted by a limit, which our questions meet but once")
  void limited() throws Exception {
    bench(
        "nginx: , location: \"limit_req zone=slow;\", server_name: [a.example.com, b.example.com]");
    bench.evidence.ownAnswers().note();
    switched();
    away();
    bench.front.asked.clear();
    String said = seen();
    assertTrue(said.endsWith(", by nginx.location: `limit_req zone=slow;`"), said);
    assertEquals(3, bench.front.asked.size(), "two of which tell that they are ours");
  }

  @Test
  @DisplayName("are kept from the version that serves by no new rule")
  void compared() throws Exception {
    bench(AWAY);
    bench.evidence.ownAnswers().note();
    bench.evidence.ownAnswers().compare();
    away();
    assertEquals(
        url()
            + " was answered 200, and nginx itself answers 503 now, by nginx.location: `try_files"
            + " /away =503;`: visitors would not reach the app",
        assertThrows(StepFailure.class, () -> bench.evidence.ownAnswers().compare()).getMessage());
    bench.blue.reply = Reply.of(503, "");
    bench.evidence.ownAnswers().compare(); // That is the app's own.
    bench.blue.reply = Reply.of(200, "");
    bench.evidence.ownAnswers().note();
    bench.evidence.ownAnswers().compare(); // That was so before.
  }
}
