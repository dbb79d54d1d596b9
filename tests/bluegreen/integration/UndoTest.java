package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("A deployment that fails after its switch")
class UndoTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private final Turnstile afterSwitch = new Turnstile(server, "wait");

  @AfterEach
  void close() {
    server.close();
  }

  private static String failing(String before) {
    return "- { name: fail, shell: \"" + before + "exit 9\" }";
  }

  @ParameterizedTest(name = "switch: {0}")
  @ValueSource(strings = {"live", "reload"})
  @DisplayName("lets the new version finish what it has in hand before it stops it")
  void drains(String kind) {
    server.light("1").nginx("switch", kind).write("1.yml");
    server.deploy("1.yml");
    server
        .light("2")
        .nginx("switch", kind)
        .hook("after_switch", afterSwitch.task() + "\n" + failing(""))
        .write("2.yml");
    try (Job job = server.deployer().start("--output", "json", "2.yml")) {
      afterSwitch.await();
      LoadClient clients = LoadClient.to(server.url("/")).connections(0);
      try (Load events = clients.eventStream(Duration.ofSeconds(4)).atMost(1).start()) {
        Await.until("an event stream", SOON, () -> server.connections("green") >= 1);
        afterSwitch.open();
        job.end().expect(1).says("switched back to blue").says("stopped green: 1 connection");
        events.awaitEnd(SOON);
        LoadReport report = events.stop();
        assertEquals(0, report.failures(), report::describe);
        assertEquals(Set.of("2"), report.versions().keySet(), report::describe);
      }
    }
    server.assertServes("1");
    assertEquals(0, server.pid("1.yml", "green"));
  }

  @ParameterizedTest(name = "then: {0}")
  @ValueSource(strings = {"", "kill -TERM $PPID; "})
  @DisplayName("and whose old version is gone by then needs a person, whatever signal comes")
  void oldOneGone(String signal) {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    long old = server.pid("1.yml", "blue");
    server
        .light("2")
        .hook("after_switch", failing("kill -9 " + old + "; " + signal))
        .write("2.yml");
    Run run;
    try (Job job = server.deployer().start("--output", "json", "2.yml")) {
      run = job.end().expect(4);
    }
    run.says("not switched back: the old version on blue :" + server.port("blue"))
        .says("does not answer any more (connection refused)")
        .says("nginx sends traffic to green :" + server.port("green"))
        .says("look at both with java -jar ");
    assertServesAlthoughFailed("2", "green", run);
  }

  @Test
  @DisplayName("and is the first one needs a person, and goes on serving")
  void firstOne() {
    server.light("1").hook("after_switch", failing("")).write("1.yml");
    Run run = server.run("--output", "json", "1.yml").expect(4);
    run.says("nothing served before, so there is nothing to switch back to")
        .says("nginx sends traffic to blue :" + server.port("blue"));
    assertServesAlthoughFailed("1", "blue", run);
  }

  private void assertServesAlthoughFailed(String version, String slot, Run run) {
    JsonObject recap = run.recap();
    assertEquals("failed", recap.getString("status"), run::toString);
    assertEquals(slot, recap.getString("active"), run::toString);
    assertEquals(version, recap.getString("version"), run::toString);
    server.assertServes(version);
    String playbook = version + ".yml";
    JsonObject status = server.status(playbook);
    assertEquals(slot, status.getString("active"), status::toString);
    assertEquals(version, status.getString("version"), status::toString);
    List<JsonObject> history = server.run("history", "--output", "json", playbook).json();
    JsonObject last = history.get(history.size() - 1);
    assertEquals("failed", last.getString("status"), last::toString);
    assertTrue(last.getBoolean("serves"), last::toString);
    server.run("verify", playbook).expect(0);
  }
}
