package bluegreen.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.testing.Await;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("An nginx of one's own whose master was killed")
class LostMasterTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();

  @BeforeEach
  void deploy() throws IOException {
    server.light("1").write("1.yml");
    server.light("2").write("2.yml");
    deployFromAfar("1.yml");
    long master = server.nginx().master();
    Signals.send("KILL", master);
    Await.until("its end", LONG, () -> new Processes().find(master).isEmpty());
    server.assertServes("1");
  }

  /** By somebody whose limits, priority and environment are none for an nginx to go on with. */
  private void deployFromAfar(String playbook) throws IOException {
    String afar = "ulimit -S -n 256; renice 10 -p $$ >/dev/null; exec \"$@\"";
    server
        .deployer()
        .through("/bin/sh", "-c", afar, "sh")
        .env("DEPLOY_TOKEN", "hush-hush")
        .run(playbook)
        .expect(0);
    Path master = Path.of("/proc/" + server.nginx().master());
    String limits = Files.readString(master.resolve("limits"));
    assertTrue(limits.matches("(?s).*Max open files +(\\d+) +\\1 .*"), limits);
    String stat = Files.readString(master.resolve("stat"));
    boolean root = System.getProperty("user.name").equals("root");
    assertEquals(root ? "0" : "10", stat.substring(stat.lastIndexOf(')')).split(" ")[17]);
    String environment = Files.readString(master.resolve("environ"), ISO_8859_1);
    assertFalse(environment.contains("hush-hush"), environment);
  }

  @AfterEach
  void end() {
    server.close();
  }

  private List<String> nginx() {
    return server.processes().stream().filter(p -> p.contains("nginx: ")).toList();
  }

  @Test
  @DisplayName("serves on, is told as such, and gives way to another one by the next run")
  void succeeded() throws IOException {
    server.run("status", "1.yml").expect(0).says("its master was killed, its workers serve on");
    server.run("verify", "1.yml").expect(1).says("until the next run starts it anew");
    String end = "end the workers whose master is gone: pid ";
    server.run("--dry-run", "2.yml").expect(0).says("-t -q").says(end).says(", and at once run ");
    deployFromAfar("2.yml");
    server.assertServes("2");
    server.run("verify", "2.yml").expect(0);
    assertEquals(List.of(), server.deploy("2.yml").steps("changed"));
  }

  @Test
  @DisplayName("leaves no process behind when all of ours is removed")
  void removed() {
    assertTrue(nginx().size() > 0, "its workers");
    server.run("remove", "--dry-run", "1.yml").expect(0).says("end the workers whose master is");
    server.run("remove", "1.yml").expect(0);
    Await.until("their end", LONG, () -> nginx().isEmpty());
  }
}
