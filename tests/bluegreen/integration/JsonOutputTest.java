package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("With --output json")
class JsonOutputTest {
  private final PrivateServer server = PrivateServer.create();
  private Run first;
  private Run second;

  @BeforeAll
  void deployTwice() {
    server.light("1").write("1.yml");
    server.light("2").write("2.yml");
    first = server.run("--output", "json", "1.yml").expect(0);
    second = server.run("--output=json", "-vv", "2.yml").expect(0);
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  @DisplayName("every line is an object, also of -vv, and the recap is the last and only one")
  void everyLine() {
    for (Run run : List.of(first, second)) {
      run.recap();
      assertEquals(1, run.events("recap").size(), run::toString);
      assertTrue(run.json().stream().allMatch(e -> e.isString("event")), run::toString);
      assertEquals("", run.err());
    }
    Set<String> kinds = Set.of("command", "output", "http", "file");
    for (String kind : kinds) {
      assertFalse(second.events(kind).isEmpty(), "no event of the kind " + kind);
    }
  }

  @Test
  @DisplayName("a step has its name, status and milliseconds")
  void steps() {
    assertEquals(11, first.events("step").size());
    for (JsonObject step : first.events("step")) {
      assertTrue(step.isString("step") && step.isNumber("ms"), step::toString);
      assertTrue(Set.of("ok", "changed").contains(step.getString("status")), step::toString);
      assertTrue(step.getDouble("ms") >= 0 && step.getDouble("ms") < 180_000, step::toString);
    }
  }

  @Test
  @DisplayName("the recap counts the steps and says what serves now and what did before")
  void recap() {
    JsonObject one = first.recap();
    assertEquals("ok", one.getString("status"));
    assertEquals(first.steps("changed").size(), one.getInt("changed"));
    assertEquals(first.steps("ok").size(), one.getInt("ok"));
    assertEquals(0, one.getInt("skipped"));
    assertEquals(0, one.getInt("failed"));
    assertEquals("blue", one.getString("active"));
    assertEquals(server.port("blue"), one.getInt("port"));
    assertEquals("1", one.getString("version"));
    assertTrue(one.getNumber("switch_ms").doubleValue() > 0, one::toString);
    assertTrue(one.getNumber("total_ms").longValue() > 0, one::toString);

    JsonObject two = second.recap();
    assertEquals("green", two.getString("active"));
    assertEquals(server.port("green"), two.getInt("port"));
    assertEquals("2", two.getString("version"));
    assertEquals("1", two.getString("previous"));
  }

  @Test
  @DisplayName("a dry run has the same steps, each with its actions, and a recap")
  void dryRun() {
    Run run = server.run("--check", "--output", "json", "-e", "x=1", "1.yml").expect(0);
    assertEquals(first.steps(), run.steps());
    assertTrue(run.recap().getBoolean("dry_run"));
    JsonObject change =
        run.events("step").stream()
            .filter(e -> e.getString("step").equals("switch"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        "switch green -> blue",
        change.getArray("actions").getObject(0).getString("action"),
        run::toString);
  }

  @Test
  @DisplayName("the status is one object with both slots")
  void status() {
    JsonObject status = server.status("2.yml");
    assertEquals("shop", status.getString("app"));
    assertEquals("green", status.getString("active"));
    assertEquals("2", status.getString("version"));
    assertEquals("live", status.getString("switch"));
    for (String slot : List.of("blue", "green")) {
      JsonObject one = status.getObject("slots").getObject(slot);
      assertEquals(server.port(slot), one.getInt("port"));
      assertEquals("running", one.getString("state"));
      assertEquals(slot.equals("blue") ? "1" : "2", one.getString("version"));
      assertTrue(ProcessHandle.of(one.getLong("pid")).isPresent(), one::toString);
      assertTrue(one.getBoolean("healthy"));
    }
  }

  @Test
  @DisplayName("the status before the first deployment has the same fields")
  void statusOfNothing() {
    try (PrivateServer empty = PrivateServer.create()) {
      empty.light("1").write("1.yml");
      JsonObject status = empty.status("1.yml");
      assertTrue(status.has("active") && status.has("version"), status::toString);
      assertNull(status.getString("active"));
      JsonObject blue = status.getObject("slots").getObject("blue");
      assertEquals("stopped", blue.getString("state"));
      assertTrue(blue.has("pid") && blue.has("version"), status::toString);
      assertFalse(blue.getBoolean("healthy"));
    }
  }

  @Test
  @DisplayName("the history is an object a deployment, the oldest first")
  void history() {
    List<JsonObject> history = server.run("history", "--output", "json", "2.yml").json();
    assertEquals(List.of("1", "2"), history.stream().map(e -> e.getString("version")).toList());
    for (JsonObject entry : history) {
      assertEquals("deploy", entry.getString("action"));
      assertEquals("ok", entry.getString("status"));
      assertTrue(Instant.parse(entry.getString("at")).isBefore(Instant.now()), entry::toString);
      assertTrue(entry.isNumber("total_ms") && entry.isNumber("port"), entry::toString);
    }
    assertEquals("1", history.get(1).getString("previous"));
  }

  @Test
  @DisplayName("verify says what serves and, where that is not what it should be, why not")
  void verify() {
    JsonObject good = server.run("verify", "--output", "json", "2.yml").expect(0).object();
    assertEquals("ok", good.getString("status"));
    assertEquals("2", good.getString("version"));
    assertEquals(0, good.getArray("problems").size());

    JsonObject bad = server.run("verify", "--output", "json", "1.yml").expect(1).object();
    assertEquals("failed", bad.getString("status"));
    assertEquals("1", bad.getString("wanted"));
    assertTrue(bad.getArray("problems").getString(0).contains("green serves 2"), bad::toString);
  }

  @Test
  @DisplayName("each error of a wrong playbook has its place, and the recap says that it failed")
  void wrongPlaybook() {
    server.light("1").app("nmae", "x").app("keep_releases", "many").write("wrong.yml");
    Run run = server.run("--output", "json", "wrong.yml").expect(2);
    assertEquals(2, run.events("error").size(), run::toString);
    for (JsonObject error : run.events("error")) {
      assertTrue(error.getInt("line") > 1 && error.getInt("column") > 1, error::toString);
      assertTrue(error.getString("path").startsWith("app."), error::toString);
      assertFalse(error.getString("message").isBlank());
    }
    assertEquals("failed", run.recap().getString("status"));
  }
}
