package bluegreen.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Trace;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A unit's file of our name")
class UnitFilesTest {
  @TempDir Path folder;
  private SystemdUnit unit;
  private UnitFiles files;

  @BeforeEach
  void open() throws Exception {
    AppDir dir = new AppDir(folder.resolve("app"));
    Files.createDirectories(dir.slots());
    unit = new SystemdUnit("shop", Slot.BLUE, dir, folder);
    files = new UnitFiles(unit, new AtomicFiles(Trace.SILENT));
  }

  @Test
  @DisplayName("that somebody else has written is refused, and is no unit of ours")
  void foreign() throws Exception {
    Files.writeString(unit.file(), "[Service]\nExecStart=/usr/bin/shop\n");
    assertEquals(
        Optional.of(
            "app.name: "
                + folder
                + "/bluegreen-shop-blue.service exists and was not written for "
                + unit.dir().root()
                + "; remove it, or choose another name"),
        files.problem(unit.dir().root()));
    assertFalse(files.isThere());
  }

  @Test
  @DisplayName("is ours by our copy of it, however it was changed since")
  void changed() throws Exception {
    files.write("[Service]\nRestart=no\n");
    Files.writeString(unit.file(), "[Service]\nExecStart=/usr/bin/shop\n");
    assertEquals(Optional.empty(), files.problem(unit.dir().root()));
    assertTrue(files.isThere());
  }

  @Test
  @DisplayName("does not stand in the way where there is none")
  void none() {
    assertEquals(Optional.empty(), files.problem(unit.dir().root()));
    assertFalse(files.isThere());
  }
}
