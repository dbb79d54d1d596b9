package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.Job;
import bluegreen.testing.LightJar;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Upload;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * A server as people have it: an nginx configuration that somebody wrote by hand, with the address
 * of the app in a file that it includes, and an app that was started by hand.
 */
@Tag("slow")
@DisplayName("On a server whose nginx and app were there before us, the first deployment")
class AdoptionTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private final List<Integer> further = Ports.free(2);
  private final int elsewhere = further.get(0);
  private final int behind = further.get(1);
  private Process old;

  @BeforeEach
  void nginx() throws IOException {
    // A temporary folder is closed to everyone else, our own nginx's user included.
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    // Without keep-alive: a reload would reset idle connections, whoever asks for it.
    server.write(
        "nginx.conf",
        """
        %3$s
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
            access_log off;
            keepalive_timeout 0;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            server {
                listen 127.0.0.1:%2$d;
                include %1$s/service-url.inc;
                location / { proxy_pass $service_url; }
            }
        }
        """
            .formatted(
                server.folder(),
                server.url("/").getPort(),
                System.getProperty("user.name").equals("root") ? "user root;" : ""));
  }

  @AfterEach
  void end() {
    if (old != null) {
      old.destroyForcibly();
    }
    server.close();
  }

  /** Starts the old app on a port, and nginx with it. */
  private void serveByHand(int port) throws Exception {
    server.write("service-url.inc", original(port));
    startOld(port);
    new ProcessExecutor("nginx", "-c", conf()).exitValueNormal().execute();
    server.assertServes("0");
  }

  private void startOld(int port) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    old =
        new ProcessBuilder(
                java.toString(), "-jar", LightJar.version("0").toString(), "--server.port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Await.until("the old app", LONG, () -> listens(port));
  }

  private static String original(int port) {
    return "# by hand: \u00c0\r\nset $other a; set $service_url 'http://127.0.0.1:"
        + port
        + "'; # x\r\n";
  }

  private String conf() {
    return server.folder().resolve("nginx.conf").toString();
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Draft playbook(String version) {
    return server
        .light(version)
        .behind(behind, server.url("/"))
        .nginx("include", "service-url.inc")
        .nginx("conf", "nginx.conf")
        .nginx("prefix", ".");
  }

  private int port(String where) {
    return where.equals("elsewhere") ? elsewhere : server.port(where);
  }

  private String address() {
    return "http://127.0.0.1:" + behind;
  }

  private String include() {
    return server.read("service-url.inc");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"blue, live", "green, live", "elsewhere, live", "blue, reload", "elsewhere, reload"})
  @DisplayName("moves traffic from the old app to the new one, leaves the old one and names it")
  void adopts(String where, String kind) throws Exception {
    serveByHand(port(where));
    String conf = server.read("nginx.conf");
    playbook("1").nginx("switch", kind).write("1.yml");
    Run run;
    LoadReport report;
    try (Load load =
        LoadClient.to(server.url("/")).connections(4).posts(2).slow(1).perSecond(100).start()) {
      run = server.run("1.yml").expect(0);
      server.assertServes("1");
      Await.until("some requests", LONG, () -> load.report().version("1").isPresent());
      report = load.stop();
    }
    assertEquals(0, report.failures(), report::describe);
    assertTrue(report.version("0").isPresent(), report::describe);

    assertTrue(old.isAlive(), "the old app was to be left alone");
    run.says("left pid " + old.pid() + " (").says("running on port " + port(where));
    assertEquals(conf, server.read("nginx.conf"));
    assertEquals(
        original(port(where)).replace("'http://127.0.0.1:" + port(where) + "'", address()),
        include());
    String expected = where.equals("blue") ? "green" : "blue";
    assertEquals(expected, server.status("1.yml").getString("active"), run::toString);
    server.run("verify", "1.yml").expect(0);
    server.run("--detailed-exitcode", "1.yml").expect(0);
  }

  @Test
  @DisplayName("shows in a dry run what becomes of the include file, and changes nothing")
  void dryRun() throws Exception {
    serveByHand(elsewhere);
    playbook("1").write("1.yml");
    server.run("--dry-run", "1.yml").expect(0).says("-set $other a; set $service_url");
    assertEquals(original(elsewhere), include());
    assertFalse(Files.exists(server.folder().resolve("app")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"blue", "elsewhere"})
  @DisplayName("with --take-over drains and stops the old app once the new one serves")
  void takesOver(String where) throws Exception {
    serveByHand(port(where));
    playbook("1").write("1.yml");
    try (Load load = LoadClient.to(server.url("/")).connections(2).slow(1).perSecond(50).start()) {
      server.run("--take-over", "1.yml").expect(0).says("stopped pid " + old.pid() + " (");
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
    }
    Await.until("its end", LONG, () -> !old.isAlive());
    server.assertServes("1");
    playbook("2").write("2.yml");
    server.run("2.yml").expect(0);
    server.assertServes("2");
  }

  @Test
  @DisplayName("stops the old app, and a removal ours, when uploads of before have got there")
  void uploads() throws Exception {
    serveByHand(elsewhere);
    playbook("1").rollout("drain", "60s").write("1.yml");
    for (String run : List.of("--take-over", "remove")) {
      String version = run.equals("remove") ? "1" : "0";
      try (Upload upload = Upload.begin(server.url("/").getPort());
          Job job = server.deployer().start(run, "1.yml")) {
        job.awaitOutput("1 old worker of nginx at its last requests");
        String answer = upload.finish();
        assertTrue(answer.contains("echo 10 shop " + version + " "), answer);
        job.end().expect(0);
      }
      if (run.equals("--take-over")) {
        assertFalse(old.isAlive());
        startOld(elsewhere);
      }
    }
    server.assertServes("0");
  }

  @Test
  @DisplayName("is followed by one that says who is in its way, and goes on with --take-over")
  void nextDeployment() throws Exception {
    serveByHand(server.port("blue"));
    server.run(playbook("1").write("1.yml")).expect(0);
    playbook("2").write("2.yml");
    server
        .run("2.yml")
        .expect(1)
        .says("port " + server.port("blue") + " (blue) is taken by pid " + old.pid())
        .says("--take-over");
    assertTrue(old.isAlive());
    server.assertServes("1");
    server.run("--take-over", "2.yml").expect(0);
    assertFalse(old.isAlive());
    server.assertServes("2");
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"blue, live", "elsewhere, live", "elsewhere, reload"})
  @DisplayName("that fails after the switch gives traffic back to the old app")
  void switchedBack(String where, String kind) throws Exception {
    serveByHand(port(where));
    playbook("1")
        .nginx("switch", kind)
        .hook("after_switch", "- { name: tell, command: [\"false\"] }")
        .write("1.yml");
    server.run("1.yml").expect(1).says("switched back to http://127.0.0.1:" + port(where));
    server.assertServes("0");
    assertTrue(old.isAlive());
    server.run(playbook("1").nginx("switch", kind).write("1.yml")).expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("has a backup: where the app dies, the version before it goes on")
  void backup() throws Exception {
    serveByHand(elsewhere);
    playbook("1").write("1.yml");
    playbook("2").write("2.yml");
    server.deploy("1.yml");
    server.deploy("2.yml");
    String active = server.status("2.yml").getString("active");
    server.kill(server.pid("2.yml", active));
    server.assertServes("1");
  }

  @Test
  @DisplayName("that never gets healthy leaves the included file as it is, byte for byte")
  void neverHealthy() throws Exception {
    serveByHand(elsewhere);
    playbook("1").health("timeout", "2s").health("status", "418").write("1.yml");
    server.run("1.yml").expect(1);
    assertEquals(original(elsewhere), include());
    server.assertServes("0");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "http://127.0.0.1:PORT/app",
    "http://127.0.0.1:$p",
    "http://app",
    "unix:/run/app.sock"
  })
  @DisplayName("refuses a value that is more than an address, in the dry run too")
  void notUnderstood(String value) throws Exception {
    serveByHand(elsewhere);
    String text = "set $service_url " + value.replace("PORT", "" + elsewhere) + ";\n";
    server.write("service-url.inc", text);
    playbook("1").write("1.yml");
    String said = "service-url.inc:1: " + value.replace("PORT", "" + elsewhere);
    server.run("--dry-run", "1.yml").expect(1).says(said);
    server.run("--take-over", "1.yml").expect(1).says(said).says("set $service_url " + address());
    assertEquals(text, include());
    assertTrue(old.isAlive());
    server.assertServes("0");
  }

  @Test
  @DisplayName("without an included file is not live until a person has changed the line it names")
  void notLive() throws Exception {
    serveByHand(elsewhere);
    String conf = server.read("nginx.conf");
    String literal = "proxy_pass http://127.0.0.1:" + elsewhere;
    server.write("nginx.conf", conf.replace("proxy_pass $service_url", literal));
    playbook("1").without("nginx", "include").write("1.yml");
    Run first = server.deploy("1.yml");
    assertEquals(Boolean.FALSE, first.recap().get("live"));
    first.says("nginx.conf:16: " + literal + ";  ->  proxy_pass " + address() + ";");
    server.assertServes("0");
    assertEquals(Boolean.FALSE, server.status("1.yml").get("live"));
    assertEquals(old.pid(), server.status("1.yml").getObject("serves").getLong("pid"));
    server.run("verify", "1.yml").expect(1);

    server.write(
        "nginx.conf", server.read("nginx.conf").replace(literal, "proxy_pass " + address()));
    reload();
    server.assertServes("1");
    assertEquals(Boolean.TRUE, server.deploy("1.yml").recap().get("live"));
    server.run("verify", "1.yml").expect(0);
    server.run("remove", "--dry-run", "1.yml").expect(1).says("nginx.conf:16");
    server.run("remove", "1.yml").expect(1).says("nginx.conf:16");
    server.assertServes("1");

    server.write("nginx.conf", conf);
    reload();
    server.assertServes("0");
    server.run("1.yml").expect(1).says("does not lead to " + address());
    server.run("remove", "1.yml").expect(0);
    server.assertServes("0");
  }

  private void reload() throws Exception {
    new ProcessExecutor("nginx", "-c", conf(), "-s", "reload").exitValueNormal().execute();
    Thread.sleep(500);
  }

  @Test
  @DisplayName("is undone by remove: the file has its first content again, byte for byte")
  void removed() throws Exception {
    serveByHand(elsewhere);
    server.run(playbook("1").write("1.yml")).expect(0);
    server.assertServes("1");
    assertFalse(
        server.run("--dry-run", "remove", "1.yml").expect(0).out().contains("NOBODY"),
        "the old app still answers");
    server.run("remove", "1.yml").expect(0);
    assertEquals(original(elsewhere), include());
    server.assertServes("0");
    assertEquals(
        List.of(), server.processes().stream().filter(p -> p.contains("releases/")).toList());
  }

  @Test
  @DisplayName("is refused, in a dry run too, where somebody else has the port of our nginx")
  void takenPort() throws Exception {
    serveByHand(elsewhere);
    playbook("1").write("1.yml");
    try (ServerSocket taken = new ServerSocket(behind, 1, InetAddress.getLoopbackAddress())) {
      for (String how : List.of("--dry-run", "--verbose")) {
        server
            .run(how, "1.yml")
            .expect(1)
            .says("nginx.behind: port " + taken.getLocalPort() + " is taken by pid ");
      }
    }
    server.assertServes("0");
    server.run("1.yml").expect(0);
  }
}
