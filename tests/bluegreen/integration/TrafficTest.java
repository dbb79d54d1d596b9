package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Listing;
import bluegreen.testing.Await;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Promtool;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What a deployment has cost")
class TrafficTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();

  @BeforeEach
  void serve() {
    server.light("1").rollout("bake", "0s").write("1.yml");
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
    run.matches("(?m)^RECAP shop: .*\\nTRAFFIC 0 requests, 0 lost   probe: \\d+ asked, 0 lost$");
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
  @DisplayName("is what visitors got, as they themselves have counted it")
  void visitors() {
    String wait = "- { name: w, shell: \"touch %1$s; until [ -e %1$s.go ]; do sleep 0.05; done\" }";
    server
        .light("2")
        .rollout("bake", "0s")
        .hook("before_switch", wait.formatted("before"))
        .hook("after_switch", wait.formatted("after"))
        .write("2.yml");
    Job job = server.deployer().start("--output", "json", "2.yml");
    await("before");
    LoadReport report;
    try (Load load = LoadClient.to(server.url("/")).connections(4).posts(2).start()) {
      load.awaitRequests(500, SOON);
      broken(2);
      server.write("before.go", "");
      await("after");
      load.awaitVersion("2", SOON);
      broken(1);
      report = load.stop();
    }
    assertEquals(0, report.failures(), report::describe);
    assertFalse(server.answers("/half"));
    server.write("after.go", "");
    JsonObject traffic = job.end().expect(0).recap().getObject("traffic");
    assertEquals(report.requests() + 4, traffic.getLong("requests"), traffic::toString);
    assertEquals(1, traffic.getInt("lost"), traffic::toString);
    assertEquals(3, traffic.getInt("errors"), traffic::toString);
    assertEquals(2, traffic.getObject("errors_by_version").getInt("1"), traffic::toString);
    assertEquals(1, traffic.getObject("errors_by_version").getInt("2"), traffic::toString);
    String why = traffic.getArray("losses").getObject(0).getString("why");
    assertTrue(why.endsWith("broken off after 10 of 100 bytes"), why);
    assertTrue(traffic.getDouble("p99_ms") >= traffic.getDouble("p50_ms"), traffic::toString);
    Path log = server.folder().resolve("nginx/logs/bluegreen-shop.traffic");
    assertEquals(0, log.toFile().length());
    server.get("/"); // Nobody counts now, and nothing is written.
    assertEquals(0, log.toFile().length());
  }

  private void broken(int times) {
    for (int i = 0; i < times; i++) {
      assertFalse(server.answers("/broken"));
    }
  }

  private void await(String file) {
    Await.until(file, SOON, () -> Files.exists(server.folder().resolve(file)));
  }

  @Test
  @DisplayName("is counted no longer than the run lives: killed, it leaves no nginx that writes")
  void killed() {
    server
        .light("2")
        .rollout("bake", "0s")
        .hook(
            "before_switch",
            "- { name: w, shell: \"touch w; until [ -e w.go ]; do sleep 0.05; done\" }")
        .write("2.yml");
    Job job = server.deployer().start("2.yml");
    await("w");
    Path log = server.folder().resolve("nginx/logs/bluegreen-shop.traffic");
    Path marker = server.folder().resolve("app/live/counting");
    Await.until("the probe's lines", SOON, () -> log.toFile().length() > 0);
    job.signal("KILL").end();
    assertTrue(Files.isSymbolicLink(marker) && !Files.exists(marker));
    long written = log.toFile().length();
    server.get("/");
    assertEquals(written, log.toFile().length());
    server.write("w.go", "");
    JsonObject traffic = server.deploy("2.yml").recap().getObject("traffic");
    assertEquals(0, traffic.getInt("requests"), traffic::toString);
    assertFalse(Files.isSymbolicLink(marker));
  }

  @Test
  @DisplayName("is each request that was lost, with what the run was at")
  void lost() {
    server
        .light("2")
        .rollout("bake", "0s")
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
    server
        .light("2")
        .rollout("bake", "0s")
        .rollout("probe", "off")
        .app("metrics", "shop.prom")
        .write("2.yml");
    JsonObject recap = server.deploy("2.yml").recap();
    assertFalse(recap.getObject("traffic").has("probe"), recap::toString);
    assertEquals(recap.getObject("traffic"), last().getObject("traffic"));
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
