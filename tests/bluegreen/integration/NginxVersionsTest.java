package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Authority;
import bluegreen.testing.Authority.Issued;
import bluegreen.testing.Await;
import bluegreen.testing.DebianNginx;
import bluegreen.testing.Draft;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.SecureAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zeroturnaround.exec.ProcessExecutor;

/** Each release with each kind of switch and in each place, and each kind in each place. */
@Tag("slow")
@DisplayName("With the nginx of each release of Debian")
class NginxVersionsTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SHOP = "shop.example.com";
  private static final String COMPLAINT = "(?s).*\\[(warn|crit|alert|emerg)].*";

  @ParameterizedTest(name = "{1} ({0}), {2}")
  @CsvSource({"bookworm, 1.22., live", "trixie, 1.26., reload", "sid, 1.3, live"})
  @DisplayName("an app in public is deployed, exchanged, put back and removed without a loss")
  void inPublic(String suite, String version, String kind) throws Exception {
    try (PrivateServer server = server()) {
      Path nginx = nginx(server, suite, version);
      Authority authority = Authority.in(server.folder().resolve("ca"));
      Issued issued = authority.issue("shop", SHOP);
      for (String each : List.of("1", "2")) {
        draft(server, nginx, each, kind)
            .nginx("server_name", SHOP)
            .nginx(
                "tls",
                "{ certificate: %s, key: %s, listen: [\"127.0.0.1:%d\"] }"
                    .formatted(issued.certificate(), issued.key(), server.securePort()))
            .write(each + ".yml");
      }
      backAndForth(server);
      SecureAnswer secure =
          SecureAnswer.of(authority.client(), server.securePort(), SHOP, "/version");
      assertEquals("1 by TLSv1.3", secure.body() + " by " + secure.protocol());
      assertFalse(server.read("nginx/logs/error.log").matches(COMPLAINT), "nginx complains");
      server.run("remove", "2.yml").expect(0);
      assertEquals(List.of(), server.processes());
    }
  }

  @ParameterizedTest(name = "{1} ({0}), {2}")
  @CsvSource({"bookworm, 1.22., reload", "trixie, 1.26., live", "sid, 1.3, reload"})
  @DisplayName("and so is one behind a block of somebody's own")
  void behind(String suite, String version, String kind) throws Exception {
    try (PrivateServer server = server()) {
      Path nginx = nginx(server, suite, version);
      int port = Ports.free(1).get(0);
      block(server, "proxy_pass http://127.0.0.1:" + port + ";");
      Path conf = server.folder().resolve("nginx/nginx.conf");
      nginx(nginx, conf);
      Await.until("its workers", SOON, () -> workers(server) == 2);
      for (String each : List.of("1", "2")) {
        draft(server, nginx, each, kind).behind(port, server.url("/")).write(each + ".yml");
      }
      List<Long> workers = server.workers();
      backAndForth(server);
      assertTrue(server.workers().containsAll(workers), "the nginx in front was reloaded");
      server.run("remove", "2.yml").expect(1).says("WHERE NOBODY WILL ANSWER");
      block(server, "return 204;");
      nginx(nginx, conf, "-s", "reload");
      // The old workers pass visitors on until they are told to end.
      Await.until("its new workers", SOON, () -> Collections.disjoint(server.workers(), workers));
      server.run("remove", "2.yml").expect(0);
      assertEquals(Set.of(), others(server));
    }
  }

  private static void block(PrivateServer server, String location) {
    server
        .nginx()
        .configure(
            System.getProperty("user.name"),
            "server { listen 127.0.0.1:%d; location / { %s } }"
                .formatted(server.url("/").getPort(), location));
  }

  private static long workers(PrivateServer server) {
    return server.processes().stream().filter(p -> p.startsWith("nginx: worker")).count();
  }

  /** Processes in the folder that are not of the nginx in front. */
  private static Set<String> others(PrivateServer server) {
    Set<String> all = new HashSet<>(server.processes());
    all.removeIf(p -> p.startsWith("nginx: worker") || p.contains("/nginx/nginx.conf"));
    return all;
  }

  private static PrivateServer server() throws IOException {
    PrivateServer server = PrivateServer.create();
    // A temporary folder is closed to everyone else, our own nginx's user included.
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    return server;
  }

  private static Path nginx(PrivateServer server, String suite, String version) throws Exception {
    Path nginx = DebianNginx.of(suite, server.folder().resolve("program"));
    String said =
        new ProcessExecutor(nginx.toString(), "-v").readOutput(true).execute().outputUTF8();
    assertTrue(said.contains("nginx/" + version), said);
    return nginx;
  }

  private static Draft draft(PrivateServer server, Path nginx, String version, String kind) {
    return server
        .light(version)
        .nginx("bin", nginx.toString())
        .nginx("switch", kind)
        // Each client asks every 50 ms or so: long enough for all of them on a busy machine.
        .nginx("soft", "500ms");
  }

  /** Deploys both versions and rolls back, under clients that keep their connections. */
  private static void backAndForth(PrivateServer server) {
    server.deploy("1.yml");
    try (Load load =
        LoadClient.to(server.url("/")).connections(6).posts(2).perSecond(150).start()) {
      load.awaitRequests(20, SOON);
      server.deploy("2.yml");
      load.awaitVersion("2", SOON);
      server.run("rollback", "2.yml").expect(0);
      server.assertServes("1");
      load.awaitRequests(20, SOON);
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
      assertTrue(report.version("1").isPresent() && report.requests() > 100, report::describe);
    }
    server.run("verify", "1.yml").expect(0);
    Run again = server.deploy("1.yml");
    assertEquals(List.of(), again.steps("changed"), again::toString);
    server.kill(server.pid("1.yml", "blue"));
    server.assertServes("2"); // The standby.
    server.deploy("1.yml");
    server.assertServes("1");
  }

  private static void nginx(Path nginx, Path conf, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(nginx + "", "-p", conf.getParent() + "", "-c", conf + ""));
    command.addAll(List.of(more));
    new ProcessExecutor(command).exitValueNormal().execute();
  }
}
