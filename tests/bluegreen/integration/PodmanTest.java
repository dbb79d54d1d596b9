package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.ContainerEngine;
import bluegreen.testing.Death;
import bluegreen.testing.Deployer;
import bluegreen.testing.Draft;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Moment;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("An app in containers of podman, with a network of their own")
class PodmanTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private ContainerEngine podman;

  @BeforeEach
  void open() {
    podman = ContainerEngine.podman();
    podman.light("1", "light:1");
    podman.light("2", "light:2");
  }

  @AfterEach
  void close() {
    podman.close();
    server.close();
  }

  private Draft draft(String version) {
    return server
        .light(version)
        .appWithout("jar", "java_opts")
        .app("engine", "podman")
        .app("image", "light:" + version)
        .app("container_port", "8080")
        .app("args", "[\"--server.port=8080\", \"--server.address=0.0.0.0\"]")
        .app("options", "[--network=slirp4netns]");
  }

  private Deployer deployer() {
    Deployer deployer = server.deployer();
    podman.env().forEach(deployer::env);
    return deployer;
  }

  private Run run(String... arguments) {
    return deployer().run(arguments);
  }

  @Test
  @DisplayName("is deployed, rolled back and removed with no request lost")
  void versions() {
    List<String> images = podman.images();
    run(draft("1").write("1.yml")).expect(0);
    server.assertServes("1");
    draft("2").write("2.yml");

    String port = String.valueOf(server.port("green"));
    podman.run(
        "run",
        "-d",
        "--name=web",
        "--network=slirp4netns",
        "--publish=127.0.0.1:" + port + ":8080",
        "light:2",
        "--server.port=8080",
        "--server.address=0.0.0.0");
    Await.until("the other container", SOON, () -> answers("green"));
    run("2.yml").expect(1).says("port " + port + " (green) is taken by pid ");
    assertTrue(answers("green"), "somebody else's container goes on");
    podman.run("rm", "--force", "web");

    try (Load load =
        LoadClient.to(server.url("/")).connections(6).posts(2).perSecond(200).start()) {
      load.awaitRequests(50, SOON);
      Moment moment =
          new Moment(Moment.Events.BOOT, 1, Duration.ofMillis(100), Moment.Reach.PROCESS);
      Death death = deployer().kill(moment, "--output", "json", "-vv", "2.yml");
      assertTrue(death.killed(), death::toString);
      run("2.yml").expect(0);
      server.assertServes("2");
      assertTrue(run("2.yml").expect(0).all().contains(" changed=0 "));
      run("rollback", "2.yml").expect(0);
      load.awaitRequests(50, SOON);
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
    }
    server.assertServes("1");
    run("verify", "1.yml").expect(0);
    run("logs", "1.yml").expect(0).says("version 1 listens on port 8080");

    podman.run("kill", "bluegreen-shop-blue");
    Await.until(
        "the standby", SOON, () -> server.answers("/") && server.get("/version").equals("2"));
    run("status", "1.yml").expect(0).says("the backup is serving");
    run("1.yml").expect(0);
    server.assertServes("1");
    server.assertTidy();
    run("remove", "1.yml").expect(0);
    assertEquals(List.of(), podman.containers());
    assertEquals(images, podman.images());
  }

  private boolean answers(String slot) {
    try {
      return "2".equals(server.get(slot, "/version"));
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
