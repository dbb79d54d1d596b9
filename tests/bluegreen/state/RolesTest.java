package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import bluegreen.playbook.Slot;
import bluegreen.state.Roles.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What each slot's process is told to be")
class RolesTest {
  @TempDir Path folder;
  private AppDir dir;
  private Roles roles;

  @BeforeEach
  void open() {
    dir = new AppDir(folder);
    roles = new Roles(dir, new AtomicFiles(Trace.SILENT));
  }

  /** As a process reads it. */
  private String said(Slot slot) throws Exception {
    return Files.readString(Roles.file(dir, slot));
  }

  private void assertSaid(String blue, String green) throws Exception {
    assertEquals(blue + "\n", said(Slot.BLUE));
    assertEquals(green + "\n", said(Slot.GREEN));
  }

  @Test
  @DisplayName("is a word in a file, from its start to its end")
  void life() throws Exception {
    assertEquals(Optional.empty(), Roles.read(dir));
    roles.set(Slot.BLUE, Role.STARTING);
    assertSaid("starting", "stopped");
    roles.serves(Slot.BLUE);
    assertSaid("active", "stopped");
    roles.set(Slot.GREEN, Role.STARTING);
    roles.serves(Slot.GREEN);
    assertSaid("standby", "active");
    roles.set(Slot.BLUE, Role.STOPPING);
    roles.set(Slot.BLUE, Role.STOPPED);
    assertSaid("stopped", "active");
    assertEquals(
        Optional.of(Map.of(Slot.BLUE, Role.STOPPED, Slot.GREEN, Role.ACTIVE)), Roles.read(dir));
  }

  @Test
  @DisplayName("changes for both by one link, whose folder is ready before")
  void together() throws Exception {
    roles.serves(Slot.BLUE);
    roles.set(Slot.GREEN, Role.STARTING);
    roles.prepare(Slot.GREEN);
    assertSaid("active", "starting");
    assertEquals("active\n", Files.readString(dir.roles().resolve("standby-active/green")));
    assertEquals("standby\n", Files.readString(dir.roles().resolve("standby-active/blue")));
    roles.serves(Slot.GREEN);
    assertEquals(Path.of("standby-active"), Files.readSymbolicLink(dir.roles().resolve("now")));
  }

  @Test
  @DisplayName("is standby where a killed run has only said that it starts, and another one serves")
  void killed() throws Exception {
    roles.set(Slot.BLUE, Role.STARTING);
    roles.set(Slot.GREEN, Role.STARTING);
    roles.serves(Slot.GREEN);
    assertSaid("standby", "active");
  }

  @Test
  @DisplayName("is as it was where it cannot be written")
  void failing() throws Exception {
    roles.serves(Slot.BLUE);
    Files.writeString(dir.roles().resolve("standby-active"), "in the way");
    roles.set(Slot.GREEN, Role.STARTING);
    assertThrows(HostFailure.class, () -> roles.serves(Slot.GREEN));
    assertSaid("active", "starting");
  }

  @Test
  @DisplayName("is nothing where somebody has removed a file of it, and is written whole then")
  void removed() throws Exception {
    roles.serves(Slot.BLUE);
    Files.delete(Roles.file(dir, Slot.GREEN));
    assertEquals(Optional.empty(), Roles.read(dir));
    roles.write(Map.of(Slot.BLUE, Role.ACTIVE, Slot.GREEN, Role.STOPPED));
    assertSaid("active", "stopped");
  }

  @Test
  @DisplayName("is nothing that we have said where the link leads elsewhere")
  void garbage() throws Exception {
    for (String target : new String[] {"active", "active-king", "../active-standby-x", "a-b-c"}) {
      Files.createDirectories(dir.roles());
      Files.deleteIfExists(dir.roles().resolve("now"));
      Files.createSymbolicLink(dir.roles().resolve("now"), Path.of(target));
      for (Slot slot : Slot.values()) {
        Files.createDirectories(dir.roles().resolve(target));
        Files.writeString(Roles.file(dir, slot), "active\n");
      }
      assertEquals(Optional.empty(), Roles.read(dir), target);
    }
  }
}
