package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.testing.Await;
import bluegreen.testing.Ports;
import bluegreen.testing.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Workers whose master was killed are ours")
class OrphansTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Commands commands = new Commands(Trace.SILENT);
  private final Processes processes = new Processes();
  private final List<Integer> used = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (int port : used) {
      processes.holders(port).forEach(p -> Signals.send("KILL", p.pid()));
      Await.until("the end", LONG, () -> processes.holders(port).isEmpty());
    }
  }

  /** The pids of the workers of an nginx in a folder of that name, whose master is killed. */
  private List<Long> orphans(String name, String mark, int port) throws Exception {
    Path prefix = Files.createDirectories(folder.resolve(name + "/logs")).getParent();
    String root = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Path conf =
        Files.writeString(
            prefix.resolve("nginx.conf"),
            """
            %s
            %s
            worker_processes 2;
            pid nginx.pid;
            error_log logs/error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server { listen 127.0.0.1:%d; return 204; }
            }
            """
                .formatted(mark, root, port));
    used.add(port);
    commands.run(Command.of("nginx", "-p", prefix.toString(), "-c", conf.toString()));
    Await.until("its workers", LONG, () -> workers(port).size() == 2);
    long master = Long.parseLong(Files.readString(prefix.resolve("nginx.pid")).strip());
    Signals.send("KILL", master);
    Await.until("its end", LONG, () -> processes.find(master).isEmpty());
    return workers(port);
  }

  private List<Long> workers(int port) {
    return processes.holders(port).stream()
        .filter(p -> p.command().startsWith("nginx: worker"))
        .map(Processes.Info::pid)
        .sorted()
        .toList();
  }

  private List<Long> found(String prefix) throws Exception {
    return pids(playbook(prefix, 8090).find());
  }

  private static List<Long> pids(List<Processes.Info> processes) {
    return processes.stream().map(Processes.Info::pid).sorted().toList();
  }

  private Orphans playbook(String prefix, int port) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("playbook.yml"),
            """
            app: { name: shop, jar: shop.jar, dir: app }
            ports: { blue: 8081, green: 8082 }
            health: { url: "http://127.0.0.1:{{ port }}/health" }
            nginx: { prefix: %1$s, site: %1$s/site.conf, listen: [%2$d] }
            """
                .formatted(prefix, port));
    Surroundings here = new Surroundings(Map.of(), true, Optional.empty(), Map.of());
    Playbook playbook = new PlaybookReader(new Templates(), here).read(file);
    return new Orphans(playbook, commands, processes);
  }

  @Test
  @DisplayName("of an nginx that is not of our making are seen where they listen for our site")
  void adrift() throws Exception {
    List<Integer> ports = Ports.free(2);
    List<Long> theirs = orphans("theirs", "# by hand", ports.get(0));
    orphans("elsewhere", "# by hand", ports.get(1));
    assertEquals(theirs, pids(playbook("theirs", ports.get(0)).adrift()));
    assertEquals(List.of(), found("theirs"), "and are not ours to end");
    assertTrue(playbook("theirs", ports.get(0)).ending().containsAll(theirs), "for the drain");
  }

  @Test
  @DisplayName("where they write into the log of an nginx of our making, and nobody else's are")
  void log() throws Exception {
    List<Integer> ports = Ports.free(3);
    String ours = "# bluegreen: private nginx";
    List<Long> own = orphans("own", ours, ports.get(0));
    List<Long> another = orphans("another", ours, ports.get(1));
    orphans("foreign", "# by hand", ports.get(2));
    assertEquals(own, found("own"));
    assertEquals(another, found("another"));
    assertEquals(List.of(), found("foreign"));
  }
}
