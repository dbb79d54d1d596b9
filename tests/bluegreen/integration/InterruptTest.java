package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Job;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
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
    server
        .light("2")
        .app("env", "{ SHOP_FAIL: hang }")
        .health("interval", "10ms")
        .write("2.yml");
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
        server.processes().stream().anyMatch(p -> p.contains("server.port=" + server.port("green"))),
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
  @DisplayName("keeps others out: exit code 3, and its pid; with --lock-timeout they wait for it")
  void locks() {
    try (Job first = start()) {
      server
          .run("1.yml")
          .expect(3)
          .says("another deployment of shop is under way: pid " + first.pid() + " (");
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
