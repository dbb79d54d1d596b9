package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.RequestKind;
import bluegreen.testing.Run;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@DisplayName("A Spring Boot app, deployed twenty times in a row under load")
class ConsecutiveDeploymentsTest {
  private static final int DEPLOYMENTS = 20;

  /** So many of them come after a dry run. */
  private static final int ANNOUNCED = 10;

  private static final Duration USUAL = Duration.ofSeconds(2);

  private final PrivateServer server = PrivateServer.create();

  @Test
  @Timeout(900)
  @DisplayName(
      "loses no request: none that is quick, slow, sent or answered over seconds, or a stream")
  void losesNothing() {
    try (server) {
      for (String version : List.of("1", "2")) {
        write(version);
      }
      deploy(0);
      try (Load load = load()) {
        for (int i = 1; i <= DEPLOYMENTS; i++) {
          deploy(i);
        }
        LoadReport report = load.stop();
        System.out.printf("  %d deployments: %s%n", DEPLOYMENTS, report.describe());
        assertEquals(0, report.failures(), report::describe);
        assertFalse(report.endedEarly().isPresent(), report::describe);
        for (RequestKind kind : RequestKind.values()) {
          assertTrue(report.requests(kind) >= DEPLOYMENTS, report::describe);
        }
      }
    }
  }

  private Load load() {
    return LoadClient.to(server.url("/"))
        .connections(8)
        .posts(4)
        .perSecond(100)
        .slow(3)
        .uploads(1, USUAL)
        .downloads(1, USUAL)
        .eventStream()
        .webSocket(USUAL)
        .atMost(Duration.ofMinutes(14))
        .start();
  }

  /** With launch settings that are new each time: otherwise the standby would be taken as it is. */
  private void write(String version) {
    server
        .shop(version)
        .var("number", "none")
        .app("args", "[\"--server.port={{ port }}\", \"--number={{ vars.number }}\"]")
        .rollout("drain", "60s")
        .write(version + ".yml");
  }

  private void deploy(int number) {
    String version = number % 2 == 0 ? "2" : "1";
    String playbook = version + ".yml";
    String variable = "number=" + number;

    Run run =
        number < ANNOUNCED
            ? deployAsAnnounced(playbook, variable)
            : server.deploy(playbook, "-e", variable);
    assertTrue(run.steps("changed").containsAll(List.of("start", "switch")), run::toString);
    run.never("still open");
    server.assertServes(version);
    server.run("verify", "-e", variable, playbook).expect(0);
  }

  /** Just what the dry run before it has said. */
  private Run deployAsAnnounced(String playbook, String variable) {
    Run dry = server.deploy(playbook, "--dry-run", "-e", variable);
    Run run = server.deploy(playbook, "-e", variable);
    assertEquals(dry.steps("changed"), run.steps("changed"), () -> dry + "\n" + run);
    assertEquals(dry.steps(), run.steps(), () -> dry + "\n" + run);
    return run;
  }
}
