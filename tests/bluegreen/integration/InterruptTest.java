package bluegreen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Hold;
import bluegreen.testing.Job;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A deployment under way")
class InterruptTest {
  private final PrivateServer server = PrivateServer.create();

  @BeforeAll
  void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    // Asked all the time, so that a signal often comes while an answer is waited for.
    server.light("2").app("env", "{ SHOP_FAIL: hang }").health("interval", "10ms").write("2.yml");
  }

  @AfterAll
  void close() {
    server.close();
  }

  /** One that waits for the health of an app that never comes up. */
  private Job start() {
    Job job = server.deployer().start("-v", "2.yml");
    job.awaitOutput("GET http://127.0.0.1:" + server.port("green") + "/actuator/health");
    assertTrue(server.pid("1.yml", "green") > 0, "version 2 was to be running");
    return job;
  }

  private void assertOldVersionServes() {
    server.assertServes("1");
    assertEquals(0, server.pid("1.yml", "green"), "the pid of the version that was given up");
    assertFalse(
        server.processes().stream()
            .anyMatch(p -> p.contains("server.port=" + server.port("green"))),
        () -> "left running: " + server.processes());
    server.run("verify", "1.yml").expect(0);
  }

  @ParameterizedTest(name = "SIG{0}: exit code {1}")
  @CsvSource({"INT,130", "TERM,143"})
  @DisplayName("that is told to stop cleans up first, and traffic is where it was")
  void stops(String signal, int code) {
    try (Job job = start()) {
      Run run = job.signal(signal).end().expect(code).says("interrupted").says("RECAP shop: ");
      run.matches("(?m)^ +health +failed +interrupted");
    }
    assertOldVersionServes();
  }

  @Test
  @DisplayName("that is told to stop ends its hook too, with all that the hook has started")
  void stopsItsHook() {
    server
        .light("2")
        .hook("before_switch", "- shell: echo $$ > begun; sleep 71.5 & sleep 72.5")
        .write("hook.yml");
    try (Job job = server.deployer().start("hook.yml")) {
      Path begun = server.folder().resolve("begun");
      Await.until("the hook", Duration.ofMinutes(2), () -> Files.exists(begun));
      job.signal("TERM").end().expect(143).says("before_switch");
    }
    assertEquals(
        List.of(), server.processes().stream().filter(p -> p.startsWith("sleep 7")).toList());
    assertOldVersionServes();
    String page = server.run("report", "-o", "-", "1.yml").expect(0).toString();
    assertTrue(page.contains("before_switch") && page.contains("interrupted"), page);
  }

  @Test
  @DisplayName("that is told to stop a second time finishes its clean-up all the same")
  void toldTwice() {
    String playbook =
        server
            .light("2")
            .app("env", "{ SHOP_FAIL: hang }")
            .app("stop_timeout", "4s")
            .health("interval", "10ms")
            .write("stubborn.yml");
    try (Job job = server.deployer().start("-v", playbook)) {
      job.awaitOutput("GET http://127.0.0.1:" + server.port("green") + "/actuator/health");
      Signals.send("STOP", server.pid("1.yml", "green")); // So that it takes its time to end.
      job.signal("INT").awaitOutput(" health +failed +interrupted").signal("INT").signal("TERM");
      job.end().expect(130).says("stopped green").says("RECAP shop: ");
    }
    assertOldVersionServes();
    server.assertTidy();
  }

  @Test
  @DisplayName("that fails and is told to stop in its clean-up finishes it all the same")
  void toldInTheCleanUp() {
    server
        .light("2")
        .app("env", "{ SHOP_FAIL: hang }")
        .app("stop_timeout", "3s")
        .health("interval", "10ms")
        .health("timeout", "3s")
        .write("late.yml");
    try (Job job = server.deployer().start("-v", "late.yml")) {
      job.awaitOutput("GET http://127.0.0.1:" + server.port("green") + "/actuator/health");
      Signals.send("STOP", server.pid("1.yml", "green")); // So that it takes its time to end.
      job.awaitOutput(" health +failed +not healthy").signal("TERM").signal("INT");
      job.end().says("stopped green; 1 process killed").says("RECAP shop: ");
    }
    assertOldVersionServes();
    server.assertTidy();
  }

  @Test
  @DisplayName("goes on when its terminal is closed, and so does its hook")
  void outlivesItsTerminal() {
    Hold hold = Hold.in(server);
    String task = "- { name: hold, shell: \"" + hold.script() + "; exit 9\" }";
    server.light("2").hook("before_switch", task).write("hup.yml");
    try (Job job = server.deployer().start("hup.yml")) {
      hold.await();
      hangUp(ProcessHandle.of(job.pid()).orElseThrow());
      hold.release();
      job.end().expect(1).says("exit status 9");
    }
    assertOldVersionServes();
  }

  /** The process and what it runs; the app is in a session of its own. */
  private static void hangUp(ProcessHandle process) {
    process
        .descendants()
        .filter(p -> p.info().command().filter(c -> c.endsWith("java")).isEmpty())
        .forEach(p -> Signals.send("HUP", p.pid()));
    Signals.send("HUP", process.pid());
  }

  @Test
  @DisplayName("that is told to stop while an answer stalls does not switch")
  void stalled() throws IOException {
    try (ServerSocket stalls = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      stalls.setSoTimeout(120_000);
      server
          .light("2")
          .hook(
              "before_switch",
              "- { name: ask, timeout: 50s, uri: { url: 'http://127.0.0.1:%d/' } }"
                  .formatted(stalls.getLocalPort()))
          .write("stalls.yml");
      try (Job job = server.deployer().start("stalls.yml");
          Socket asked = stalls.accept()) {
        asked
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".getBytes(UTF_8));
        asked.getOutputStream().flush();
        job.signal("TERM").end().expect(143).says("before_switch").says("interrupted");
      }
    }
    assertOldVersionServes();
  }

  @Test
  @DisplayName("that is told to stop in the drain goes back to the old version")
  void stopsInTheDrain() throws IOException {
    Hold hold = Hold.in(server);
    server
        .light("2")
        .rollout("drain", "2m")
        .hook("before_switch", hold.task())
        .hook("after_switch", "- { name: told, shell: 'true' }")
        .write("drain.yml");
    long serving = server.pid("1.yml", "blue");
    try (Socket inFlight = new Socket("127.0.0.1", server.url("/").getPort());
        Job job = server.deployer().start("--output", "json", "drain.yml")) {
      hold.await();
      inFlight.getOutputStream().write("GET /slow?ms=59000 HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      Await.until("the request to arrive", Duration.ofMinutes(1), this::slowOneArrived);
      hold.release();
      job.awaitOutput("\"step\":\"after_switch\"");
      Run run = job.signal("TERM").end().expect(143).says("switched back to blue");
      assertEquals(List.of("drain"), run.steps("failed"), run::toString);
      assertEquals("blue", run.recap().getString("active"), run::toString);
    }
    assertEquals(serving, server.pid("1.yml", "blue"));
    assertOldVersionServes();
    server.assertTidy();
  }

  private boolean slowOneArrived() {
    return server.run("logs", "--slot", "blue", "1.yml").all().contains("slow: ms=59000");
  }

  @Test
  @DisplayName("that is told to stop while nginx reloads puts nginx's file back")
  void stopsInTheReload() {
    String site = server.read("nginx/site.conf");
    Path begun = server.folder().resolve("reload-begun");
    Path nginx =
        server.write(
            "slow-nginx",
            """
            #!/bin/sh
            case "$*" in *reload*) [ -e %1$s ] || { touch %1$s; sleep 73.5; } ;; esac
            exec nginx "$@"
            """
                .formatted(begun));
    assertTrue(nginx.toFile().setExecutable(true));
    server
        .light("2")
        .nginx("bin", nginx.toString())
        .nginx("location", "add_header X-Version 2;")
        .write("reload.yml");
    try (Job job = server.deployer().start("reload.yml")) {
      Await.until("the reload", Duration.ofMinutes(2), () -> Files.exists(begun));
      job.signal("INT").end().expect(130).matches("(?m)^ +nginx +failed +interrupted");
    }
    assertEquals(site, server.read("nginx/site.conf"));
    assertEquals(
        List.of(), server.processes().stream().filter(p -> p.startsWith("sleep 7")).toList());
    assertOldVersionServes();
    server.assertTidy();
  }

  @Test
  @DisplayName("keeps others out: exit code 3, and its pid; with --lock-timeout they wait for it")
  void locks() {
    try (Job first = start()) {
      server
          .run("1.yml")
          .expect(3)
          .says("another deployment of shop is under way: pid " + first.pid());
      server.run("--output", "json", "--lock-timeout", "1s", "1.yml").expect(3);
      server.run("rollback", "1.yml").expect(3);
      server.run("remove", "1.yml").expect(3);
      assertTrue(server.pid("1.yml", "green") > 0, "the first one was to go on");

      try (Job second = server.deployer().start("--lock-timeout", "2m", "-v", "1.yml")) {
        first.signal("TERM").end().expect(143);
        second.end().expect(0).says("changed=0");
      }
    }
    assertOldVersionServes();
  }
}
