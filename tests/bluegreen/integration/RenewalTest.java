package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Authority;
import bluegreen.testing.Authority.Issued;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.SecureAnswer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("A certificate that certbot renews")
class RenewalTest {
  private static final String SHOP = "shop.example.com";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private final Authority authority = Authority.in(server.folder().resolve("ca"));
  private final Path letsencrypt = server.folder().resolve("letsencrypt");
  private final Path live = letsencrypt.resolve("live").resolve(SHOP);

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"live", "reload"})
  @DisplayName("is shown after the deploy hook, and no client that keeps its connection notices")
  void renewed(String kind) throws Exception {
    renew(1);
    server
        .light("1")
        .nginx("server_name", SHOP)
        .nginx("switch", kind)
        .nginx("soft", "500ms")
        .nginx(
            "tls",
            "{ certificate: %s, key: %s, listen: [\"127.0.0.1:%d\"] }"
                .formatted(
                    live.resolve("fullchain.pem"),
                    live.resolve("privkey.pem"),
                    server.securePort()))
        .write("1.yml");
    server.deploy("1.yml");
    BigInteger first = shown();
    long pid = server.pid("1.yml", "blue");
    try (Load load = clients().start()) {
      for (int i = 2; i <= 3; i++) {
        load.awaitRequests(50, SOON);
        BigInteger before = shown();
        renew(i);
        assertEquals(before, shown(), "no one has told nginx");
        hook();
        assertNotEquals(before, shown());
      }
      load.awaitRequests(50, SOON);
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
    }
    assertNotEquals(first, shown());
    assertEquals(pid, server.pid("1.yml", "blue"));
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
  }

  private LoadClient clients() {
    return LoadClient.to(URI.create("https://127.0.0.1:" + server.securePort() + "/"))
        .host(SHOP)
        .trusting(authority.client())
        .connections(6)
        .posts(2)
        .perSecond(150);
  }

  private BigInteger shown() {
    return SecureAnswer.of(authority.client(), server.securePort(), SHOP, "/")
        .shown()
        .getSerialNumber();
  }

  /** As certbot does: further files in the archive, to which the links lead from then on. */
  private void renew(int number) throws IOException {
    Issued issued = authority.issue("shop" + number, SHOP);
    Path archive = Files.createDirectories(letsencrypt.resolve("archive").resolve(SHOP));
    Files.createDirectories(live);
    put(issued.certificate(), archive.resolve("fullchain" + number + ".pem"), "fullchain.pem");
    put(issued.key(), archive.resolve("privkey" + number + ".pem"), "privkey.pem");
  }

  private void put(Path from, Path file, String name) throws IOException {
    Files.copy(from, file);
    Path link = Files.createSymbolicLink(live.resolve("new"), live.relativize(file));
    Files.move(link, live.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** With the environment that certbot gives it when a timer of systemd's has started it. */
  private void hook() {
    String said =
        server
            .deployer()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("RENEWED_LINEAGE", live.toString())
            .env("RENEWED_DOMAINS", SHOP)
            .run("reload", server.folder().resolve("1.yml").toString())
            .expect(0)
            .out();
    assertTrue(said.startsWith("nginx reloaded; for 0.5s before, each answer closes"), said);
  }
}
