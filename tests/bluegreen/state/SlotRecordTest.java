package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Slot;
import bluegreen.state.SlotRecord.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A slot's record")
class SlotRecordTest {
  @TempDir Path temporary;
  private AppDir dir;

  @BeforeEach
  void open() throws HostFailure {
    dir = Folder.in(temporary);
  }

  private static SlotRecord record(Slot slot) {
    return new SlotRecord(
        slot,
        "1.4.2-9f86d081884c",
        "1.4.2",
        "launch",
        Optional.of(new Processes.Id(4_194_304, 123_456_789_012L)),
        "boot",
        8081,
        Path.of("/var/log/a \"quoted\" name.log"),
        Instant.parse("2026-03-01T12:00:00.123Z"));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("gives back what was written, for each slot its own")
  void roundTrip(Slot slot) throws HostFailure {
    record(slot).write(dir, Folder.FILES);
    assertEquals(Optional.of(record(slot)), SlotRecord.read(dir, slot));
    assertEquals(Optional.empty(), SlotRecord.read(dir, slot.other()));
  }

  @Test
  @DisplayName("keeps the user's commands that end what they have started, and still once it ended")
  void commands() throws HostFailure {
    SlotCommands commands =
        new SlotCommands(
            List.of("ssh", "app1", "stop \"it\""),
            List.of(),
            List.of("journalctl"),
            Duration.ofMillis(1500));
    SlotRecord started = record(Slot.BLUE).stopped().by(commands).at(Stage.DONE);
    started.write(dir, Folder.FILES);
    assertEquals(Optional.of(started), SlotRecord.read(dir, Slot.BLUE));
    assertEquals(Optional.of(commands), started.stopped().commands());
    assertEquals(Optional.empty(), started.running(new Processes.Id(1, 2)).commands());
  }

  @Test
  @DisplayName("keeps all but the process once that was stopped")
  void stopped() throws HostFailure {
    record(Slot.BLUE).stopped().write(dir, Folder.FILES);
    SlotRecord read = SlotRecord.read(dir, Slot.BLUE).orElseThrow();
    assertEquals(Optional.empty(), read.process());
    assertEquals("1.4.2", read.version());
    assertEquals(record(Slot.BLUE).stopped(), read);
  }

  @Test
  @DisplayName("is for nobody else to read")
  void permissions() throws Exception {
    record(Slot.BLUE).write(dir, Folder.FILES);
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.slot(Slot.BLUE))));
  }

  @ParameterizedTest(name = "garbage {index}")
  @MethodSource("bluegreen.state.Folder#garbage")
  @DisplayName("that is garbage counts as none")
  void garbage(String garbage) {
    Folder.write(dir.slot(Slot.BLUE), garbage);
    assertEquals(Optional.empty(), SlotRecord.read(dir, Slot.BLUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"release", "version", "launch"})
  @DisplayName("that lacks what it is about counts as none")
  void incomplete(String key) throws Exception {
    record(Slot.BLUE).write(dir, Folder.FILES);
    String text = Files.readString(dir.slot(Slot.BLUE));
    Files.writeString(dir.slot(Slot.BLUE), text.replace("\"" + key + "\"", "\"x\""));
    assertEquals(Optional.empty(), SlotRecord.read(dir, Slot.BLUE));
  }

  @Test
  @DisplayName("cut short anywhere counts as none")
  void cutShort() throws Exception {
    record(Slot.BLUE).write(dir, Folder.FILES);
    String text = Files.readString(dir.slot(Slot.BLUE)).strip();
    for (int length = 0; length < text.length(); length++) {
      Files.writeString(dir.slot(Slot.BLUE), text.substring(0, length));
      assertEquals(Optional.empty(), SlotRecord.read(dir, Slot.BLUE), "length " + length);
    }
  }

  @Test
  @DisplayName("that is a folder counts as none")
  void folder() throws IOException {
    Files.createDirectory(dir.slot(Slot.BLUE));
    assertEquals(Optional.empty(), SlotRecord.read(dir, Slot.BLUE));
  }
}
