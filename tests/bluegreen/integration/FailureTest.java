package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName(
    "A deployment that fails leaves traffic with the old version and the failed slot stopped")
class FailureTest {
  private final PrivateServer server = PrivateServer.create();
  private long serving;

  @BeforeEach
  void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    serving = server.pid("1.yml", "blue");
    assertTrue(serving > 0, "version 1 was to serve from blue");
  }

  @AfterAll
  void close() {
    server.close();
  }

  /** Deploys a playbook that is to fail, and checks what is the same of every failure. */
  private Run fails(String step) {
    Run run = server.run("--output", "json", "2.yml").expect(1);
    assertEquals(List.of(step), run.steps("failed"), run::toString);
    assertEquals("failed", run.recap().getString("status"));
    assertEquals(1, run.recap().getInt("failed"));
    assertEquals("blue", run.recap().getString("active"), run::toString);
    assertEquals("1", run.recap().getString("version"), run::toString);
    assertOldVersionServes();
    return run;
  }

  private void assertOldVersionServes() {
    server.assertServes("1");
    assertEquals(serving, server.pid("1.yml", "blue"), "the old version's pid");
    assertEquals(0, server.pid("1.yml", "green"), "the failed version's pid");
    server.run("verify", "1.yml").expect(0);
  }

  private JsonObject lastInHistory() {
    List<JsonObject> history = server.run("history", "--output", "json", "1.yml").json();
    return history.get(history.size() - 1);
  }

  @Test
  @DisplayName("when the new version ends at its start: with its exit status and its last words")
  void exits() {
    server.light("2").app("env", "{ SHOP_FAIL: exit }").write("2.yml");
    fails("health")
        .says("the new version ended with exit status 3")
        .says("Cannot start: the database refused the connection");

    JsonObject entry = lastInHistory();
    assertEquals("failed", entry.getString("status"));
    assertEquals("2", entry.getString("version"));
    assertTrue(entry.getString("failure").contains("exit status 3"), entry::toString);
    String evidence = server.read("app/evidence/" + entry.getString("id") + ".json");
    assertTrue(evidence.contains("the database refused the connection"), evidence);
  }

  @Test
  @DisplayName("when the new version is not healthy in time: with the last answer of its check")
  void unhealthy() {
    server.light("2").app("env", "{ SHOP_FAIL: unhealthy }").health("timeout", "3s").write("2.yml");
    fails("health")
        .says("not healthy within 3.0s")
        .says("/actuator/health: 503")
        .says("listens on");
  }

  @Test
  @DisplayName("when the health check lacks a header: with the answer's first line, which says why")
  void headers() {
    server.light("2").app("env", "{ SHOP_FAIL: host }").health("timeout", "2s").write("2.yml");
    fails("health").says("/actuator/health: 400: Invalid host header");
    server
        .light("2")
        .app("env", "{ SHOP_FAIL: host }")
        .health("headers", "{ Host: shop.example.com }")
        .write("2.yml");
    server.deploy("2.yml");
    server.run("verify", "2.yml").expect(0);
    server.deploy("1.yml");
  }

  @Test
  @DisplayName("when the health check's answer does not say what it should")
  void wrongBody() {
    server.light("2").health("body", "READY").health("timeout", "3s").write("2.yml");
    fails("health").says("200, but without READY");
  }

  @Test
  @DisplayName("when a hook fails before the switch: with the hook's name, exit status and output")
  void beforeSwitch() {
    server
        .light("2")
        .hook("before_switch", "- name: smoke test\n  shell: echo no orders; exit 7")
        .hook("on_failure", "- shell: echo \"$BLUEGREEN_SLOT\" > told")
        .write("2.yml");
    Run run = fails("before_switch: smoke test").says("exit status 7").says("no orders");
    assertFalse(run.steps().contains("switch"), run::toString);
    assertEquals("green\n", server.read("told"), "what the on_failure hook wrote");
    assertTrue(lastInHistory().getString("failure").contains("smoke test"));
  }

  @Test
  @DisplayName("when a hook fails after the switch: traffic is switched back")
  void afterSwitch() {
    server
        .light("2")
        .var("url", server.url("/version").toString())
        .hook(
            "after_switch",
            """
            - { name: look, uri: { url: "{{ vars.url }}", contains: "2" } }
            - { name: tell, command: ["false"] }
            """)
        .write("2.yml");
    Run run = fails("after_switch: tell").says("switched back to blue");
    assertTrue(run.steps("ok").contains("after_switch: look"), run::toString);
    assertTrue(run.steps("changed").contains("switch"), run::toString);
  }

  @Test
  @DisplayName("when a hook fails after a switch by reload: traffic is switched back")
  void afterReload() {
    server
        .light("2")
        .nginx("switch", "reload")
        .hook("after_switch", "- { name: tell, command: [\"false\"] }")
        .write("2.yml");
    String playbook = server.light("1").nginx("switch", "reload").write("1.yml");
    server.deploy(playbook);
    fails("after_switch: tell").says("switched back to blue");
  }

  @Test
  @DisplayName("and the next deployment, of a version that works, goes well")
  void nextOneWorks() {
    server.light("2").app("env", "{ SHOP_FAIL: exit }").write("2.yml");
    fails("health");
    server.light("2").write("2.yml");
    server.deploy("2.yml");
    server.assertServes("2");
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
    server.run("--quiet", "-e", "again=1", "1.yml").expect(0);
  }
}
