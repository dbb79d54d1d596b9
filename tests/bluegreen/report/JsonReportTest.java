package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Secrets;
import bluegreen.plan.Goal;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The JSON report")
class JsonReportTest {

  private static JsonObject only(Consumer<Report> telling) {
    List<JsonObject> events = events(Verbosity.NORMAL, new Secrets(), telling);
    assertEquals(1, events.size());
    return events.get(0);
  }

  private static List<JsonObject> events(
      Verbosity verbosity, Secrets secrets, Consumer<Report> telling) {
    return Reports.json(verbosity, secrets, telling).lines().map(JsonReportTest::parsed).toList();
  }

  private static JsonObject parsed(String line) {
    try {
      return JsonParser.object().from(line);
    } catch (JsonParserException e) {
      throw new AssertionError("no JSON object: " + line, e);
    }
  }

  @Test
  @DisplayName("says names and words of ours as they are, whatever the secrets are")
  void namesAreNoSecrets() {
    Secrets secrets = new Secrets();
    secrets.add(List.of("blue", "green", "changed", "switch", "recap", "deploy", "shop", "1.4.2"));
    secrets.leave(List.of("shop", "1.4.2"));
    List<JsonObject> events =
        events(
            Verbosity.NORMAL,
            secrets,
            r -> {
              r.begin(Reports.plan(Goal.DEPLOY, Optional.of(Slot.BLUE)), false);
              r.planned(Reports.SWITCH);
              r.recap(Reports.RECAP);
            });
    assertEquals("shop", events.get(0).getString("app"));
    assertEquals("deploy", events.get(0).getString("action"));
    assertEquals("1.4.2", events.get(0).getString("version"));
    assertEquals("switch", events.get(1).getString("step"));
    assertEquals("changed", events.get(1).getString("status"));
    assertEquals("blue -> green", events.get(1).getString("message"));
    assertEquals("recap", events.get(2).getString("event"));
    assertEquals("green", events.get(2).getString("active"));
  }

  @Test
  @DisplayName("begins with what is deployed where")
  void begin() {
    JsonObject event = only(r -> r.begin(Reports.plan(Goal.DEPLOY, Optional.of(Slot.BLUE)), true));
    assertEquals("begin", event.getString("event"));
    assertEquals("deploy", event.getString("action"));
    assertEquals("shop", event.getString("app"));
    assertTrue(event.getBoolean("dry_run"));
    assertEquals("1.4.2", event.getString("version"));
    assertEquals(Reports.RELEASE.digest(), event.getString("digest"));
    assertEquals("green", event.getString("slot"));
    assertEquals(8082, event.getInt("port"));
    assertEquals("blue", event.getString("active"));
    assertEquals("1.4.1", event.getString("active_version"));
  }

  @Test
  @DisplayName("says null where nothing serves yet")
  void noneActive() {
    JsonObject event = only(r -> r.begin(Reports.plan(Goal.REMOVE, Optional.empty()), false));
    assertTrue(event.isNull("active"));
    assertFalse(event.has("version"));
  }

  @Test
  @DisplayName("gives each step its status, its time in milliseconds and its figures")
  void step() {
    StepResult result =
        new StepResult(
            Reports.SWITCH, Status.CHANGED, "blue -> green", 0.8444, Map.of("switch_ms", 0.5));
    JsonObject event = only(r -> r.done(result));
    assertEquals("step", event.getString("event"));
    assertEquals("switch", event.getString("step"));
    assertEquals("changed", event.getString("status"));
    assertEquals(0.84, event.getDouble("ms"));
    assertEquals(0.5, event.getDouble("switch_ms"));
    assertEquals("blue -> green", event.getString("message"));
    assertFalse(event.has("task"));
  }

  @Test
  @DisplayName("names the task of a hook")
  void task() {
    Step step =
        new Step(StepName.BEFORE_SWITCH, Optional.of("smoke test"), Status.OK, "", List.of());
    JsonObject event = only(r -> r.done(Reports.result(step, Status.SKIPPED, "", 0)));
    assertEquals("before_switch", event.getString("step"));
    assertEquals("smoke test", event.getString("task"));
    assertEquals("skipped", event.getString("status"));
  }

  @Test
  @DisplayName("gives the steps of a plan their actions, and files their diffs")
  void planned() {
    for (Step step : List.of(Reports.NGINX, Reports.SWITCH)) {
      JsonObject event = only(r -> r.planned(step));
      assertEquals("changed", event.getString("status"));
      JsonObject action = event.getArray("actions").getObject(0);
      assertEquals("@@ -1,2 +1,2 @@\n a\n-b\n+c", action.getString("diff"));
      assertEquals(step.actions().get(0).describe(), action.getString("action"));
    }
  }

