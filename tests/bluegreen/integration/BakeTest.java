package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@DisplayName("A new version that goes bad soon after the switch")
class BakeTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  /** It answers, and is gone a moment later. */
  private static final String END =
      "- { name: end, uri: { url: \"http://127.0.0.1:{{ port }}/end\" } }";

  private String sick(int checks) {
    return "- { name: sick, uri: { url: \"http://127.0.0.1:{{ port }}/sick?checks=%d\" } }"
        .formatted(checks);
  }

  private void assertOldServes(long pid, Run run) {
    assertEquals("1", run.recap().getString("version"), run::toString);
    assertEquals("blue", run.recap().getString("active"), run::toString);
    server.assertServes("1");
    assertEquals(pid, server.pid("1.yml", "blue"), run::toString);
    assertEquals(0, server.pid("1.yml", "green"), run::toString);
    server.run("verify", "1.yml").expect(0);
    List<JsonObject> history = server.run("history", "--output", "json", "1.yml").json();
    JsonObject last = history.get(history.size() - 1);
    assertEquals("failed", last.getString("status"), last::toString);
    assertNotEquals(true, last.get("serves"), last::toString);
  }

  @ParameterizedTest(name = "switch: {0}, standby: {1}")
  @CsvSource({"live, keep", "reload, stop"})
  @DisplayName("by ending gives traffic back to the old one, which still runs")
  void ends(String kind, String standby) {
    server.light("1").nginx("switch", kind).write("1.yml");
    server.deploy("1.yml");
    long old = server.pid("1.yml", "blue");
    server
        .light("2")
        .hook("after_switch", END)
        .nginx("switch", kind)
        .rollout("standby", standby)
        .rollout("bake", "15s")
        .write("2.yml");
    Run run = server.run("--output", "json", "2.yml").expect(1);
    assertEquals(List.of("drain"), run.steps("failed"), run::toString);
    run.says("the new version on green has ended with exit status 7 after the switch")
        .says("the orders cannot be imported")
        .says("switched back to blue");
    assertOldServes(old, run);
  }

  private static int index(List<String> notes, String beginning) {
    return IntStream.range(0, notes.size())
        .filter(i -> notes.get(i).startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new AssertionError(beginning + " in " + notes));
  }

  @Test
  @DisplayName("by its health check is switched back after a few bad answers, not after one")
  void unhealthy() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    long old = server.pid("1.yml", "blue");
    server.light("2").rollout("bake", "3s").hook("after_switch", sick(1000)).write("2.yml");
    server
        .run("--dry-run", "2.yml")
        .expect(0)
        .says("watch green :" + server.port("green") + " until 3.0s after the switch");
    Run run = server.run("--output", "json", "2.yml").expect(1);
    run.says("the new version on green is not healthy any more")
        .matches("/actuator/health: 503: .{1,4}status.{1,4}:.{1,4}DOWN.*, 3 times in a row")
        .says("switched back to blue");
    assertOldServes(old, run);
    List<String> notes = run.events("note").stream().map(n -> n.getString("message")).toList();
    int looked = index(notes, "its threads, memory and connections: ");
    assertTrue(index(notes, "switched back to blue") < looked, notes::toString);
    assertTrue(looked < index(notes, "stopped green"), notes::toString);

    server.light("2").rollout("bake", "1s").hook("after_switch", sick(2)).write("2.yml");
    Run good = server.deploy("2.yml");
    good.matches("healthy [1-9]\\.\\ds after the switch");
    server.assertServes("2");
    assertTrue(server.pid("2.yml", "blue") > 0, good::toString);
  }

  @Test
  @DisplayName("although none served before needs a person, who is told what to look at")
  void first() {
    server.light("1").hook("after_switch", END).rollout("bake", "15s").write("1.yml");
    server
        .run("--output", "json", "1.yml")
        .expect(4)
        .says("the new version on blue has ended with exit status 7 after the switch")
        .says("nothing served before")
        .says("see java -jar ");
    server.light("1").rollout("bake", "300ms").write("1.yml");
    server.deploy("1.yml");
    server.assertServes("1");
  }
}
