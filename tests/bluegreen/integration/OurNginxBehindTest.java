package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.LightJar;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Signals;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zeroturnaround.exec.ProcessExecutor;

/** What becomes of visitors when our nginx, or what was there before it, is not what it was. */
@Tag("slow")
@DisplayName("An nginx of ours behind the user's own")
class OurNginxBehindTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private final Processes processes = new Processes();
  private final int elsewhere = Ports.free(2).get(0);
  private final int behind = Ports.free(2).get(1);
  private Process old;

  @BeforeEach
  void begin() throws IOException {
    // A temporary folder is closed to everyone else, our own nginx's user included.
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end() {
    if (old != null) {
      old.destroyForcibly();
    }
    server.close();
  }

  /** Starts the old app, and an nginx that passes to it, with those directives of its own. */
  private void serveByHand(String directives) throws Exception {
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
                location = /other { return 200 "another site\\n"; }
                location / {
                    proxy_pass $service_url;
                    %4$s
                }
            }
        }
        """
            .formatted(
                server.folder(),
                server.url("/").getPort(),
                System.getProperty("user.name").equals("root") ? "user root;" : "",
                directives));
    server.write("service-url.inc", original());
    startOld();
    new ProcessExecutor("nginx", "-c", conf()).exitValueNormal().execute();
    Await.until("the old app", LONG, () -> server.answers("/version"));
    server.assertServes("0");
  }

  private void startOld() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    String jar = LightJar.version("0").toString();
    old =
        new ProcessBuilder(java.toString(), "-jar", jar, "--server.port=" + elsewhere)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  private String original() {
    return "# by hand\r\nset $service_url 'http://127.0.0.1:" + elsewhere + "';\r\n";
  }

  private String conf() {
    return server.folder().resolve("nginx.conf").toString();
  }

  private Draft playbook(String version) {
    return server
        .light(version)
        .behind(behind, server.url("/"))
        .nginx("include", "service-url.inc")
        .nginx("conf", "nginx.conf")
        .nginx("prefix", ".");
  }

  private void deployed(String version) {
    playbook(version).write(version + ".yml");
    server.deploy(version + ".yml");
    server.assertServes(version);
  }

  private String port() {
    return "127.0.0.1:" + behind;
  }

  /** The pids of our nginx: its master first, then those that listen. */
  private List<Processes.Info> ours() {
    return processes.holders(behind).stream()
        .filter(p -> p.command().startsWith("nginx: "))
        .sorted((a, b) -> a.command().compareTo(b.command()))
        .toList();
  }

  private void killOurs() {
    ours().forEach(p -> Signals.send("KILL", p.pid()));
    Await.until("its end", LONG, () -> ours().isEmpty());
  }

  private JsonObject ours(String playbook) {
    return server.status(playbook).getObject("behind");
  }

  @Test
  @DisplayName("that was killed is told as such, and started by the next run; other sites go on")
  void killed() throws Exception {
    serveByHand("");
    deployed("1");
    server.run("status", "1.yml").expect(0).says("nothing starts the nginx on http://" + port());
    killOurs();
    assertEquals("another site", server.get("/other"));
    String down = "our nginx does not run: nobody listens on " + port();
    Run status = server.run("status", "1.yml").expect(0).never("serves:");
    status.says(down + ", where your nginx sends visitors (").says("service-url.inc:2)");
    assertFalse(ours("1.yml").getBoolean("running"));
    assertEquals(Optional.empty(), Optional.ofNullable(server.status("1.yml").get("serves")));
    server.run("verify", "1.yml").expect(1).says(down);
    assertEquals(List.of("nginx"), server.deploy("1.yml", "--dry-run").steps("changed"));
    assertEquals(List.of("nginx"), server.deploy("1.yml").steps("changed"));
    server.assertServes("1");
    server.run("verify", "1.yml").expect(0);
    assertEquals("another site", server.get("/other"));
  }

  @Test
  @DisplayName("whose master alone was killed serves on, and has a new one after the next run")
  void masterKilled() throws Exception {
    serveByHand("");
    deployed("1");
    Processes.Info master = ours().get(0);
    assertTrue(master.command().startsWith("nginx: master"), master::toString);
    Signals.send("KILL", master.pid());
    Await.until("its end", LONG, () -> !processes.runs(master.id()));
    server.assertServes("1");
    server.run("status", "1.yml").expect(0).says("our nginx has lost its master").never("held by");
    Run dry = server.run("--dry-run", "1.yml").expect(0).says("-t -q");
    dry.says("end the workers whose master is gone: pid ").says(", and at once run ");
    server.run("1.yml").expect(0);
    server.assertServes("1");
    assertTrue(ours().get(0).command().startsWith("nginx: master"));
    server.run("--detailed-exitcode", "1.yml").expect(0);
  }

  @Test
  @DisplayName("whose port a stranger has taken is named with him by status, verify and a run")
  void taken() throws Exception {
    serveByHand("");
    deployed("1");
    killOurs();
    String self = "pid " + ProcessHandle.current().pid() + " (";
    String user = "user " + System.getProperty("user.name");
    try (ServerSocket taken = new ServerSocket(behind, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(behind, taken.getLocalPort());
      server
          .run("status", "1.yml")
          .expect(0)
          .never("serves:")
          .says("our nginx does not run: " + port() + " is held by " + self)
          .says(user)
          .says("where your nginx sends visitors");
      JsonObject holder = ours("1.yml").getObject("held_by");
      assertEquals(ProcessHandle.current().pid(), holder.getLong("pid"));
      server.run("verify", "1.yml").expect(1).says("is held by " + self);
      for (String how : List.of("--dry-run", "--take-over")) {
        Run run = server.run("-v", how, "1.yml");
        run.expect(1)
            .says("nginx.behind: port " + behind + " is taken by " + self)
            .says("and your nginx sends it visitors (");
        // He never answers: whoever asks him twice has everybody wait twice.
        assertEquals(1, run.all().split("no answer within", -1).length - 1, run::toString);
      }
      assertEquals("another site", server.get("/other"));
    }
    server.run("1.yml").expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("runs as a user whom nobody else has, with logs that this one cannot replace")
  void user() throws Exception {
    serveByHand("");
    deployed("1");
    boolean root = System.getProperty("user.name").equals("root");
    long uid = processes.user(ours().get(0).pid()).orElseThrow();
    for (Processes.Info process : ours()) {
      assertEquals(uid, processes.user(process.pid()).orElseThrow(), process::toString);
    }
    Path nginx = server.folder().resolve("app/nginx");
    int self = (int) Files.getAttribute(server.folder(), "unix:uid");
    assertEquals(self, Files.getAttribute(nginx.resolve("logs"), "unix:uid"));
    assertEquals((int) uid, Files.getAttribute(nginx.resolve("logs/error.log"), "unix:uid"));
    assertEquals((int) uid, Files.getAttribute(nginx.resolve("temp"), "unix:uid"));
    if (!root) {
      assertEquals(self, uid);
      return;
    }
    String name =
        new ProcessExecutor("getent", "passwd", "" + uid).readOutput(true).execute().outputUTF8();
    assertEquals("", name, "the user has an account");
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(nginx.resolve("temp"))));
    for (String planted : List.of("logs/error.log", "logs/nginx.pid", "logs/other", "nginx.conf")) {
      int exit =
          new ProcessExecutor(
                  "setpriv",
                  "--reuid=" + uid,
                  "--regid=" + uid,
                  "--clear-groups",
                  "--",
                  "ln",
                  "-sfn",
                  "/etc/shadow",
                  nginx.resolve(planted).toString())
              .execute()
              .getExitValue();
      assertTrue(exit != 0, planted);
    }
    // What somebody has taken away is made anew, nothing else is done.
    Files.delete(nginx.resolve("logs/error.log"));
    assertEquals(List.of("nginx"), server.deploy("1.yml").steps("changed"));
    assertEquals((int) uid, Files.getAttribute(nginx.resolve("logs/error.log"), "unix:uid"));
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
  }

  @Test
  @DisplayName("is not removed where visitors would meet nobody then, but by force")
  void removedByForce() throws Exception {
    serveByHand("");
    deployed("1");
    old.destroyForcibly().waitFor();
    String nobody = "http://127.0.0.1:" + elsewhere + ", WHERE NOBODY ANSWERS (";
    for (String how : List.of("--dry-run", "--verbose")) {
      server
          .run("remove", how, "1.yml")
          .expect(1)
          .says("visitors would be sent to " + nobody)
          .says("service-url.inc:2: set $service_url http://" + port() + ";  ->  ")
          .says("remove --force");
    }
    server.assertServes("1");
    server.run("deploy", "--force", "1.yml").expect(2);
    server.run("remove", "--force", "--dry-run", "1.yml").expect(0).says(nobody);
    server.assertServes("1");
    server.run("remove", "--force", "1.yml").expect(0).says(nobody);
    assertEquals(original(), server.read("service-url.inc"));
    assertEquals(List.of(), ours());
    assertEquals("another site", server.get("/other"));
  }

  @Test
  @DisplayName("gives visitors back to the app before it by a rollback of its first version")
  void rolledBack() throws Exception {
    serveByHand("");
    deployed("1");
    Run dry = server.run("rollback", "--dry-run", "1.yml").expect(0);
    dry.says("-> pid " + old.pid() + " (").says("+set $service_url 'http://127.0.0.1:" + elsewhere);
    server.assertServes("1");
    Run back = server.deploy("1.yml", "rollback");
    assertEquals(List.of("switch", "stop-old"), back.steps("changed"), back::toString);
    assertEquals(Boolean.FALSE, back.recap().get("live"));
    assertEquals(original(), server.read("service-url.inc"));
    server.assertServes("0");
    server.run("status", "1.yml").expect(0).says("serves: pid " + old.pid() + " (");
    assertEquals(0L, server.pid("1.yml", "blue") + server.pid("1.yml", "green"));
    server.run("history", "1.yml").expect(0).says("1 -> before us");
    assertEquals(List.of(), server.deploy("1.yml", "rollback").steps("changed"));
    server.run("rollback", "--to", "0", "1.yml").expect(1).says("without --to goes back to it");

    deployed("2");
    playbook("3").write("3.yml");
    server.deploy("3.yml");
    server.deploy("3.yml", "rollback");
    server.assertServes("2");
    old.destroyForcibly().waitFor();
    server
        .run("rollback", "3.yml")
        .expect(1)
        .says("http://127.0.0.1:" + elsewhere)
        .says("does not answer any more");
    server.assertServes("2");
    startOld();
    Await.until("the old app", LONG, () -> !processes.holders(elsewhere).isEmpty());
    server.deploy("3.yml", "rollback");
    server.assertServes("0");
  }

  @Test
  @DisplayName("goes while your own nginx does not run, and no version changes until that is told")
  void resting() throws Exception {
    serveByHand("");
    deployed("1");
    new ProcessExecutor("nginx", "-c", conf(), "-s", "quit").exitValueNormal().execute();
    Path pid = server.folder().resolve("nginx.pid");
    Await.until("the end of nginx", LONG, () -> !Files.exists(pid));
    String stopped = "as your nginx (" + conf() + ") does not run; start it";
    server.run("status", "1.yml").expect(0).says(stopped);
    server.run("rollback", "--dry-run", "1.yml").expect(1).says(stopped);
    server.run("rollback", "1.yml").expect(1).says(stopped);
    server.run("reload", "--dry-run", "1.yml").expect(1).says("there is nothing to reload");
    server.run("remove", "--dry-run", "1.yml").expect(0).says("reads at its next start");
    server.run("remove", "1.yml").expect(0);
    assertEquals(original(), server.read("service-url.inc"));
    assertEquals(List.of(), ours());
    new ProcessExecutor("nginx", "-c", conf()).exitValueNormal().execute();
    server.assertServes("0");
  }

  /** Where a visitor is led on to. */
  private String location() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.url("/moved")).build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return answer.headers().firstValue("Location").orElse("none");
  }

  @Test
  @DisplayName(
      "is refused where a directive beside the value names the old address, with the words")
  void proxyRedirect() throws Exception {
    String said = "proxy_redirect http://127.0.0.1:" + elsewhere + "/ /";
    serveByHand(said + ";");
    assertEquals("/version", URI.create(location()).getPath());
    String straight = location();
    playbook("1").write("1.yml");
    for (String how : List.of("--dry-run", "--verbose")) {
      server
          .run(how, "1.yml")
          .expect(1)
          .says("nginx.conf:19: " + said + "; names the address that $service_url has now")
          .says("write there: proxy_redirect $service_url/ /;");
    }
    assertEquals(original(), server.read("service-url.inc"));
    server.write(
        "nginx.conf", server.read("nginx.conf").replace(said, "proxy_redirect $service_url/ /"));
    new ProcessExecutor("nginx", "-c", conf(), "-s", "reload").exitValueNormal().execute();
    deployed("1");
    assertEquals(straight, location());
  }

  @Test
  @DisplayName(
      "gives visitors back where a redirect leads them to an address of this machine alone")
  void leakingRedirect() throws Exception {
    serveByHand("set $p " + elsewhere + "; proxy_redirect http://127.0.0.1:$p/ /;");
    String straight = location();
    playbook("1").nginx("url", server.url("/moved").toString()).write("1.yml");
    server
        .run("1.yml")
        .expect(1)
        .says("leads visitors on to http://" + port() + "/version")
        .says("proxy_set_header Host $host");
    assertEquals(original(), server.read("service-url.inc"));
    server.assertServes("0");
    assertEquals(straight, location());
  }
}
