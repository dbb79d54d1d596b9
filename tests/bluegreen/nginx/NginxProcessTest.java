package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anybody can call his process what he likes, and whoever runs an nginx writes its pid file. */
@DisplayName("nginx's master")
class NginxProcessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** A number that no account has, and no app of ours. */
  private static final long STRANGER = 61_500;

  @TempDir private Path folder;
  private final Commands commands = new Commands(Trace.SILENT);
  private final Processes processes = new Processes();
  private final boolean root = Accounts.areRoot();
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private Playbook playbook(String nginx) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("playbook.yml"),
            """
            app: { name: shop, jar: shop.jar, dir: app }
            ports: { blue: 8081, green: 8082 }
            health: { url: "http://127.0.0.1:{{ port }}/health" }
            nginx:
            """
                + nginx);
    Surroundings here = new Surroundings(Map.of(), root, Optional.empty(), Map.of());
    return new PlaybookReader(new Templates(), here).read(file);
  }

  /** Whose pid is found, where that of a process called as a master is in the pid file. */
  private boolean isFound(Playbook playbook, Optional<Long> user) throws Exception {
    Path conf = playbook.nginx().conf();
    Path pidFile = folder.resolve("nginx.pid");
    // What sleep(1) is told comes after it, and would be part of a path.
    String title = "nginx: master process nginx -c " + conf + " -g";
    List<String> argv = new ArrayList<>();
    user.ifPresent(u -> argv.addAll(new NginxUser(u).become()));
    argv.addAll(List.of("bash", "-c", "exec -a \"$0\" sleep 600", title));
    Process process = new ProcessBuilder(argv).start();
    started.add(process);
    Await.until(
        "its name",
        SOON,
        () -> processes.find(process.pid()).filter(p -> p.command().startsWith(title)).isPresent());
    Files.writeString(pidFile, process.pid() + "\n");
    Optional<Processes.Info> master =
        new NginxProcess(playbook, commands, processes, () -> Optional.of("pid " + pidFile + ";\n"))
            .master();
    process.destroyForcibly().waitFor();
    assertEquals(master.map(Processes.Info::pid).orElse(process.pid()), process.pid());
    return master.isPresent();
  }

  @Test
  @DisplayName("of the visitors' nginx is root's or our own, and nobody else's by its pid file")
  void visitors() throws Exception {
    Playbook playbook =
        playbook(
            "  conf: " + folder.resolve("nginx.conf") + "\n  site: /etc/nginx/conf.d/s.conf\n");
    assertEquals(true, isFound(playbook, Optional.empty()));
    if (root) {
      assertEquals(false, isFound(playbook, Optional.of(STRANGER)));
    }
  }

  @Test
  @DisplayName("of an nginx of ours behind another runs as the app's own user, and not as root")
  void behind() throws Exception {
    Playbook playbook = playbook("  behind: 8090\n  url: http://127.0.0.1/\n");
    long own = root ? NginxUser.of("shop", new Accounts(commands)).uid() : processes.ownUser();
    assertEquals(true, isFound(playbook, root ? Optional.of(own) : Optional.empty()));
    if (root) {
      assertEquals(false, isFound(playbook, Optional.empty()));
      assertEquals(false, isFound(playbook, Optional.of(own + 1)));
      assertEquals(false, isFound(playbook, Optional.of(STRANGER)));
    }
  }
}
