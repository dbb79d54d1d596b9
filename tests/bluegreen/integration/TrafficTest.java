package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Listing;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Promtool;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What a deployment has cost")
class TrafficTest {
  private final PrivateServer server = PrivateServer.create();

  @BeforeEach
  void serve() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonObject probe(JsonObject json) {
    return json.getObject("traffic").getObject("probe");
  }

  private JsonObject last() {
    List<JsonObject> history = server.run("history", "--output", "json", "2.yml").json();
    return history.get(history.size() - 1);
  }

  @Test
  @DisplayName("is nothing: no request was lost, as the recap says and the history keeps")
  void nothing() {
    server.light("2").rollout("bake", "1s").write("2.yml");
    Run run = server.run("2.yml").expect(0);
    run.matches(
        "(?m)^RECAP shop: .*\\nTRAFFIC only the probe counted   probe: \\d+ asked, 0 lost$");
    JsonObject kept = probe(last());
    assertTrue(kept.getInt("asked") > 1, kept::toString);
    assertEquals(server.url("/").toString(), kept.getString("url"));
    server.run("history", "2.yml").says("0 of " + kept.getInt("asked") + " lost");
    List<Path> evidence = evidence();
    String seen = server.read("app/evidence/" + last().getString("id") + ".json");
    assertEquals(2, evidence.size(), evidence::toString);
    JsonObject series = parsed(seen).getObject("series").getObject("probe");
    assertEquals(kept.getLong("asked"), requests(series), seen);
    JsonObject back = probe(server.run("rollback", "--output", "json", "2.yml").expect(0).recap());
    assertEquals(0, back.getInt("lost"), back::toString);
    evidence = evidence();
    // Nothing is to be done, and so nobody is asked.
    JsonObject again = server.deploy("1.yml").recap();
    assertEquals(evidence, evidence(), "nothing has happened that there could be evidence of");
    assertTrue(again.has("traffic") && again.isNull("traffic"), again::toString);
  }

  private List<Path> evidence() {
    return Listing.of(server.folder().resolve("app/evidence"));
  }

  private static JsonObject parsed(String json) {
    try {
      return JsonParser.object().from(json);
    } catch (JsonParserException e) {
      throw new AssertionError(json, e);
    }
  }

  private static long requests(JsonObject series) {
    return series.getArray("points").stream()
        .mapToLong(point -> ((JsonObject) point).getLong("requests"))
        .sum();
  }

  @Test
  @DisplayName("is each request that was lost, with what the run was at")
  void lost() {
    server
        .light("2")
        .hook(
            "before_switch",
            "- { name: the end, uri: { url: \"http://127.0.0.1:%d/end\" } }\n- { name: a while, shell: sleep 2 }"
                .formatted(server.port("blue")))
        .write("2.yml");
    Run run = server.run("--output", "json", "2.yml").expect(0);
    JsonObject probe = probe(run.recap());
    assertTrue(probe.getInt("lost") > 0, run::toString);
    JsonObject first = probe.getArray("losses").getObject(0);
    assertEquals("before_switch: a while", first.getString("step"), run::toString);
    assertEquals(probe, probe(last()));
    assertEquals("502", probe.getArray("losses").getObject(1).getString("why"), run::toString);
  }

  @Test
  @DisplayName("is not asked for where the playbook does not want it; Prometheus has the rest")
  void off() throws Exception {
    server.light("2").rollout("probe", "off").app("metrics", "shop.prom").write("2.yml");
    JsonObject recap = server.deploy("2.yml").recap();
    assertTrue(recap.has("traffic") && recap.isNull("traffic"), recap::toString);
    assertTrue(!last().has("traffic"), () -> last().toString());
    Path metrics = server.folder().resolve("shop.prom");
    assertEquals("", Promtool.check(metrics));
    assertTrue(
        Files.readString(metrics).contains("{app=\"shop\",slot=\"green\",version=\"2\"} 1"),
        metrics::toString);
    server.run("--dry-run", "remove", "2.yml").expect(0).says("remove " + metrics);
    server.run("remove", "2.yml").expect(0);
    assertTrue(Files.notExists(metrics));
  }
}
