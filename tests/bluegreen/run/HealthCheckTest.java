package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.observe.HealthCheck.Finding;
import bluegreen.observe.HealthCheck.Kind;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A health check")
class HealthCheckTest {
  private static final String URL = "health: { url: \"http://127.0.0.1:{{ port }}/health\"";

  @TempDir Path folder;
  private Bench bench;

  private void bench(String more) throws Exception {
    bench = new Bench(folder, URL + more + " }");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Finding check() throws Exception {
    return bench.health.check(Slot.GREEN, bench.green.endpoint());
  }

  private void is(Kind kind, String answer) throws Exception {
    Finding found = check();
    assertEquals(kind + " " + answer, found.kind() + " " + found.answer());
    assertEquals(kind == Kind.HEALTHY, found.healthy());
    assertTrue(found.took().toNanos() > 0 && found.took().compareTo(Duration.ofMinutes(1)) < 0);
  }

  @Test
  @DisplayName("finds our process healthy that answers with the status that is wanted")
  void healthy() throws Exception {
    bench(", status: 204");
    bench.green.health = Reply.of(204, "");
    is(Kind.HEALTHY, "204");
    bench.green.health = Reply.of(200, "");
    is(Kind.WRONG_STATUS, "200 instead of 204");
  }

  @Test
  @DisplayName("asks at the slot's own port, with the playbook's headers filled in")
  void asks() throws Exception {
    bench(", headers: { Host: \"{{ slot }}.{{ version }}\" }");
    check();
    assertEquals(List.of("GET /health green.2"), bench.green.asked);
    assertEquals(List.of(), bench.blue.asked);
    assertEquals(
        "http://127.0.0.1:" + bench.blue.port() + "/health",
        bench.health.url(Slot.BLUE, bench.blue.endpoint()));
  }

  @Test
  @DisplayName("knows the folder of the release that it asks")
  void release() throws Exception {
    bench(", headers: { Host: \"{{ release | replace({'/': '-'}) }}\" }");
    check();
    assertTrue(
        bench.green.asked.get(0).endsWith("-app-releases-r2-app"), bench.green.asked::toString);
    bench.runner.ends(Slot.GREEN, 0, "");
    check();
    assertTrue(
        bench.green.asked.get(1).endsWith("-releases-none-app"), bench.green.asked::toString);
  }

  @Test
  @DisplayName(
      "finds an answer without the text that is wanted in it unhealthy, and shows the text")
  void body() throws Exception {
    bench(", body: 'version {{ version }}'");
    bench.green.health = Reply.of(200, "I am version 2.");
    is(Kind.HEALTHY, "200");
    bench.green.health = Reply.of(200, "I am version 1.");
    is(Kind.WRONG_BODY, "200, but without version 2");
  }

  @Test
  @DisplayName(
      "shows the first line of an answer that is not the wanted one, cut and without codes")
  void said() throws Exception {
    bench("");
    bench.green.health = Reply.of(500, "\n  \n  no \u001bdatabase  \nmore");
    is(Kind.WRONG_STATUS, "500: no  database");
    bench.green.health = Reply.of(500, "x".repeat(200));
    is(Kind.WRONG_STATUS, "500: " + "x".repeat(200));
    bench.green.health = Reply.of(500, "x".repeat(201));
    is(Kind.WRONG_STATUS, "500: " + "x".repeat(200) + " ...");
    bench.green.health = Reply.of(500, "");
    is(Kind.WRONG_STATUS, "500");
  }

  private void byTcp(String tcp) throws Exception {
    bench = new Bench(folder, "health: { tcp: " + tcp + " }");
  }

  @Test
  @DisplayName("by TCP is content with our process's accepting a connection")
  void connection() throws Exception {
    byTcp("{}");
    is(Kind.HEALTHY, "connected");
    assertEquals(
        "tcp://127.0.0.1:" + bench.blue.port(), bench.health.url(Slot.BLUE, bench.blue.endpoint()));
    bench.runner.strange.add(Slot.GREEN);
    assertEquals(Kind.FOREIGN, check().kind());
    bench.green.close();
    bench.runner.strange.clear();
    is(Kind.UNREACHABLE, "connection refused");
  }

  @Test
  @DisplayName("by TCP sends and expects what the playbook says, with its names filled in")
  void exchange() throws Exception {
    byTcp(
        "{ send: \"GET /health HTTP/1.0\\r\\nHost: {{ slot }}\\r\\n\\r\\n\","
            + " expect: \"version {{ version }}\" }");
    bench.green.health = Reply.of(200, "version 2");
    is(Kind.HEALTHY, "answered version 2");
    assertEquals(List.of("GET /health green"), bench.green.asked);
    bench.green.health = Reply.of(200, "version 1");
    Finding found = check();
    assertEquals(Kind.WRONG_BODY, found.kind());
    assertTrue(found.answer().startsWith("answered HTTP/1.1 200 OK"), found::answer);
    assertTrue(found.answer().contains("without version 2"), found::answer);
  }

  @Test
  @DisplayName("tells a redirect apart, which is not followed, without its text")
  void redirect() throws Exception {
    bench("");
    bench.green.health = Reply.of(302, "moved").with("Location", "/login");
    is(Kind.REDIRECT, "302 (redirect to /login)");
  }

  @Test
  @DisplayName("finds whoever else has the port, however healthy")
  void foreign() throws Exception {
    bench("");
    bench.runner.strange.add(Slot.GREEN);
    Finding found = check();
    assertEquals(Kind.FOREIGN, found.kind());
    assertFalse(found.healthy());
    String pid = "answered by pid " + ProcessHandle.current().pid() + " (";
    assertTrue(found.answer().startsWith(pid), found.answer());
  }

  @Test
  @DisplayName("tells nobody there from somebody who does not answer in the time that there is")
  void silence() throws Exception {
    bench("");
    bench.green.health = Reply.never();
    Finding found = bench.health.check(Slot.GREEN, bench.green.endpoint(), Duration.ofMillis(300));
    assertEquals(Kind.SILENT, found.kind());
    assertEquals("no answer within 0.3s", found.answer());
    found = bench.health.check(Slot.GREEN, bench.green.endpoint(), Duration.ofMillis(1));
    assertEquals("no answer within 0.1s", found.answer(), "a moment is always given");
    bench.green.close();
    is(Kind.UNREACHABLE, "connection refused");
  }

  @Test
  @DisplayName("of what is none of ours takes any answer at all, whoever gives it")
  void whyNoAnswer() throws Exception {
    bench("");
    bench.runner.strange.add(Slot.BLUE);
    bench.blue.reply = Reply.of(500, "");
    String url = "http://127.0.0.1:" + bench.blue.port() + "/";
    assertEquals(Optional.empty(), bench.health.whyNoAnswer(url));
    bench.blue.close();
    assertEquals(Optional.of("connection refused"), bench.health.whyNoAnswer(url));
  }
}
