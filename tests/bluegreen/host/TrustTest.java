package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Authority;
import bluegreen.testing.Authority.Issued;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An HTTPS request")
class TrustTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String SHOP = "shop.example.com";

  @TempDir static Path folder;
  private static Authority authority;
  private static Issued shop;
  private static Issued renewed;
  private static Issued other;
  private static Issued expired;
  private HttpsServer server;
  private volatile String asked = "";

  @BeforeAll
  static void issue() {
    authority = Authority.in(folder);
    shop = authority.issue("shop", SHOP);
    renewed = authority.issue("renewed", SHOP);
    other = authority.issue("other", "other.example.com");
    Instant past = Instant.now().minus(Duration.ofDays(2));
    expired = authority.issue("expired", past, past.plusSeconds(60), SHOP);
  }

  /** What a server that shows a certificate is asked by its address. */
  private Http.Answer ask(Issued shown, String address, Trust trust, Optional<String> site)
      throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(shown.server()));
    server.createContext(
        "/",
        exchange -> {
          ExtendedSSLSession session =
              (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
          asked = session.getRequestedServerNames().toString();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      Http http = new Http(Trace.SILENT);
      String url = "https://" + address + ":" + server.getAddress().getPort() + "/";
      Http.Request request = Http.Request.get(url, LONG).trusting(trust);
      return http.send(site.map(request::host).orElse(request));
    } finally {
      server.stop(0);
    }
  }

  private Http.Answer ask(Issued shown, Trust trust) throws Exception {
    return ask(shown, "127.0.0.1", trust, Optional.of(SHOP));
  }

  private Trust site() {
    return Trust.site(shop.certificate(), List.of(SHOP));
  }

  @AfterEach
  void forget() throws IOException {
    asked = "";
  }

  private static void assertRefused(String why, Http.Answer answer) {
    assertFalse(answer.came(), answer::inShort);
    assertTrue(answer.inShort().contains(why), answer::inShort);
  }

  @Test
  @DisplayName("names the site that it is for, whatever the address")
  void serverName() throws Exception {
    assertTrue(ask(shop, site()).came());
    assertTrue(asked.contains(SHOP), asked);
    assertTrue(ask(shop, "localhost", Trust.anyHere(), Optional.of("shop:8443")).came());
    assertTrue(ask(shop, "127.0.0.1", Trust.anyHere(), Optional.of("shop:8443")).came());
    assertTrue(asked.contains("value=shop]"), asked);
    assertTrue(ask(shop, "127.0.0.1", Trust.anyHere(), Optional.of("127.0.0.1")).came());
    assertEquals("[]", asked);
  }

  @Test
  @DisplayName("is refused where nobody known has signed the certificate, if nothing else is said")
  void unknownAuthority() throws Exception {
    Http.Answer answer = ask(shop, Trust.authorities());
    assertRefused("the certificate shown there is not trusted", answer);
    assertRefused("it is for shop.example.com, valid from ", answer);
    assertEquals("", asked);
  }

  @Test
  @DisplayName("is answered by a certificate of the playbook's own, on any address")
  void ownCertificate() throws Exception {
    Trust own = Trust.authoritiesAnd(Optional.of(shop.certificate()));
    assertTrue(ask(shop, own).came());
    assertTrue(ask(shop, "[::ffff:127.0.0.1]", own, Optional.empty()).came());
    assertRefused("not trusted", ask(renewed, own));
    Trust gone = Trust.authoritiesAnd(Optional.of(folder.resolve("gone.pem")));
    assertRefused("not trusted", ask(shop, gone));
  }

  @Test
  @DisplayName("to an app on the loopback is answered by any certificate, elsewhere it is not")
  void anyHere() throws Exception {
    assertTrue(ask(expired, "127.0.0.1", Trust.anyHere(), Optional.empty()).came());
    assertTrue(ask(other, "localhost", Trust.anyHere(), Optional.empty()).came());
    Http.Answer elsewhere = ask(shop, "[::ffff:127.0.0.1]", Trust.anyHere(), Optional.empty());
    assertRefused("not trusted", elsewhere);
  }

  @Test
  @DisplayName("to our site is answered by its certificate, also the one before it was renewed")
  void renewedSite() throws Exception {
    assertTrue(ask(shop, site()).came());
    assertTrue(ask(renewed, site()).came());
    assertTrue(ask(other, Trust.site(shop.certificate(), List.of())).came());
    assertRefused("not trusted", ask(renewed, "[::ffff:127.0.0.1]", site(), Optional.empty()));
  }

  @Test
  @DisplayName("to our site is refused by another site's certificate, and by one that has expired")
  void wrongSite() throws Exception {
    Http.Answer answer = ask(other, site());
    assertRefused("nginx shows another certificate than that in " + shop.certificate(), answer);
    assertRefused("for other.example.com", answer);
    assertRefused("another site's", answer);
    assertRefused("it has to be reloaded: nginx -s reload", ask(expired, site()));
  }
}
