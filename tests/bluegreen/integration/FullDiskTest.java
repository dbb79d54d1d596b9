package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A disk that is full, whichever write meets it, fails the deployment and nothing else")
class FullDiskTest {
  /** More room than any deployment of these tests needs, in blocks or in files. */
  private static final int ENOUGH = 40;

  private final PrivateServer server = PrivateServer.create();
  private final List<SmallDisk> disks = new ArrayList<>();

  @AfterEach
  void close() {
    server.stopAll();
    disks.forEach(SmallDisk::close);
    server.close();
  }

  private SmallDisk disk(String folder) {
    SmallDisk disk = SmallDisk.on(server.folder().resolve(folder));
    disks.add(disk);
    return disk;
  }

  /** Deploys with ever more room until that goes well; the steps that failed before. */
  private Set<String> sweep(SmallDisk disk, IntConsumer leave, String playbook) {
    long serving = server.pid("1.yml", "blue");
    List<String> processes = server.processes();
    try (Load load = LoadClient.to(server.url("/")).connections(2).perSecond(50).start()) {
      Set<String> failed =
          sweep(
              leave,
              playbook,
              run -> {
                assertEquals("1", run.recap().getString("version"), run::toString);
                server.assertServes("1");
                assertTrue(ProcessHandle.of(serving).isPresent(), run::toString);
                assertEquals(processes, server.processes(), run::toString);
                LoadReport report = load.report();
                assertEquals(0, report.failures(), report::describe);
              });
      disk.empty();
      server.deploy(playbook);
      server.run("verify", playbook).expect(0);
      return failed;
    }
  }

  private Set<String> sweep(IntConsumer leave, String playbook, Consumer<Run> afterFailure) {
    Set<String> failed = new TreeSet<>();
    for (int room = 0; room < ENOUGH; room++) {
      leave.accept(room);
      Run run = server.run("--output", "json", playbook);
      if (run.exit() == 0) {
        return failed;
      }
      run.expect(1).says("No space left on device").says(server.folder().toString());
      afterFailure.accept(run);
      assertNothingTemporary(run);
      if (failed.addAll(run.steps("failed"))) {
        // What was done before it, such as storing the release, needs no room any more.
        room = -1;
      }
    }
    throw new AssertionError("no room is enough; failed: " + failed);
  }

  private void assertNothingTemporary(Run run) {
    try (Stream<Path> files = Files.walk(server.folder())) {
      List<Path> left =
          files
              .filter(f -> f.getFileName().toString().matches("\\.bluegreen-tmp-.*|intent\\.json"))
              .toList();
      assertEquals(List.of(), left, run::toString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next byte that is added needs another block. */
  private void fillLastBlock(String name) {
    int block = SmallDisk.BLOCK * 1024;
    String text = server.read(name);
    server.write(name, text + "x".repeat(block - text.length() % block - 1) + "\n");
  }

  private void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server.light("2").write("2.yml");
  }

  @Test
  @DisplayName("where it is the app's that has no room for another byte")
  void appBlocks() {
    SmallDisk disk = disk("app");
    deployTheOldVersion();
    fillLastBlock("app/history.jsonl");
    Set<String> failed = sweep(disk, room -> disk.leave(room * SmallDisk.BLOCK), "2.yml");
    assertTrue(failed.containsAll(Set.of("release", "nginx", "start")), failed::toString);
    server.assertServes("2");
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("where it is the app's that has no room for another file")
  void appFiles() {
    SmallDisk disk = disk("app");
    deployTheOldVersion();
    Set<String> failed = sweep(disk, disk::leaveFiles, "2.yml");
    assertTrue(failed.containsAll(Set.of("release", "nginx", "start")), failed::toString);
    server.assertServes("2");
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("but not a rollback to the standby, in either direction")
  void rollback() {
    SmallDisk disk = disk("app");
    deployTheOldVersion();
    server.deploy("2.yml");
    fillLastBlock("app/history.jsonl");
    for (IntConsumer leave : List.<IntConsumer>of(disk::leave, disk::leaveFiles)) {
      leave.accept(0);
      server.run("rollback", "--to", "1", "2.yml").expect(0).says("No space left on device");
      server.assertServes("1");
      leave.accept(0);
      server.run("rollback", "--to", "2", "2.yml").expect(0).says("No space left on device");
      server.assertServes("2");
      disk.empty();
      server.run("verify", "2.yml").expect(0);
    }
  }

  @Test
  @DisplayName("where it is nginx's that has no room for another byte")
  void nginxBlocks() {
    SmallDisk disk = disk("nginx");
    deployTheOldVersion();
    String site = server.read("nginx/site.conf");
    server.light("1").nginx("location", "add_header X-Site new;").write("site.yml");
    Set<String> failed = sweep(disk, room -> disk.leave(room * SmallDisk.BLOCK), "site.yml");
    assertTrue(failed.contains("nginx"), failed::toString);
    assertTrue(!server.read("nginx/site.conf").equals(site), "the site was to be written");
  }

  @Test
  @DisplayName("where it is nginx's that has no room for another file")
  void nginxFiles() {
    SmallDisk disk = disk("nginx");
    deployTheOldVersion();
    server.light("1").nginx("location", "add_header X-Site new;").write("site.yml");
    Set<String> failed = sweep(disk, disk::leaveFiles, "site.yml");
    assertTrue(failed.contains("nginx"), failed::toString);
  }

  @Test
  @DisplayName("but not a removal: to delete needs no room")
  void removal() {
    SmallDisk disk = disk("app");
    for (IntConsumer leave : List.<IntConsumer>of(disk::leave, disk::leaveFiles)) {
      server.light("1").write("1.yml");
      server.deploy("1.yml");
      leave.accept(0);
      server.run("remove", "1.yml").expect(0);
      assertTrue(server.processes().isEmpty(), server.processes()::toString);
      disk.empty();
    }
  }

  @Test
  @DisplayName("on the first deployment too, and the next one, with room again, goes well")
  void firstDeployment() {
    SmallDisk disk = disk("app");
    server.light("1").write("1.yml");
    Set<String> failed =
        sweep(
            disk::leaveFiles,
            "1.yml",
            run -> assertTrue(server.processes().stream().noneMatch(p -> p.contains("-jar"))));
    assertTrue(failed.contains("start"), failed::toString);
    disk.empty();
    server.deploy("1.yml");
    server.assertServes("1");
  }
}
