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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("What is in flight at the switch")
class DrainTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private final Turnstile beforeSwitch = new Turnstile(server, "wait");
  private final List<Load> inFlight = new ArrayList<>();

  @AfterEach
  void close() {
    inFlight.forEach(Load::close);
    server.close();
  }

  /** Clients that send nothing but what is added. */
  private LoadClient clients() {
    return LoadClient.to(server.url("/")).connections(0);
  }

  /** Sends a single request. */
  private Load send(LoadClient clients) {
    Load load = clients.atMost(1).start();
    inFlight.add(load);
    return load;
  }

  private Load sendEvents(Duration time) {
    return send(clients().eventStream(time));
  }

  /** Waits until so many requests have come to the slot's app through nginx. */
  private void awaitConnections(String slot, int count) {
    Await.until(count + " connections to " + slot, SOON, () -> server.connections(slot) >= count);
  }

  /** The version that has answered a single request, which must not have failed. */
  private static Set<String> answered(Load load) {
    load.awaitEnd(SOON);
    LoadReport report = load.stop();
    assertEquals(0, report.failures(), report::describe);
    assertTrue(report.requests() > 0, report::describe);
    return report.versions().keySet();
  }

  private static String message(Run run, String step) {
    return run.events("step").stream()
        .filter(e -> e.getString("step").equals(step))
        .map(e -> e.getString("message"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "standby: {0}")
  @ValueSource(strings = {"keep", "stop"})
  @DisplayName("is finished by the old version within the drain time, whatever it is")
  void finishes(String standby) {
    server.shop("1").write("1.yml");
    server.deploy("1.yml");
    server
        .shop("2")
        .rollout("standby", standby)
        .rollout("drain", "60s")
        .hook("before_switch", beforeSwitch.task())
        .write("2.yml");
    try (Job job = server.deployer().start("--output", "json", "2.yml")) {
      beforeSwitch.await();
      Duration time = Duration.ofSeconds(8);
      Load upload = send(clients().uploads(1, time));
      Load slow = send(clients().slow(1, time));
      Load download = send(clients().downloads(1, time));
      Load events = sendEvents(time);
      Load webSocket = clients().webSocket().atMost(40).start();
      inFlight.add(webSocket);
      awaitConnections("blue", 4);
      Await.until("the upload", SOON, server::readsUpload);
      beforeSwitch.open();

      Run run = job.end().expect(0);
      assertTrue(message(run, "drain").matches("[4-9] connections finished.*"), run::toString);
      assertEquals(Set.of("1"), answered(slow));
      assertEquals(Set.of("1"), answered(download));
      assertEquals(Set.of("1"), answered(events));
      assertEquals(1, answered(upload).size());
      answered(webSocket);
      server.assertServes("2");
      assertEquals(standby.equals("keep"), server.pid("2.yml", "blue") > 0, run::toString);
    }
  }

  @ParameterizedTest(name = "standby: {0}")
  @ValueSource(strings = {"keep", "stop"})
  @DisplayName(
      "and is an upload that nginx has not passed on yet is answered, if need be by the new"
          + " version")
  void uploads(String standby) {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server
        .light("2")
        .rollout("standby", standby)
        .hook("before_switch", beforeSwitch.task())
        .write("2.yml");
    try (Job job = server.deployer().start("--output", "json", "2.yml")) {
      beforeSwitch.await();
      Load upload = send(clients().uploads(1, Duration.ofSeconds(8)));
      Await.until("the upload", SOON, server::readsUpload);
      beforeSwitch.open();
      job.end().expect(0);
      assertEquals(1, answered(upload).size());
    }
  }

  @Test
  @DisplayName("is counted down while it is waited for")
  void countsDown() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server.light("2").hook("before_switch", beforeSwitch.task()).write("2.yml");
    try (Job job = server.deployer().onTerminal().start("2.yml")) {
      beforeSwitch.await();
      sendEvents(Duration.ofSeconds(3));
      sendEvents(Duration.ofSeconds(5));
      sendEvents(Duration.ofSeconds(7));
      awaitConnections("blue", 3);
      beforeSwitch.open();
      Run run = job.end().expect(0);
      List<Integer> counts = new ArrayList<>();
      Matcher shown = Pattern.compile("drain +\\D{0,20}(\\d+) connections?\\b").matcher(run.out());
      while (shown.find()) {
        counts.add(Integer.valueOf(shown.group(1)));
      }
      List<Integer> falling = counts.stream().distinct().toList();
      assertEquals(
          List.of(3, 2, 1), falling.subList(0, Math.min(3, falling.size())), run::toString);
      run.matches("3 connections finished");
      inFlight.forEach(DrainTest::answered);
    }
  }

  @Test
  @DisplayName(
      "for longer than the drain time is counted and named, and goes on while the old version does")
  void goesOn() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server
        .light("2")
        .rollout("drain", "1s")
        .hook("before_switch", beforeSwitch.task())
        .write("2.yml");
    try (Job job = server.deployer().start("2.yml")) {
      beforeSwitch.await();
      Load events = sendEvents(Duration.ofSeconds(12));
      Load slow = send(clients().slow(1, Duration.ofSeconds(12)));
      awaitConnections("blue", 2);
      beforeSwitch.open();
      Run run = job.end().expect(0);
      run.matches("2 of 2 connections still open after 1\\.\\ds: 127\\.0\\.0\\.1:\\d+");
      run.says("they may go on until the next deployment stops blue");
      server.run("verify", "2.yml").expect(0);
      assertEquals(Set.of("1"), answered(events));
      assertEquals(Set.of("1"), answered(slow));
    }
  }

  @Test
  @DisplayName(
      "for longer than the drain time is cut with standby: stop, by SIGKILL where SIGTERM is not"
          + " heeded")
  void isCut() {
    server.light("1").app("env", "{ SHOP_FAIL: unstoppable }").write("1.yml");
    server.deploy("1.yml");
    server
        .light("2")
        .app("stop_timeout", "1s")
        .rollout("standby", "stop")
        .rollout("drain", "2s")
        .hook("before_switch", beforeSwitch.task())
        .write("2.yml");
    try (Job job = server.deployer().start("2.yml")) {
      beforeSwitch.await();
      Load events = sendEvents(Duration.ofSeconds(100));
      Load slow = send(clients().slow(1, Duration.ofSeconds(15)));
      awaitConnections("blue", 2);
      beforeSwitch.open();
      Run run = job.end().expect(0);
      run.matches("2 of 2 connections still open after 2\\.\\ds: 127\\.0\\.0\\.1:\\d+");
      run.matches("(?s)they are cut now.*1 process killed after 1\\.\\ds");
      assertEquals(0, server.pid("2.yml", "blue"), "the old version was to be gone");

      events.awaitEnd(SOON);
      LoadReport cut = events.report();
      assertEquals(Set.of("closed by the server in the body"), cut.causes().keySet());
      // A request that has reached an app is not sent to another: its client is told.
      slow.awaitEnd(SOON);
      assertEquals(Set.of("status 502"), slow.stop().causes().keySet());
      server.assertServes("2");
    }
  }

  @Test
  @DisplayName("does not include idle connections: neither nginx's own nor those of others")
  void idleConnections() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server
        .light("2")
        // Longer than a test waits for a run: whoever waited for it would not end in time.
        .rollout("drain", "30m")
        .rollout("standby", "stop")
        .hook("before_switch", beforeSwitch.task())
        .write("2.yml");
    try (Job job = server.deployer().start("--output", "json", "2.yml")) {
      beforeSwitch.await();
      // A client of its own, whose connection to the app stays open after the answer.
      assertEquals("1", server.get("blue", "/version"));
      try (Load load = clients().connections(8).posts(2).perSecond(200).start()) {
        load.awaitRequests(100, SOON);
        assertTrue(server.connections("blue") >= 2, "connections were to be kept alive");
        beforeSwitch.open();
        job.end().expect(0);
        load.awaitVersion("2", SOON);
        LoadReport report = load.stop();
        assertEquals(0, report.failures(), report::describe);
      }
    }
  }

  @Test
  @DisplayName(
      "and still is when the next deployment needs the old version's slot is waited for again")
  void nextDeployment() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server
        .light("2")
        .rollout("drain", "1s")
        .hook("before_switch", beforeSwitch.task())
        .write("2.yml");
    server.light("3").rollout("drain", "60s").write("3.yml");
    Load events;
    try (Job job = server.deployer().start("--output", "json", "2.yml")) {
      beforeSwitch.await();
      events = sendEvents(Duration.ofSeconds(20));
      awaitConnections("blue", 1);
      beforeSwitch.open();
      Run run = job.end().expect(0);
      assertTrue(message(run, "drain").contains("1 of 1 connection"), run::toString);
    }
    Run third = server.deploy("3.yml");
    assertEquals(Set.of("1"), answered(events));
    assertTrue(third.steps("changed").contains("stop-idle"), third::toString);
    server.assertServes("3");
  }
}
