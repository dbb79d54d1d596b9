package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.nginx.Nginx;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.testing.Await;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.TalkLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@DisplayName("An app that does not speak HTTP, behind nginx's stream block")
class StreamTest {
  private static final int SWITCHES = 40;
  private static final int CLIENTS = 16;

  private final PrivateServer server = PrivateServer.create();

  /** Our own nginx is not run as root, and has to get at its folder. */
  @BeforeEach
  void open() throws IOException {
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwx--x--x"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private int port() {
    return server.url("/").getPort();
  }

  private String served() throws IOException {
    try (TalkLoad.Session session = new TalkLoad.Session(port())) {
      return session.version();
    }
  }

  /** One who has said all that he has to say still gets his answer. */
  private void assertAnswersAtTheEnd() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("PING\n".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(all.endsWith("+PONG\n"), all);
    }
  }

  private void write(String version, String kind) {
    server.talk(version).nginx("switch", kind).rollout("drain", "200ms").write(version + ".yml");
  }

  @Test
  @Timeout(600)
  @DisplayName(
      "by a reload loses no session to deployments and a rollback; a standby steps in; all of"
          + " it goes without a trace")
  void story() throws Exception {
    write("1", "reload");
    write("2", "reload");
    String fails = "{ TALK_FAIL: loading }";
    server
        .talk("3")
        .app("env", fails)
        .nginx("switch", "reload")
        .health("timeout", "2s")
        .write("bad.yml");
    server.deploy("1.yml");
    assertAnswersAtTheEnd();
    try (TalkLoad load = TalkLoad.begin(port(), 8, 8)) {
      Run run = server.deploy("2.yml");
      assertTrue(run.steps("changed").containsAll(List.of("start", "switch")), run::toString);
      assertEquals("2", served());
      server.run("verify", "2.yml").expect(0).says("serves shop 2");
      server.run("verify", "1.yml").expect(1);
      server.run("rollback", "2.yml").expect(0);
      assertEquals("1", served());
      assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
      assertEquals(List.of(), load.failures());
      assertTrue(load.done() > 0 && load.answered() > 0);
    }
    server.kill(server.pid("1.yml", "blue"));
    assertEquals("2", served());
    server.run("bad.yml").expect(1).says("answered hello 3 -LOADING, without +PONG");
    assertEquals("2", served());
    server.run("remove", "1.yml").expect(0);
    assertEquals(List.of(), server.processes());
    assertFalse(Files.exists(server.folder().resolve("app")));
    assertFalse(Files.exists(server.folder().resolve("nginx")));
  }

  @Test
  @Timeout(600)
  @DisplayName(
      "is switched live forty times under short sessions and long ones, and loses none of them;"
          + " nginx starts after a kill, whatever that leaves")
  void forty() throws Exception {
    write("1", "live");
    write("2", "live");
    server.deploy("1.yml");
    server.deploy("2.yml");
    assertAnswersAtTheEnd();
    Switches switches = new Switches(server.folder().resolve("2.yml"));
    forth(switches);
    server.nginx().kill();
    assertTrue(Files.exists(server.folder().resolve("app/nginx/s/blue"))); // What is left of it.
    server.nginx().start();
    server.run("verify", "2.yml").expect(1).says("a deployment starts it");
    server.deploy("2.yml");
    assertEquals("2", served());
    forth(switches);
    server.kill(server.pid("2.yml", "green"));
    assertEquals("1", served()); // By the standby, and then by the link.
    server.deploy("2.yml");
    assertEquals("2", served());
    server.run("verify", "2.yml").expect(0);
    switches.lie(Slot.BLUE);
    server.run("verify", "2.yml").expect(1).says("nginx still makes connections to blue");
    server.run("remove", "1.yml").expect(0);
    assertEquals(List.of(), server.processes());
    assertFalse(Files.exists(server.folder().resolve("app")));
    assertFalse(Files.exists(server.folder().resolve("nginx")));
  }

  private void forth(Switches switches) throws Exception {
    try (TalkLoad load = TalkLoad.begin(port(), CLIENTS, CLIENTS)) {
      for (int i = 1; i <= SWITCHES / 2; i++) {
        Slot to = i % 2 == 0 ? Slot.GREEN : Slot.BLUE;
        switches.to(to);
        assertEquals(to == Slot.GREEN ? "2" : "1", served());
        Thread.sleep(100);
      }
      assertEquals(List.of(), load.failures());
      System.out.printf(
          "  %d switches: %d short sessions, %d lines in long ones%n",
          SWITCHES / 2, load.done(), load.answered());
      assertTrue(load.done() >= SWITCHES && load.answered() >= SWITCHES);
    }
  }

  /** The product's own way to move traffic, without the rest of a run. */
  private static final class Switches {
    private final AppDir dir;
    private final Nginx nginx;

    Switches(Path file) throws Exception {
      Templates templates = new Templates();
      Surroundings here = new Surroundings(Map.of(), true, Optional.empty(), Map.of());
      Playbook playbook = new PlaybookReader(templates, here).read(file);
      dir = new AppDir(playbook.app().dir());
      Trace trace = Trace.SILENT;
      nginx =
          new Nginx(
              playbook,
              dir,
              new Commands(trace),
              new Http(trace),
              new AtomicFiles(trace),
              new Processes(),
              Duration.ofSeconds(10));
    }

    void to(Slot slot) throws Exception {
      nginx.mark(slot);
    }

    /** Has connections come to a slot while all that is written down says that it is the other. */
    void lie(Slot slot) throws Exception {
      Path other = dir.sockets().resolve(slot.other().label());
      Path socket = dir.sockets().resolve(slot.label());
      Files.delete(other);
      Files.createSymbolicLink(other, socket);
    }
  }

  @Test
  @Timeout(600)
  @DisplayName("goes as playbooks/tcp.yml says")
  void example() throws Exception {
    Path folder = Files.createDirectories(server.folder().resolve("tcp"));
    Files.copy(Path.of("playbooks/tcp/Talk.java"), folder.resolve("Talk.java"));
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    server.write(
        "tcp.yml",
        Files.readString(Path.of("playbooks/tcp.yml"))
            .replace("[java,", "[" + java + ",")
            .replace("7001", String.valueOf(server.port("blue")))
            .replace("7002", String.valueOf(server.port("green")))
            .replace("[7000]", "[\"" + server.url("/").getAuthority() + "\"]"));
    server.run("tcp.yml").expect(0);
    assertEquals("1", served());
    server.run("-e", "version=2", "tcp.yml").expect(0).says("TRAFFIC not counted: nginx.stream");
    assertEquals("2", served());
    server.run("rollback", "tcp.yml").expect(0);
    assertEquals("1", served());
    server.run("remove", "tcp.yml").expect(0);
    assertFalse(Files.exists(folder.resolve("run")));
    Await.until(
        "its processes to be gone", Duration.ofSeconds(5), () -> server.processes().isEmpty());
  }
}
