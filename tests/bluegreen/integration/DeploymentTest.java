package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A Spring Boot app behind nginx")
class DeploymentTest {
  /**
   * The launch settings of ten deployments: where they are those of the last but one, its process
   * is the standby; where they are new, a process has to be started.
   */
  private static final List<String> LAUNCHES =
      List.of("a", "a", "a", "a", "a", "a", "b", "b", "b", "b");

  private static final List<Integer> STARTS = List.of(0, 1, 6, 7);

  /** With the live switch, {@link ConsecutiveDeploymentsTest} does so twice as often. */
  @Test
  @DisplayName(
      "goes back and forth ten times by reload, each time as the dry run before it has said")
  void backAndForth() {
    try (PrivateServer server = PrivateServer.create()) {
      for (String version : List.of("1", "2")) {
        server
            .shop(version)
            .var("launch", "none")
            .app("args", "[\"--server.port={{ port }}\", \"--launch={{ vars.launch }}\"]")
            .nginx("switch", "reload")
            .write(playbook(version));
      }
      deployAsAnnounced(server, 0);
      LoadReport report = underLoad(server, () -> deployNineTimes(server));
      // A reload costs some requests: how many is for tests/bench.java to say.
      assertTrue(report.requests() > 500, report::describe);
    }
  }

  private static void deployNineTimes(PrivateServer server) {
    for (int i = 1; i < LAUNCHES.size(); i++) {
      deployAsAnnounced(server, i);
    }
  }

  private static LoadReport underLoad(PrivateServer server, Runnable work) {
    LoadClient clients = LoadClient.to(server.url("/")).connections(8).posts(2).perSecond(200);
    try (Load load = clients.start()) {
      work.run();
      return load.stop();
    }
  }

  private static String playbook(String version) {
    return "shop-" + version + ".yml";
  }

  private static void deployAsAnnounced(PrivateServer server, int number) {
    String version = number % 2 == 0 ? "1" : "2";
    String launch = "launch=" + LAUNCHES.get(number);
    String playbook = playbook(version);

    Snapshot before = server.snapshot();
    Run dry = server.deploy(playbook, "--dry-run", "-e", launch);
    before.assertSameAs(server.snapshot(), "the dry run before deployment " + number);

    Run real = server.deploy(playbook, "-e", launch);
    assertEquals(dry.steps("changed"), real.steps("changed"), () -> dry + "\n" + real);
    assertEquals(dry.steps(), real.steps(), () -> dry + "\n" + real);
    assertTrue(real.steps("changed").contains("switch"), real::toString);
    boolean started = real.steps("changed").contains("start");
    assertEquals(STARTS.contains(number), started, real::toString);

    server.assertServes(version);
    server.run("verify", "-e", launch, playbook).expect(0);
  }

  @Test
  @DisplayName("that ends while it starts leaves traffic with the old version and says why")
  void endsWhileItStarts() {
    try (PrivateServer server = PrivateServer.create()) {
      server.shop("1").write("1.yml");
      server.deploy("1.yml");
      long serving = server.pid("1.yml", "blue");

      server.shop("2").app("env", "{ SHOP_FAIL: exit }").write("2.yml");
      server
          .run("2.yml")
          .expect(1)
          .says("the new version ended with exit status 3")
          .says("Cannot start: the database refused the connection");
      server.assertServes("1");
      assertEquals(serving, server.pid("1.yml", "blue"));
      assertEquals(0, server.pid("1.yml", "green"));

      server.shop("2").write("2.yml");
      server.deploy("2.yml");
      server.assertServes("2");
    }
  }
}
