package bluegreen.integration;

import static bluegreen.integration.AppKind.SOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.integration.AppKind.Visitors;
import bluegreen.testing.Await;
import bluegreen.testing.Death;
import bluegreen.testing.Job;
import bluegreen.testing.Moment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is promised of every app, however it is run and wherever it comes from. */
@Tag("slow")
@DisplayName("What is promised holds for an app")
class GuaranteesTest {
  /** Steps after whose end a run is killed: the nginx step, the start, the switch. */
  private static final List<Integer> STEPS = List.of(4, 6, 8);

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @CsvSource({
    "process, public, live",
    "process, behind, reload",
    "commands, public, reload",
    "commands, behind, live",
    "container, public, live",
    "container, behind, reload",
    "url, behind, live",
    "stream, public, live",
    "stream, public, reload",
  })
  @Timeout(600)
  @DisplayName("of each kind, in each place: no request lost, whatever fails, and all of it can go")
  void promised(String name, String place, String kind) throws Exception {
    try (AppKind app = AppKind.of(name, place)) {
      for (String version : List.of("1", "2", "3")) {
        app.draft(version).nginx("switch", kind).write(version + ".yml");
      }
      app.sick("3").nginx("switch", kind).write("sick.yml");
      deploy(app, "1");
      try (Visitors visitors = app.visitors()) {
        visitors.await(20);
        deploy(app, "2");
        app.run("rollback", "2.yml").expect(0);
        assertEquals("1", app.served());
        deploy(app, "2");
        assertTrue(app.run("2.yml").expect(0).all().contains(" changed=0 "));

        app.run("sick.yml").expect(1);
        assertEquals("2", app.served());
        killed(app);
        together(app, "1.yml");
        assertEquals("1", app.served());
        visitors.await(20);
        assertEquals(List.of(), visitors.lost());
      }
      crashed(app);
      taken(app);
      removed(app, place);
    }
  }

  private static void deploy(AppKind app, String version) {
    app.run(version + ".yml").expect(0);
    assertEquals(version, app.served());
    app.run("verify", version + ".yml").expect(0);
  }

  /** Each time a version that neither serves nor stands by, so that there is all to be done. */
  private static void killed(AppKind app) {
    List<String> next = List.of("3", "1", "2");
    for (int i = 0; i < STEPS.size(); i++) {
      Moment moment =
          new Moment(Moment.Events.STEPS, STEPS.get(i), Duration.ZERO, Moment.Reach.PROCESS);
      String playbook = next.get(i) + ".yml";
      Death death = app.deployer().kill(moment, "--output", "json", playbook);
      assertTrue(death.killed(), death::toString);
      app.run(playbook).expect(0);
      assertEquals(next.get(i), app.served());
    }
  }

  private static void together(AppKind app, String playbook) {
    try (Job one = app.deployer().start("--lock-timeout", "60s", playbook);
        Job other = app.deployer().start("--lock-timeout", "60s", playbook)) {
      String said = one.end().expect(0).all() + other.end().expect(0).all();
      assertTrue(said.contains(" changed=0 "), said);
    }
  }

  /** The version that serves dies: the one before steps in, and a deployment mends it. */
  private static void crashed(AppKind app) throws Exception {
    String active = app.run("status", "--output", "json", "1.yml").object().getString("active");
    app.kill("1.yml", active);
    Await.until("the standby", SOON, () -> app.served().equals("2"));
    deploy(app, "1");
  }

  /** A stranger has the port of the slot to come. */
  private static void taken(AppKind app) throws Exception {
    String active = app.run("status", "--output", "json", "1.yml").object().getString("active");
    String idle = active.equals("blue") ? "green" : "blue";
    app.kill("1.yml", idle);
    int port = app.server.port(idle);
    Await.until("its end", SOON, () -> isFree(port));
    try (ServerSocket stranger = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"))) {
      app.run("3.yml").expect(1).says(String.valueOf(stranger.getLocalPort()));
      assertEquals("1", app.served());
    }
    Await.until("its end", SOON, () -> isFree(port));
    deploy(app, "3");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static void removed(AppKind app, String place) {
    boolean behind = place.equals("behind");
    String[] words =
        behind ? new String[] {"remove", "--force", "3.yml"} : new String[] {"remove", "3.yml"};
    app.run(words).expect(0);
    assertEquals(List.of(), app.running());
    assertFalse(Files.exists(app.server.folder().resolve("app")));
    assertEquals(behind, Files.exists(app.server.folder().resolve("nginx")));
  }
}
