package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two apps of ours whose sites are in one nginx, which closes the connections of both. */
@Tag("slow")
@DisplayName("An app whose site is in an nginx that serves another app of ours")
class CompanyTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private final List<Integer> further = Ports.free(3);
  private final Path marker = server.folder().resolve("app/live/closing");

  @BeforeEach
  void first() throws IOException {
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    server.nginx().configure("root", "include \"sites/*.conf\";");
    server.light("1").nginx("site", "nginx/sites/shop.conf").write("shop.yml");
    server.deploy("shop.yml");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Draft store() {
    return server
        .light("2")
        .app("name", "store")
        .app("dir", "store")
        .with("ports", "blue", "" + further.get(0))
        .with("ports", "green", "" + further.get(1))
        .nginx("site", "nginx/sites/store.conf")
        .nginx("listen", "[127.0.0.1:" + further.get(2) + "]")
        .nginx("soft", "500ms");
  }

  @Test
  @DisplayName("comes, changes and goes without a loss to the clients of that one")
  void lossless() {
    store().write("store.yml");
    store().nginx("server_name", "store.example.com").write("named.yml");
    try (Load load =
        LoadClient.to(server.url("/")).connections(6).posts(2).perSecond(150).start()) {
      for (List<String> run :
          List.of(List.of("store.yml"), List.of("named.yml"), List.of("remove", "named.yml"))) {
        load.awaitRequests(50, LONG);
        server.run(run.toArray(String[]::new)).expect(0);
        assertFalse(Files.exists(marker));
      }
      load.awaitRequests(50, LONG);
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
    }
    server.assertServes("1");
  }

  @Test
  @DisplayName("comes without a loss to the clients of one that came while it was on its way")
  void both() {
    server.run("remove", "shop.yml").expect(0);
    Path begun = server.folder().resolve("begun");
    Path go = server.folder().resolve("go");
    String wait = "touch %s; until [ -e %s ]; do sleep 0.1; done".formatted(begun, go);
    store().hook("before_switch", "- { name: wait, shell: '" + wait + "' }").write("store.yml");
    try (Job first = server.deployer().start("store.yml")) {
      Await.until("its hook", LONG, () -> Files.exists(begun));
      server.deploy("shop.yml");
      try (Load load =
          LoadClient.to(server.url("/")).connections(12).posts(2).perSecond(300).start()) {
        load.awaitRequests(50, LONG);
        server.write("go", "");
        first.end().expect(0);
        load.awaitRequests(50, LONG);
        LoadReport report = load.stop();
        assertEquals(0, report.failures(), report::describe);
      }
    }
  }

  @Test
  @DisplayName("takes its markers away again with the next run, where one was killed")
  void killed() throws IOException {
    store().write("store.yml");
    server.deploy("store.yml");
    Files.createFile(marker);
    assertEquals(List.of("nginx"), server.deploy("store.yml", "--dry-run").steps("changed"));
    assertTrue(Files.exists(marker));
    assertEquals(List.of("nginx"), server.deploy("store.yml").steps("changed"));
    assertFalse(Files.exists(marker));
    assertEquals(List.of(), server.deploy("store.yml").steps("changed"));
    Files.createFile(marker);
    server.run("remove", "store.yml").expect(0);
    assertFalse(Files.exists(marker));
  }
}
