package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.observe.Facts;
import bluegreen.observe.Lost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A run also sees")
class UnattendedTest {
  @TempDir Path folder;
  private Bench bench;
  private Optional<Process> started = Optional.empty();

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(folder);
  }

  @AfterEach
  void close() {
    started.ifPresent(Process::destroyForcibly);
    bench.close();
  }

  private Facts facts() throws Exception {
    return bench.observer(true).beforeDeployment();
  }

  /** What carries a tag, and a child that has it from its parent. */
  private long tagged(Path dir) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "sleep 60; true");
    Map<String, String> env = builder.environment();
    env.put("BLUEGREEN_DIR", dir.toString());
    env.put("BLUEGREEN_APP", "shop");
    env.put("BLUEGREEN_SLOT", "green");
    env.put("BLUEGREEN_PORT", "8082");
    env.put("BLUEGREEN_VERSION", "1.4");
    env.put("BLUEGREEN_RELEASE_ID", "1.4-abc");
    env.put("BLUEGREEN_LAUNCH", "digest");
    Process process = builder.start();
    started = Optional.of(process);
    return process.pid();
  }

  @Test
  @DisplayName("what says that it is this app's and is in none of its slots, each once")
  void lost() throws Exception {
    bench.runner.slots.clear();
    long pid = tagged(bench.dir.root());
    List<Lost> lost = facts().estate().lost();
    assertEquals(1, lost.size(), lost::toString);
    assertEquals(pid, lost.get(0).process().pid());
    assertEquals("green of shop (1.4)", lost.get(0).what());
    assertTrue(lost.get(0).describe().startsWith("pid " + pid + " (sh -c sleep 60; true, user "));
  }

  @Test
  @DisplayName("nothing of the kind in what another app has started")
  void others() throws Exception {
    tagged(folder.resolve("elsewhere"));
    assertEquals(List.of(), facts().estate().lost());
  }

  @Test
  @DisplayName("what of the playbook's files others could change, and no link's own mode")
  void loose() throws Exception {
    assertEquals(List.of(), facts().defects().loose());
    Path playbook = bench.playbook.file();
    Files.setPosixFilePermissions(playbook, PosixFilePermissions.fromString("rw-r--rw-"));
    assertEquals("the playbook", facts().defects().loose().get(0).what());
    assertEquals(
        "chmod o-w " + playbook.toRealPath(), facts().defects().loose().get(0).doubt().remedy());
    Path real = Files.move(playbook, folder.resolve("real.yml"));
    Files.createSymbolicLink(playbook, real);
    assertEquals(
        "chmod o-w " + real.toRealPath(), facts().defects().loose().get(0).doubt().remedy());
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(List.of(), facts().defects().loose());
    Path beside = real.toRealPath().getParent();
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals("chmod +t " + beside, facts().defects().loose().get(0).doubt().remedy());
  }
}
