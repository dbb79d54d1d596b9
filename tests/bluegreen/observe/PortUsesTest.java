package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes.Id;
import bluegreen.host.Processes.Info;
import bluegreen.host.Processes.Listener;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Samples;
import bluegreen.playbook.Playbook;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Somebody else's process on a port of ours")
class PortUsesTest {
  @TempDir Path folder;
  private Ground ground;
  private Playbook playbook;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    ground = new Ground(folder);
    playbook = ground.playbook("app", "site: shop.conf, conf: nginx.conf, listen: [8090]");
  }

  @AfterEach
  void close() {
    started.forEach(Process::destroyForcibly);
    ground.close();
  }

  /** The ports of a process that listens on so many. */
  private List<Integer> listening(int count) throws Exception {
    Process process =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import socket, sys
                all = [socket.create_server(('127.0.0.1', 0)) for i in range(%d)]
                print(*[s.getsockname()[1] for s in all], flush=True)
                sys.stdin.read()
                """
                    .formatted(count))
            .start();
    started.add(process);
    try (BufferedReader out = process.inputReader()) {
      return List.of(out.readLine().split(" ")).stream().map(Integer::valueOf).toList();
    }
  }

  private Listener at(int port) {
    return ground.processes.listeners(port, Optional.empty()).get(0);
  }

  private PortUse use(Listener stranger, Optional<Configuration> configuration) throws Exception {
    Map<Integer, PortUse> uses =
        new PortUses(playbook, ground.dir, ground.machine)
            .of(List.of(stranger), configuration, Optional.empty());
    return uses.get(stranger.port());
  }

  private static Optional<Configuration> passing(int port) {
    return Optional.of(
        Samples.http("server { location / { proxy_pass http://127.0.0.1:" + port + "; } }"));
  }

  @Test
  @DisplayName("is needed by nobody where nobody names it or asks it")
  void none() throws Exception {
    List<Integer> ports = listening(1);
    PortUse use = use(at(ports.get(0)), passing(ports.get(0) + 1));
    assertEquals(Optional.empty(), use.present());
    assertEquals(Optional.empty(), use.lasting());
    assertEquals(
        Map.of(),
        new PortUses(playbook, ground.dir, ground.machine)
            .of(List.of(), Optional.empty(), Optional.empty()));
  }

  @Test
  @DisplayName("is needed where nginx's configuration names its port")
  void named() throws Exception {
    int port = listening(1).get(0);
    assertEquals(
        Optional.of(
            "nginx's configuration names it (/etc/nginx/nginx.conf:3: proxy_pass http://127.0.0.1:"
                + port
                + ";)"),
        use(at(port), passing(port)).lasting());
  }

  @Test
  @DisplayName("is needed where nginx names another port of the same process, or who asks that")
  void otherPort() throws Exception {
    List<Integer> ports = listening(2);
    PortUse use = use(at(ports.get(0)), passing(ports.get(1)));
    assertTrue(use.named().orElseThrow().contains("127.0.0.1:" + ports.get(1)), use::toString);
    assertEquals(
        Optional.of(
            "it listens on " + ports.get(1) + ", too, where nothing of ours would take its place"),
        use.more());
  }

  @Test
  @DisplayName("is needed by whoever is connected to it, be it on another port of his")
  void connected() throws Exception {
    List<Integer> ports = listening(2);
    Process caller =
        new ProcessBuilder(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/" + ports.get(1) + "; echo ready; exec sleep 600")
            .start();
    started.add(caller);
    caller.inputReader().readLine();
    List<String> callers = use(at(ports.get(0)), Optional.empty()).callers();
    assertEquals(1, callers.size(), callers::toString);
    assertTrue(callers.get(0).startsWith("pid " + caller.pid() + " ("), callers::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx: master process /usr/sbin/nginx",
        "nginx: worker process",
        "/usr/sbin/nginx -g daemon off;",
        "haproxy -f /etc/haproxy.cfg",
        "/usr/sbin/apache2 -k start",
        "sshd: alice"
      })
  @DisplayName("serves more than that port where that is its program's work")
  void proxy(String command) throws Exception {
    Listener stranger =
        new Listener(8081, Optional.of(new Info(new Id(1, 1), 0, "S", command, "root")));
    assertEquals(
        Optional.of("it serves other sites and apps, too"), use(stranger, Optional.empty()).more());
  }

  @ParameterizedTest
  @ValueSource(strings = {"java -jar nginx.jar", "/usr/bin/nginxify", "node caddy.js"})
  @DisplayName("is an app where only its arguments, or a part of its name, are such a program's")
  void app(String command) throws Exception {
    Listener stranger =
        new Listener(8081, Optional.of(new Info(new Id(1, 1), 0, "S", command, "root")));
    assertEquals(Optional.empty(), use(stranger, Optional.empty()).more());
  }

  @Test
  @DisplayName("may be needed where nobody can tell what the nginx in front of ours names")
  void unread() throws Exception {
    Path conf = Files.writeString(folder.resolve("front.conf"), "http {}\n");
    playbook = ground.playbook("app", "behind: 8090, conf: front.conf, url: \"http://127.0.0.1/\"");
    try (ServerSocket own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Listener stranger = at(own.getLocalPort());
      assertEquals(
          Optional.of(
              "nobody can tell whether nginx needs it, as we may not read "
                  + conf
                  + " of its configuration"),
          use(stranger, Optional.empty()).unread());
      assertEquals(Optional.empty(), use(stranger, passing(1)).unread());
      Files.delete(conf);
      assertEquals(Optional.empty(), use(stranger, Optional.empty()).unread());
    }
  }
}
