package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Authority;
import bluegreen.testing.Authority.Issued;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.SecureAnswer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A Spring Boot app under load")
class HttpsLoadTest {
  private static final String SHOP = "shop.example.com";
  private static final Duration SOON = Duration.ofMinutes(2);

  @Test
  @DisplayName(
      "by TLS, WebSocket and event stream included, is deployed without the loss of a request")
  void underLoad() throws Exception {
    try (PrivateServer shop = PrivateServer.create()) {
      Authority own = Authority.in(shop.folder().resolve("ca"));
      Issued issued = own.issue("shop", SHOP);
      String tls =
          "{ certificate: %s, key: %s, listen: [\"127.0.0.1:%d\"] }"
              .formatted(issued.certificate(), issued.key(), shop.securePort());
      for (String version : List.of("1", "2")) {
        shop.shop(version)
            .health("timeout", "5m")
            .nginx("server_name", SHOP)
            .nginx("tls", tls)
            .rollout("drain", "1s")
            .write(version + ".yml");
      }
      shop.deploy("1.yml");
      SecureAnswer answer = SecureAnswer.of(own.client(), shop.securePort(), SHOP, "/version");
      assertEquals("1 by TLSv1.3", answer.body() + " by " + answer.protocol());
      URI url = URI.create("https://127.0.0.1:" + shop.securePort() + "/");
      LoadClient clients =
          LoadClient.to(url)
              .host(SHOP)
              .trusting(own.client())
              .connections(6)
              .posts(2)
              .eventStream()
              .webSocket()
              .perSecond(150);
      try (Load load = clients.start()) {
        load.awaitRequests(50, SOON);
        shop.deploy("2.yml");
        load.awaitVersion("2", SOON);
        load.awaitRequests(50, SOON);
        LoadReport report = load.stop();
        assertEquals(0, report.failures(), report::describe);
        assertTrue(report.version("1").isPresent() && report.requests() > 150, report::describe);
      }
    }
  }
}
