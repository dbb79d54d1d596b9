package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Upload;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zeroturnaround.exec.ProcessExecutor;

@Tag("slow")
@DisplayName("A request through nginx")
class WhoAnsweredTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private void deploy(String version) {
    server.light(version).write(version + ".yml");
    server.deploy(version + ".yml");
  }

  private int status(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(server.url(path).toString()).toURL().openConnection();
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  @Test
  @DisplayName("that ends the app is sent to it alone: the version before it lives and serves")
  void deadly() throws Exception {
    deploy("1");
    deploy("2");
    assertEquals(502, status("/die"));
    server.assertServes("1");
    assertEquals("1", server.get("blue", "/version"));
  }

  @Test
  @DisplayName("whose body comes slowly reaches the version that serves when it is whole")
  void slowBody() throws Exception {
    deploy("1");
    server.light("2").rollout("standby", "stop").write("2.yml");
    String text =
        answerToTwoParts(
            () -> {
              Run run = server.deploy("2.yml");
              assertEquals(0, server.pid("2.yml", "blue"), run::toString);
            });
    assertTrue(text.startsWith("HTTP/1.1 200"), text);
    assertTrue(text.contains("echo 10 shop 2 "), text);
  }

  @Test
  @DisplayName("whose body comes slowly never reaches a version that is still starting")
  void slowBodyOverTwo() throws Exception {
    deploy("1");
    String wait = "- { name: wait, shell: 'until [ -e go ]; do sleep 0.1; done' }";
    try (Upload upload = Upload.begin(server.url("/echo").getPort())) {
      deploy("2");
      server.light("3").hook("before_switch", wait).write("3.yml"); // In the first one's slot.
      try (Job job = server.deployer().start("--output", "json", "3.yml")) {
        job.awaitOutput("\"step\":\"health\"");
        String answer = upload.finish();
        assertTrue(answer.contains("echo 10 shop 2 "), answer);
        server.write("go", "");
        job.end().expect(0);
      }
    }
  }

  @Test
  @DisplayName("without a name, as a balancer asks by HTTP/1.0, is passed on with one")
  void withoutName() throws Exception {
    deploy("1");
    try (Socket balancer = new Socket("127.0.0.1", server.url("/").getPort())) {
      balancer.setSoTimeout((int) SOON.toMillis());
      balancer.getOutputStream().write("GET /header?Host HTTP/1.0\r\n\r\n".getBytes());
      String answer = new String(balancer.getInputStream().readAllBytes());
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertEquals("localhost", answer.substring(answer.indexOf("\r\n\r\n")).strip());
    }
  }

  /** What is answered to a body of which the second half comes when something has happened. */
  private String answerToTwoParts(Runnable between) throws IOException {
    try (Upload upload = Upload.begin(server.url("/echo").getPort())) {
      between.run();
      return upload.finish();
    }
  }

  @Test
  @DisplayName("decides a deployment: an app that nginx cannot reach gets no traffic")
  void otherAddress() {
    deploy("1");
    server
        .light("2")
        .app("args", "[\"--server.port={{ port }}\", \"--server.address=::1\"]")
        .health("url", "\"http://[::1]:{{ port }}/actuator/health\"")
        .write("2.yml");
    server.run("2.yml").expect(1).says("has to listen on that address").says("[::1]");
    server.assertServes("1");
    server.run("verify", "1.yml").expect(0);
  }

  @Test
  @DisplayName("decides a deployment: visitors get worse from nobody")
  void worse() {
    deploy("1");
    server.light("2").app("env", "{ SHOP_FAIL: broken }").write("2.yml");
    server.run("2.yml").expect(1).says("the version before answered 200").says("switched back");
    server.assertServes("1");
    server.light("3").nginx("location", "\"proxy_set_header X-Refuse 1;\"").write("3.yml");
    server.run("3.yml").expect(1).says("the app itself answers 200");
    server.assertServes("1");
  }

  @Test
  @DisplayName("is not lost by a reload, whatever connection it comes on")
  void reload() {
    server.light("1").nginx("soft", "500ms").write("1.yml");
    server.deploy("1.yml");
    try (Load load =
        LoadClient.to(server.url("/")).connections(16).posts(4).perSecond(400).start()) {
      load.awaitRequests(200, SOON);
      for (int i = 0; i < 3; i++) {
        server.run("reload", "1.yml").expect(0).says("nginx reloaded");
      }
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
    }
    assertFalse(Files.exists(server.folder().resolve("app/live/closing")));
    server.write("nginx/site.conf", server.read("nginx/site.conf") + "nonsense;\n");
    server.run("reload", "1.yml").expect(1).says("nonsense");
    server.assertServes("1");
  }

  @Test
  @DisplayName(
      "for somebody else's block stays there: what would take it is refused before anything")
  void somebodyElses() throws Exception {
    String one =
        """
        server {
            listen %s;
            location / { proxy_pass http://127.0.0.1:%d; }
        }
        """
            .formatted(listen(), server.securePort());
    hostile("1", one).write("1.yml");
    for (String dry : new String[] {"--dry-run", "--quiet"}) {
      server
          .run(dry, "1.yml")
          .expect(1)
          .says("nginx.conf:")
          .says("proxy_pass http://127.0.0.1:" + server.securePort())
          .says("nginx.behind");
    }
    assertEquals(204, status("/"));
    assertFalse(Files.exists(server.folder().resolve("sites/shop.conf")));
  }

  @Test
  @DisplayName("of a first version that never gets healthy is nobody's: its site is not loaded")
  void firstFails() throws Exception {
    String beside = "server { listen %s default_server; return 204; }".formatted(listen());
    Draft one = hostile("1", beside).nginx("server_name", "[shop.example]");
    one.health("status", "299").health("timeout", "2s").write("bad.yml");
    server
        .run("--dry-run", "bad.yml")
        .expect(0)
        .says("loaded when the new version is healthy")
        .says("ask 1 way of other server blocks who answers there");
    server.run("bad.yml").expect(1).says("not healthy within 2");
    assertFalse(Files.exists(server.folder().resolve("sites/shop.conf")));
    assertEquals(204, status("/"));
    hostile("1", beside).nginx("server_name", "[shop.example]").write("1.yml");
    server.run("1.yml").expect(0).says("nothing -> blue, by the reload that loaded our site");
    assertEquals(204, status("/"));
    server.run("verify", "1.yml").expect(0);
  }

  @Test
  @DisplayName("tells who answers to nobody who does not know the key")
  void noKey() throws Exception {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    for (String path : new String[] {"/", "/.well-known/bluegreen/shop"}) {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(server.url(path).toString()).toURL().openConnection();
      connection.setRequestProperty("X-Bluegreen-Ask", "0".repeat(32) + "-1");
      assertEquals(path.equals("/") ? 200 : 404, connection.getResponseCode());
      assertNull(connection.getHeaderField("X-Bluegreen-Answer"));
      connection.disconnect();
    }
  }

  private String listen() {
    return "127.0.0.1:" + server.url("/").getPort();
  }

  @Test
  @DisplayName("is answered as ever where the http block says for all sites what would break that")
  void hostile() throws Exception {
    Draft one = hostile("1");
    one.write("1.yml");
    server.deploy("1.yml");
    hostile("2").write("2.yml");
    for (int i = 0; i < 2; i++) {
      server.assertServes("1");
      server.deploy("2.yml");
      server.assertServes("2");
      assertEquals(404, status("/none"));
      assertEquals("1", server.get("/header?X-Count"));
      assertTrue(server.get("/").startsWith("market 2 "), "what is meant for all sites");
      String upload = answerToTwoParts(() -> server.assertServes("2"));
      assertTrue(upload.contains("echo 10 market 2 "), upload);
      server.run("rollback", "2.yml").expect(0);
    }
    server.deploy("2.yml");
    hostile("3").write("3.yml");
    server.deploy("3.yml");
    server.assertServes("3"); // In the first one's slot, whose pages a cache would have.
    server.kill(server.pid("3.yml", "blue"));
    Await.until("the version before", SOON, () -> server.answers("/version"));
    server.assertServes("2");
  }

  /** Beside an nginx whose http block has all that could be in the way. */
  private Draft hostile(String version) throws Exception {
    return hostile(version, "");
  }

  private Draft hostile(String version, String other) throws Exception {
    Path conf = server.folder().resolve("nginx.conf");
    if (!Files.exists(conf)) {
      server.write(
          "nginx.conf",
          """
          %2$s
          pid %1$s/nginx.pid;
          error_log %1$s/error.log;
          events {}
          http {
              access_log off;
              proxy_cache_path %1$s/cache keys_zone=pages:1m;
              proxy_cache pages;
              proxy_cache_valid 200 1h;
              open_file_cache max=100 inactive=60s;
              open_file_cache_valid 60s;
              open_file_cache_errors on;
              error_page 404 500 502 503 504 /50x.html;
              proxy_intercept_errors on;
              proxy_next_upstream error timeout http_500 non_idempotent;
              proxy_set_header X-Count 2;
              proxy_request_buffering off;
              map_hash_bucket_size 32;
              sub_filter_types *;
              sub_filter_once off;
              sub_filter shop market;
              sub_filter blue red;
              sub_filter green red;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              include %1$s/sites/*.conf;
              server { listen 127.0.0.1:%3$d; return 204; }
              %4$s
          }
          """
              .formatted(
                  server.folder(),
                  System.getProperty("user.name").equals("root") ? "user root;" : "",
                  server.securePort(),
                  other));
      new ProcessExecutor("nginx", "-c", conf.toString()).exitValueNormal().execute();
    }
    return server
        .light(version)
        .without("nginx", "prefix")
        .nginx("conf", "nginx.conf")
        .nginx("prefix", ".")
        .nginx("site", "sites/shop.conf")
        .nginx("location", "\"proxy_set_header X-Count 1; proxy_request_buffering off;\"");
  }
}
