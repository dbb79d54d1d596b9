package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.LightJar;
import bluegreen.testing.Outsider;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A deployment that cannot go well is refused, and nothing at all is touched")
class RefusalTest {
  private final PrivateServer server = PrivateServer.create();

  @BeforeAll
  void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
  }

  @AfterAll
  void close() {
    server.close();
  }

  private Run refused(String... options) {
    Snapshot before = server.snapshot();
    String[] arguments = Arrays.copyOf(options, options.length + 1);
    arguments[options.length] = "2.yml";
    Run run = server.run(arguments).expect(1);
    before.assertSameAs(server.snapshot(), "a deployment that was refused");
    server.assertServes("1");
    return run;
  }

  @Test
  @DisplayName("where the jar is missing")
  void missingJar() {
    server.light("2").app("jar", "no-such.jar").write("2.yml");
    refused().says("app.jar: ").says("no-such.jar does not exist");
    refused("--dry-run").says("no-such.jar does not exist");
  }

  @Test
  @DisplayName("where whoever has the port carries what the active version's process does")
  void copiedTags() throws Exception {
    server.light("2").write("2.yml");
    ProcessBuilder copy =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-jar",
                LightJar.version("1").toString(),
                "--server.port=" + server.port("green"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD);
    String env = Files.readString(Path.of("/proc/" + server.pid("1.yml", "blue") + "/environ"));
    copy.environment().clear();
    Stream.of(env.split("\0"))
        .map(variable -> variable.split("=", 2))
        .forEach(variable -> copy.environment().put(variable[0], variable[1]));
    Process stranger = copy.start();
    try {
      Await.until("the copy to listen", Duration.ofMinutes(1), this::isOnGreen);
      refused().says("(green) is taken by pid " + stranger.pid());
      refused("--take-over").says("(green) is taken by pid " + stranger.pid());
      assertTrue(stranger.isAlive());
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  private boolean isOnGreen() {
    try (Socket socket = new Socket("127.0.0.1", server.port("green"))) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @DisplayName("where the jar is cut short, or none at all")
  void truncatedJar() throws IOException {
    byte[] whole = Files.readAllBytes(LightJar.version("2"));
    Files.write(server.folder().resolve("cut.jar"), Arrays.copyOf(whole, whole.length / 2));
    server.light("2").app("jar", "cut.jar").write("2.yml");
    refused().says("cut.jar is not a whole jar");

    server.write("text.jar", "not a jar\n");
    server.light("2").app("jar", "text.jar").write("2.yml");
    refused().says("text.jar is not a whole jar");
  }

  @Test
  @DisplayName("where the jar has another SHA-256 than the playbook wants")
  void wrongDigest() {
    server.light("2").app("sha256", "ab".repeat(32)).write("2.yml");
    refused().says("app.sha256: ").says("it is refused");
  }

  @Test
  @DisplayName(
      "where the private nginx is another app's; to remove this one leaves that nginx, too")
  void anotherTenant() {
    server
        .light("2")
        .app("name", "other")
        .app("dir", "other")
        .nginx("site", "nginx/other.conf")
        .write("2.yml");
    refused()
        .says("nginx.prefix: the nginx in " + server.folder().resolve("nginx") + " serves shop");
    Snapshot before = server.snapshot();
    server.run("remove", "2.yml").expect(0).says("changed=0");
    before.assertSameAs(server.snapshot(), "the removal of an app that is not there");
    server.assertServes("1");
  }

  @Test
  @DisplayName("where nginx, Java or the user is not there")
  void missingPrograms() {
    server.light("2").nginx("bin", "/no/such/nginx").write("2.yml");
    refused().says("nginx.bin: there is no program '/no/such/nginx'");
    server.light("2").app("java", "/no/such/java").write("2.yml");
    refused().says("app.java: there is no program '/no/such/java'");
  }

  @Test
  @DisplayName("where the file of secrets is missing or not one, and its text is not shown")
  void badEnvFile() {
    server.light("2").app("env_file", "no.env").write("2.yml");
    refused().says("app.env_file: ").says("no.env");
    server.write("bad.env", "GOOD=hidden-1\nnot an assignment hidden-2\n");
    server.light("2").app("env_file", "bad.env").write("2.yml");
    refused("-vv").says("bad.env:2: expected NAME=VALUE").never("hidden-1").never("hidden-2");
  }

  @Test
  @DisplayName("where someone else holds the port: named by pid, and left alone")
  void foreignPort() throws IOException {
    server.light("2").write("2.yml");
    try (Outsider other = Outsider.at("127.0.0.1", server.port("green"))) {
      refused()
          .says("port " + server.port("green") + " (green) is taken by " + other.who())
          .says("--take-over");
      refused("--dry-run").says("is taken by " + other.who());
      other.assertAnswers();
    }
  }

  @Test
  @DisplayName(
      "where nginx cannot begin to listen: whoever does is named, in whichever way he does")
  void foreignListen() throws IOException {
    int port = Ports.free(1).get(0);
    String listen =
        "[\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(server.url("/").getPort(), port);
    server.light("2").nginx("listen", listen).write("2.yml");
    for (String address : List.of("127.0.0.1", "0.0.0.0", "::")) { // The last is IPv4's, too.
      try (Outsider other = Outsider.at(address, port)) {
        refused("--dry-run")
            .says("nginx.listen: nginx cannot listen on 127.0.0.1:" + port + ", as " + other.who());
        other.assertAnswers();
      }
    }
    server.run("--dry-run", "2.yml").expect(0);
    server
        .light("2")
        .nginx("listen", listen.replace("127.0.0.1:" + port, "203.0.113.9:80"))
        .write("2.yml");
    refused("--dry-run")
        .says("cannot listen on 203.0.113.9:80, as this machine does not have that address");
  }

  @Test
  @DisplayName("where nginx refuses its site, which a dry run finds out, too, as nginx says why")
  void badLocation() {
    String before = server.read("nginx/site.conf");
    var workers = server.workers();
    server.light("2").nginx("location", "expires $no_such_variable;").write("2.yml");
    for (String option : List.of("--dry-run", "-v")) {
      refused(option)
          .says("unknown \"no_such_variable\" variable")
          .matches("(?m)^ +preflight +failed ");
    }
    assertEquals(before, server.read("nginx/site.conf"));
    assertEquals(workers, server.workers(), "nginx's workers");
    server.assertServes("1");
    server.deploy("1.yml");
    assertEquals(before, server.read("nginx/site.conf"));
  }

  @Test
  @DisplayName(
      "where nginx would refuse a directive whatever else it has, which a dry run finds out")
  void badDirective() {
    server.light("2").nginx("location", "no_such_directive on;").write("2.yml");
    String said = "nginx.location: nginx refuses it: unknown directive \"no_such_directive\"";
    refused("--dry-run").says(said);
    refused("--quiet").says(said);
  }

  @Test
  @DisplayName("where the playbook is none, or nobody can read it: exit code 2")
  void noPlaybook() {
    Snapshot before = server.snapshot();
    server.run("no-such.yml").expect(2).says("no-such.yml");
    server.run(".").expect(2);
    before.assertSameAs(server.snapshot(), "a run without a playbook");
  }
}
