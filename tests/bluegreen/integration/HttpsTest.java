package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Authority;
import bluegreen.testing.Authority.Issued;
import bluegreen.testing.Await;
import bluegreen.testing.Deployer;
import bluegreen.testing.Draft;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.SecureAnswer;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("An app behind an nginx that has another site by TLS already")
class HttpsTest {
  private static final String SHOP = "shop.example.com";
  private static final String OTHER = "other.example.com";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final PrivateServer server = PrivateServer.create();
  private final Authority authority = Authority.in(server.folder().resolve("ca"));
  private final Path certificate = server.folder().resolve("shop.pem");
  private final Path key = server.folder().resolve("shop.key");
  private Issued first;
  private BigInteger shownAtFirst = BigInteger.ZERO;

  @BeforeAll
  void prepare() throws IOException {
    first = authority.issue("first", SHOP, "localhost");
    use(first);
    Issued other = authority.issue("other", OTHER);
    Path nginx = server.folder().resolve("nginx");
    for (String folder : List.of("logs", "temp")) {
      Files.createDirectories(nginx.resolve(folder));
    }
    server.write(
        "nginx/nginx.conf",
        """
        %s
        pid nginx.pid;
        error_log logs/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path temp/client_body;
          proxy_temp_path temp/proxy;
          fastcgi_temp_path temp/fastcgi;
          uwsgi_temp_path temp/uwsgi;
          scgi_temp_path temp/scgi;
          server {
            listen 127.0.0.1:%d default_server;
            listen 127.0.0.1:%d ssl default_server;
            server_name %s;
            ssl_certificate %s;
            ssl_certificate_key %s;
            ssl_protocols TLSv1.2 TLSv1.3;
            location / { return 200 other; }
          }
          include *.site;
        }
        """
            .formatted(
                System.getProperty("user.name").equals("root") ? "user root;" : "",
                server.url("/").getPort(),
                server.securePort(),
                OTHER,
                other.certificate(),
                other.key()));
  }

  @AfterAll
  void close() {
    server.close();
  }

  /** As a renewal does: other files in the same places. */
  private void use(Issued issued) throws IOException {
    replace(issued.certificate(), certificate);
    replace(issued.key(), key);
  }

  private static void replace(Path from, Path to) throws IOException {
    Path beside = Files.copy(from, to.resolveSibling("renewed"));
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Draft site(Draft draft) {
    return draft.nginx("site", "nginx/shop.site").nginx("server_name", "[" + SHOP + ", localhost]");
  }

  private Draft secure(Draft draft) {
    return site(draft)
        .nginx(
            "tls",
            "{ certificate: shop.pem, key: shop.key, redirect: true, listen: [\"127.0.0.1:%d\"] }"
                .formatted(server.securePort()));
  }

  private SecureAnswer ask(String name, String path) {
    return SecureAnswer.of(authority.client(), server.securePort(), name, path);
  }

  private HttpResponse<String> plain(String path) throws Exception {
    URI url = URI.create("http://localhost:" + server.url("/").getPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).timeout(SOON).build(), asText());
  }

  private static HttpResponse.BodyHandler<String> asText() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private BigInteger shown() {
    return ask(SHOP, "/").shown().getSerialNumber();
  }

  @Test
  @Order(1)
  @DisplayName("answers an authority's challenge before there is a certificate, by plain HTTP")
  void challengeAtFirst() throws Exception {
    site(server.light("1")).write("plain.yml");
    server.deploy("plain.yml");
    Path challenges = server.folder().resolve("app/acme/.well-known/acme-challenge");
    Files.createDirectories(challenges);
    Files.writeString(challenges.resolve("token-1"), "answer-1");

    HttpResponse<String> answer = plain("/.well-known/acme-challenge/token-1");
    assertEquals("200 answer-1", answer.statusCode() + " " + answer.body());
    assertEquals(404, plain("/.well-known/acme-challenge/none").statusCode());
    assertEquals("1", plain("/version").body().strip());
  }

  @Test
  @Order(2)
  @DisplayName("gets TLS as soon as the playbook has it: one reload, and no process is restarted")
  void fromHttpToHttps() throws Exception {
    long serving = server.pid("plain.yml", "blue");
    secure(server.light("1")).write("1.yml");
    Run dry = server.deploy("1.yml", "--dry-run");
    Run run = server.deploy("1.yml");
    // Other apps are told where it listens now.
    assertEquals(List.of("release", "nginx"), run.steps("changed"), run::toString);
    assertEquals(dry.steps("changed"), run.steps("changed"));
    assertEquals(serving, server.pid("1.yml", "blue"));

    assertEquals("1", ask(SHOP, "/version").body());
    shownAtFirst = shown();
    HttpResponse<String> moved = plain("/orders?id=7");
    assertEquals(301, moved.statusCode());
    assertEquals(
        "https://localhost:" + server.securePort() + "/orders?id=7",
        moved.headers().firstValue("Location").orElse(""));
    HttpResponse<String> challenge = plain("/.well-known/acme-challenge/token-1");
    assertEquals("200 answer-1", challenge.statusCode() + " " + challenge.body());
  }

  @Test
  @Order(3)
  @DisplayName("is deployed again without a change, and verified by its name through TLS")
  void again() {
    Snapshot before = server.snapshot();
    Run again = server.deploy("1.yml");
    assertEquals(List.of(), again.steps("changed"), again::toString);
    server.run("verify", "1.yml").expect(0).says("https://127.0.0.1:" + server.securePort() + "/");
    before.assertSameAs(server.snapshot(), "a deployment of what is there");
  }

