package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.testing.Await;
import bluegreen.testing.Ports;
import bluegreen.testing.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Workers whose master was killed")
class SuccessionTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final int port = Ports.free(1).get(0);
  private final Commands commands = new Commands(Trace.SILENT);
  private final Processes processes = new Processes();
  private Command start;

  @BeforeEach
  void lose() throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            worker_processes 3;
            pid nginx.pid;
            error_log error.log;
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
                .formatted(port));
    start = Command.of("nginx", "-p", folder.toString(), "-c", conf.toString());
    commands.run(start);
    long master = master();
    Await.until("its workers", LONG, () -> workers().size() == 3);
    Signals.send("KILL", master);
    Await.until("its end", LONG, () -> processes.find(master).isEmpty());
  }

  @AfterEach
  void end() throws Exception {
    processes.holders(port).stream()
        .sorted((a, b) -> a.command().compareTo(b.command())) // The master first.
        .forEach(p -> Signals.send("TERM", p.pid()));
    Await.until("the end", LONG, () -> processes.holders(port).isEmpty());
  }

  private long master() {
    return Long.parseLong(SetValue.text(folder.resolve("nginx.pid")).orElseThrow().strip());
  }

  private List<Processes.Id> workers() {
    return processes.holders(port).stream()
        .filter(p -> p.command().startsWith("nginx: worker"))
        .map(Processes.Info::id)
        .toList();
  }

  @Test
  @DisplayName("give way to the next nginx, which never finds the port taken")
  void succession() throws Exception {
    List<Processes.Id> old = workers();
    assertEquals(3, old.size());
    new Succession(commands, processes).perform(old, Optional.of(start));
    Await.until("new workers", LONG, () -> workers().size() == 3);
    assertTrue(workers().stream().noneMatch(old::contains));
    assertTrue(processes.find(master()).isPresent());
    String log = SetValue.text(folder.resolve("error.log")).orElse("");
    assertFalse(log.contains("bind()"), log);
  }

  @Test
  @DisplayName("end alone where nothing is to come in their place, and a failed start is told")
  void alone() throws Exception {
    Succession succession = new Succession(commands, processes);
    succession.perform(workers(), Optional.empty());
    assertEquals(List.of(), processes.holders(port));
    Command wrong = start.and("-g", "nonsense;");
    HostFailure failure =
        assertThrows(HostFailure.class, () -> succession.perform(List.of(), Optional.of(wrong)));
    assertTrue(failure.getMessage().contains("nonsense"), failure::getMessage);
  }
}
