package bluegreen.runner;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Trace;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner.Upkeep;
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

@DisplayName("Where systemd runs an app,")
class SystemdRunnerTest {
  private static final String FOREIGN = "[Service]\nExecStart=/usr/bin/shop\n";

  @TempDir Path folder;
  private Shop shop;
  private SystemdRunner runner;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    runner =
        new SystemdRunner(
            this::unit,
            shop.dir,
            Duration.ofSeconds(30),
            true,
            shop.runner,
            new Commands(Trace.SILENT),
            new AtomicFiles(Trace.SILENT),
            shop.processes);
  }

  @AfterEach
  void stop() throws Exception {
    shop.stop();
  }

  private SystemdUnit unit(Slot slot) {
    return new SystemdUnit("shop", slot, shop.dir, folder);
  }

  @Test
  @DisplayName("a unit of our name that somebody else has written stands in its way, in each slot")
  void problems() throws Exception {
    assertEquals(List.of(), runner.problems(Optional.empty()));
    Files.writeString(unit(GREEN).file(), FOREIGN);
    assertEquals(
        List.of(
            "app.name: "
                + unit(GREEN).file()
                + " exists and was not written for "
                + shop.dir.root()
                + "; remove it, or choose another name"),
        runner.problems(Optional.empty()));
    Files.writeString(unit(BLUE).file(), FOREIGN);
    assertEquals(2, runner.problems(Optional.empty()).size());
  }

  @Test
  @DisplayName("such a unit is neither stopped nor removed with what was started without systemd")
  void stopsItsOwn() throws Exception {
    Running plain = shop.start(BLUE, Shop.STAYS);
    Files.writeString(unit(BLUE).file(), FOREIGN);
    assertEquals(Upkeep.NONE, runner.upkeep(BLUE));
    assertEquals(plain, runner.running(BLUE).orElseThrow());
    assertEquals(0, runner.stop(BLUE, Duration.ofSeconds(30)));
    assertTrue(runner.running(BLUE).isEmpty());
    assertEquals(FOREIGN, Files.readString(unit(BLUE).file()));
  }
}