  @Test
  @Order(3)
  @DisplayName("is reached by HTTP/2 and 1.1, by TLS 1.3 and 1.2")
  void protocols() throws Exception {
    URI url = URI.create("https://localhost:" + server.securePort() + "/version");
    for (String tls : List.of("TLSv1.3", "TLSv1.2")) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpClient client =
            HttpClient.newBuilder()
                .sslContext(authority.client())
                .sslParameters(new SSLParameters(null, new String[] {tls}))
                .version(version)
                .build();
        HttpResponse<String> answer =
            client.send(HttpRequest.newBuilder(url).timeout(SOON).build(), asText());
        assertEquals("1", answer.body().strip());
        assertEquals(version, answer.version());
        assertEquals(tls, answer.sslSession().orElseThrow().getProtocol());
      }
    }
  }

  @Test
  @Order(3)
  @DisplayName("is told by which name, protocol and port it was asked, by HTTP/2 too")
  void forwarded() throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(authority.client()).build();
    String at = "localhost:" + server.securePort();
    for (String[] expected :
        new String[][] {
          {"X-Forwarded-Proto", "https"},
          {"X-Forwarded-Host", at},
          {"X-Forwarded-Port", String.valueOf(server.securePort())},
          {"Host", at}
        }) {
      URI url = URI.create("https://" + at + "/header?" + expected[0]);
      HttpResponse<String> answer = client.send(HttpRequest.newBuilder(url).build(), asText());
      assertEquals(HttpClient.Version.HTTP_2, answer.version());
      assertEquals(expected[1], answer.body().strip(), expected[0]);
    }
  }

  @Test
  @Order(3)
  @DisplayName("leaves the other site as it was, with its certificate, and the default")
  void otherSite() throws Exception {
    SecureAnswer other = ask(OTHER, "/");
    assertEquals("other", other.body());
    assertNotEquals(shown(), other.shown().getSerialNumber());
    String byAddress = server.get("/");
    assertEquals("other", byAddress);
  }

  private void refused(String... says) {
    Snapshot before = server.snapshot();
    Run run = server.run("1.yml").expect(1).matches("(?m)^ +preflight +failed ");
    for (String text : says) {
      run.says(text);
    }
    before.assertSameAs(server.snapshot(), "a deployment that was refused");
    assertEquals(shownAtFirst, shown());
  }

  @Test
  @Order(4)
  @DisplayName("is not deployed with a wrong key, an expired certificate, or one that is missing")
  void wrongCertificates() throws Exception {
    replace(authority.issue("second", SHOP).key(), key);
    refused("nginx.tls.key: " + key + " does not belong to the certificate in " + certificate);
    Instant past = Instant.now().minus(Duration.ofDays(3));
    use(authority.issue("old", past, past.plusSeconds(60), SHOP));
    refused("nginx.tls.certificate: " + certificate + " expired on ");
    server.run("verify", "1.yml").expect(1).says(" expired on ");
    Files.delete(certificate);
    refused(
        "nginx.tls.certificate: cannot read " + certificate + ": " + certificate, "does not exist");
    use(first);
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
  }

  @Test
  @Order(4)
  @DisplayName("is not deployed with a key that we may not read")
  void unreadableKey() throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
    Deployer deployer = server.deployer();
    if (System.getProperty("user.name").equals("root")) {
      // Root reads everything, unless that right is taken away.
      deployer.through("setpriv", "--bounding-set=-dac_override,-dac_read_search");
    }
    deployer.run("1.yml").expect(1).says("cannot read " + key + ": permission denied");

    use(first);
    server.run("verify", "1.yml").expect(0);
  }

  @Test
  @Order(5)
  @DisplayName("shows a renewed certificate after nginx's reload; before that, all goes on")
  void renewed() throws Exception {
    use(authority.issueRsa("renewed", SHOP, "localhost"));
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
    assertEquals(shownAtFirst, shown(), "no one has told nginx");

    Path nginx = server.folder().resolve("nginx");
    Process reload =
        new ProcessBuilder(
                "nginx", "-p", nginx.toString(), "-c", nginx + "/nginx.conf", "-s", "reload")
            .start();
    assertTrue(reload.waitFor(SOON.toSeconds(), TimeUnit.SECONDS));
    assertEquals(0, reload.exitValue());
    Await.until("the renewed certificate", SOON, () -> !shown().equals(shownAtFirst));
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
  }

  @Test
  @Order(6)
  @DisplayName("is asked by tasks through TLS: its own certificate is trusted, others by authority")
  void tasks() {
    String tasks =
        """
        - name: ours
          uri:
            url: https://127.0.0.1:%1$d/version
            headers: { Host: shop.example.com }
            contains: "2"
        - name: another
          uri:
            url: https://127.0.0.1:%1$d/
            headers: { Host: other.example.com }
            contains: other
          ignore_errors: true
        """
            .formatted(server.securePort());
    secure(server.light("2")).hook("after_switch", tasks).write("2.yml");
    server
        .run("2.yml")
        .expect(0)
        .says("the certificate shown there is not trusted")
        .says("it is for " + OTHER);
    secure(server.light("3")).hook("after_switch", tasks.replace("\"2\"", "\"3\"")).write("3.yml");
    server
        .deployer()
        .java("-Djavax.net.ssl.trustStore=" + authority.trustStore())
        .run("3.yml")
        .expect(0)
        .never("not trusted");
  }
}