  @Test
  @DisplayName("ends with a recap")
  void recap() {
    JsonObject event = only(r -> r.recap(Reports.RECAP));
    assertEquals("recap", event.getString("event"));
    assertEquals("ok", event.getString("status"));
    assertEquals(
        List.of(2, 3, 0, 0),
        List.of(
            event.getInt("ok"),
            event.getInt("changed"),
            event.getInt("skipped"),
            event.getInt("failed")));
    assertEquals("green", event.getString("active"));
    assertEquals(8082, event.getInt("port"));
    assertEquals("1.4.2", event.getString("version"));
    assertEquals("1.4.1", event.getString("previous"));
    assertEquals(0.81, event.getDouble("switch_ms"));
    assertEquals(5100, event.getInt("total_ms"));
  }

  @Test
  @DisplayName("has every field in the recap of a run that failed before anything served")
  void failedRecap() {
    JsonObject event =
        only(
            r ->
                r.recap(
                    new Recap(
                        "shop",
                        false,
                        false,
                        List.of(Status.FAILED),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        "",
                        Optional.empty(),
                        Optional.of(false),
                        12,
                        Optional.empty())));
    assertEquals("failed", event.getString("status"));
    assertEquals(Boolean.FALSE, event.get("live"));
    assertEquals(1, event.getInt("failed"));
    for (String field : Set.of("active", "switch_ms")) {
      assertTrue(event.has(field) && event.isNull(field), field);
    }
  }

  @Test
  @DisplayName("says in the recap which version was wanted, and why it does not serve")
  void wanted() {
    List<JsonObject> events =
        events(
            Verbosity.NORMAL,
            Reports.secrets("hunter2"),
            r -> {
              r.begin(Reports.plan(Goal.DEPLOY, Optional.empty()), false);
              r.done(Reports.result(Reports.HEALTH, Status.FAILED, "hunter2 refused\nfor good", 1));
              r.done(Reports.result(Reports.SWITCH, Status.FAILED, "another", 1));
              r.recap(Recap.ofNothing("shop"));
            });
    JsonObject recap = events.get(events.size() - 1);
    assertEquals("1.4.2", recap.getString("wanted"));
    assertEquals(Reports.RELEASE.digest(), recap.getString("wanted_digest"));
    assertEquals("health: ******** refused", recap.getString("failure"));
    assertEquals("", recap.getString("version"), "that is what serves");
    assertFalse(only(r -> r.recap(Reports.RECAP)).has("failure"));
    assertTrue(only(r -> r.recap(Reports.RECAP)).isNull("wanted"), "of a removal");
  }

  @Test
  @DisplayName("names commands of ours as they are to be typed, and leaves what others say")
  void commands() {
    String said = "see deploy.java status";
    assertEquals("see ./jbang deploy.java status", only(r -> r.error(said)).getString("message"));
    assertEquals(said, only(r -> r.note(said)).getString("message"));
  }

  @Test
  @DisplayName("keeps progress to itself, and details until asked for")
  void levels() {
    Consumer<Report> details =
        r -> {
          r.waiting(Reports.HEALTH, "waits", Duration.ofSeconds(20));
          r.starting(Reports.HEALTH);
          r.command(List.of("nginx", "-t"));
          r.output("ok");
          r.exchange("GET /");
          r.file("wrote x");
        };
    assertEquals(List.of(), events(Verbosity.NORMAL, new Secrets(), details));
    assertEquals(
        List.of("command", "http", "file"),
        names(events(Verbosity.VERBOSE, new Secrets(), details)));
    assertEquals(
        List.of("command", "output", "http", "file"),
        names(events(Verbosity.EVERYTHING, new Secrets(), details)));
  }

  private static List<String> names(List<JsonObject> events) {
    return events.stream().map(e -> e.getString("event")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "hunter2",
        "with \"quotes\"",
        "back\\slash",
        "sl/ash",
        "tab\there",
        "gr\u00fcn\u20ac\ud83d\ude00"
      })
  @DisplayName("hides a secret in every value, however JSON would write it")
  void secrets(String secret) {
    String written =
        Reports.json(
            Verbosity.EVERYTHING,
            Reports.secrets(secret),
            r -> Reports.everything(r, "key=" + secret + "!"));
    List<JsonObject> events = written.lines().map(JsonReportTest::parsed).toList();
    assertEquals(12, events.size());
    assertFalse(written.contains(secret), written);
    for (JsonObject event : events) {
      assertFalse(event.toString().contains(secret), event.toString());
    }
    String recap = events.get(events.size() - 1).toString();
    assertTrue(recap.contains("key=********!"), recap);
  }

  @Test
  @DisplayName("hides a secret in the command line of an event, where the shell's quotes change it")
  void secretInCommand() {
    String written =
        Reports.json(
            Verbosity.VERBOSE,
            Reports.secrets("it's secret"),
            r -> r.command(List.of("login", "it's secret")));
    assertFalse(written.contains("s secret"), written);
  }

  @Test
  @DisplayName("keeps each event on a line of its own, whatever is in it")
  void oneLine() {
    String nasty = "a\nb\r\nc\u2028d\u0000e\"f\\g\u001b[0m";
    List<JsonObject> events = events(Verbosity.NORMAL, new Secrets(), r -> r.error(nasty));
    assertEquals(1, events.size());
    assertEquals(nasty, events.get(0).getString("message"));
  }
}
