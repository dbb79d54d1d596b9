package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadFailure;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.RequestKind;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A new version that is killed after the switch")
class CrashAfterSwitchTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int CLIENTS = 14;

  /** The kernel takes connections for a killed process until it has cleared it away. */
  private static final Duration CLEARING = Duration.ofMillis(100);

  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private Draft draft(String version) {
    return server.light(version).rollout("drain", "30s");
  }

  private void deploy(String version) {
    draft(version).write(version + ".yml");
    server.deploy(version + ".yml");
  }

  private Load load() {
    return LoadClient.to(server.url("/"))
        .connections(6)
        .posts(2)
        .perSecond(200)
        .slow(3)
        .uploads(1, Duration.ofSeconds(1))
        .downloads(1, Duration.ofSeconds(2))
        .eventStream()
        .start();
  }

  private long pid(String slot) {
    long pid = server.pid("1.yml", slot);
    assertTrue(pid > 0, () -> "nothing runs in " + slot);
    return pid;
  }

  private Instant kill(long pid) {
    server.kill(pid);
    return Instant.now();
  }

  /** Only what was in hand in the killed process may have failed, and at most once a client. */
  private static void assertOnlyInHandFailed(LoadReport report, Instant gone) {
    for (LoadFailure failure : report.firstFailures()) {
      assertTrue(failure.begun().isBefore(gone.plus(CLEARING)), report::describe);
    }
    assertTrue(report.failures() <= CLIENTS, report::describe);
    assertTrue(report.requests() > 100, report::describe);
  }

  private static long failures(LoadReport report, RequestKind kind) {
    return report.kinds().get(kind).failures();
  }

  private void assertBackupServes() {
    server.assertServes("1");
    JsonObject status = server.status("2.yml");
    assertTrue(status.getBoolean("backup_serving"), status::toString);
    assertEquals("blue", status.getString("active"), status::toString);
    assertEquals("1", status.getString("version"), status::toString);
    server
        .run("status", "2.yml")
        .expect(0)
        .says("the backup is serving")
        .says("green is gone; java -jar ");
    server.run("verify", "2.yml").expect(1).says("backup").says("green");
    JsonObject verified = server.run("verify", "--output", "json", "2.yml").expect(1).object();
    assertTrue(verified.getArray("problems").toString().contains("backup"), verified::toString);
  }

  private void assertRepairedByTheNextRun() {
    server.deploy("2.yml");
    server.assertServes("2");
    JsonObject status = server.status("2.yml");
    assertFalse(status.getBoolean("backup_serving"), status::toString);
    assertEquals("2", status.getString("version"), status::toString);
    server.run("verify", "2.yml").expect(0);
  }

  @Test
  @DisplayName("after its run costs what it had in hand: the old one goes on, the next run repairs")
  void afterTheRun() {
    deploy("1");
    deploy("2");
    long green = pid("green");
    try (Load load = load()) {
      load.awaitVersion("2", SOON);
      load.awaitRequests(200, SOON);
      Instant gone = kill(green);
      load.awaitVersion("1", SOON);
      assertBackupServes();
      assertRepairedByTheNextRun();
      load.awaitRequests(100, SOON);
      LoadReport report = load.stop();
      assertOnlyInHandFailed(report, gone);
      // A stream that is cut shows that there was something in hand at all.
      assertTrue(failures(report, RequestKind.EVENTS) > 0, report::describe);
    }
  }

  @Test
  @DisplayName(
      "in the middle of its run costs what it had in hand: the run fails, the old one serves")
  void rightAfterTheSwitch() {
    deploy("1");
    Turnstile beforeSwitch = new Turnstile(server, "wait");
    draft("2").hook("before_switch", beforeSwitch.task()).write("2.yml");
    try (Load load = load();
        Job job = server.deployer().start("--output", "json", "2.yml")) {
      beforeSwitch.await();
      long green = pid("green");
      load.awaitRequests(100, SOON);
      beforeSwitch.open();
      job.awaitOutput("\"step\":\"switch\"");
      Instant gone = kill(green);
      assertFailedAndSwitchedBack(job.end());
      draft("2").write("2.yml");
      assertRepairedByTheNextRun();
      assertOnlyInHandFailed(load.stop(), gone);
    }
  }

  @Test
  @DisplayName("while the old one drains is no cause to stop the old one, even with standby: stop")
  void duringTheDrain() {
    deploy("1");
    Turnstile beforeSwitch = new Turnstile(server, "wait");
    draft("2").rollout("standby", "stop").hook("before_switch", beforeSwitch.task()).write("2.yml");
    LoadClient one = LoadClient.to(server.url("/")).connections(0);
    try (Job job = server.deployer().start("--output", "json", "2.yml")) {
      beforeSwitch.await();
      long green = pid("green");
      try (Load inFlight = one.slow(1, Duration.ofSeconds(6)).atMost(1).start();
          Load load = load()) {
        Await.until("the slow request", SOON, () -> server.connections("blue") > 0);
        load.awaitRequests(50, SOON);
        beforeSwitch.open();
        job.awaitOutput("\"step\":\"verify\"");
        load.awaitVersion("2", SOON);
        load.awaitRequests(50, SOON);
        Instant gone = kill(green);
        assertFailedAndSwitchedBack(job.end());
        inFlight.awaitEnd(SOON);
        assertEquals(0, inFlight.report().failures(), inFlight.report()::describe);
        draft("2").write("2.yml");
        assertRepairedByTheNextRun();
        assertOnlyInHandFailed(load.stop(), gone);
      }
    }
  }

  private void assertFailedAndSwitchedBack(Run run) {
    run.expect(1).says("switched back to blue");
    assertEquals("blue", run.recap().getString("active"), run::toString);
    server.assertServes("1");
    JsonObject status = server.status("1.yml");
    assertEquals("blue", status.getString("active"), status::toString);
    assertFalse(status.getBoolean("backup_serving"), status::toString);
    server.run("verify", "1.yml").expect(0);
  }

  @Test
  @DisplayName("has nobody to go on for it with standby: stop: 502 until the next run")
  void withoutStandby() {
    deploy("1");
    draft("2").rollout("standby", "stop").write("2.yml");
    server.deploy("2.yml");
    assertEquals(0, server.pid("2.yml", "blue"), "the old version was to be stopped");
    kill(pid("green"));
    LoadClient clients = LoadClient.to(server.url("/")).connections(2).posts(1).perSecond(50);
    try (Load load = clients.start()) {
      JsonObject status = server.status("2.yml");
      assertFalse(status.getBoolean("backup_serving"), status::toString);
      assertNull(status.getString("active"), status::toString);
      server.run("status", "2.yml").expect(0).says("active: none");
      server.run("verify", "2.yml").expect(1).says("nothing of ours serves");
      load.awaitRequests(20, SOON);
      LoadReport down = load.report();
      assertEquals(Set.of("status 502"), down.causes().keySet(), down::describe);
      assertEquals(down.requests(), down.failures(), down::describe);

      assertRepairedByTheNextRun();
      load.awaitVersion("2", SOON);
    }
  }

  @Test
  @DisplayName("is not replaced by a version that is only being started, not even a healthy one")
  void neverByOneBeingStarted() {
    deploy("1");
    deploy("2");
    Turnstile beforeSwitch = new Turnstile(server, "wait");
    draft("3").hook("before_switch", beforeSwitch.task()).write("3.yml");
    try (Job job = server.deployer().start("--output", "json", "3.yml")) {
      beforeSwitch.await();
      // It runs where version 1 has served, and answers.
      assertEquals("3", server.get("blue", "/version"));
      JsonObject status = server.status("3.yml");
      assertFalse(
          status.getObject("slots").getObject("blue").getBoolean("standby"), status::toString);
      kill(status.getObject("slots").getObject("green").getLong("pid"));
      assertNobodyAnswers();

      beforeSwitch.open();
      job.end().expect(0);
      server.assertServes("3");
      server.run("verify", "3.yml").expect(0);
    }
  }

  @Test
  @DisplayName("is not replaced by the first version to be started beside it either")
  void neverByTheFirstBesideIt() {
    deploy("1");
    draft("2").app("env", "{ SHOP_FAIL: unhealthy }").health("timeout", "60s").write("2.yml");
    try (Job job = server.deployer().start("-v", "2.yml")) {
      job.awaitOutput("/actuator/health -> 503");
      assertEquals("2", server.get("green", "/version"));
      kill(pid("blue"));
      assertNobodyAnswers();
      job.signal("TERM").end().expect(143);
      assertNobodyAnswers();
    }
    server.deploy("1.yml");
    server.assertServes("1");
  }

  /** Whatever is asked is answered with 502, and with nothing else. */
  private void assertNobodyAnswers() {
    LoadClient clients = LoadClient.to(server.url("/")).connections(2).posts(2).slow(1);
    try (Load load = clients.perSecond(50).start()) {
      load.awaitRequests(50, SOON);
      LoadReport report = load.stop();
      assertEquals(Set.of("status 502"), report.causes().keySet(), report::describe);
      assertEquals(report.requests(), report.failures(), report::describe);
    }
  }
}
