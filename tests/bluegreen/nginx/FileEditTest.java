package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Disk;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import bluegreen.state.AppDir;
import bluegreen.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file of somebody else's in which one value is changed")
class FileEditTest {
  private static final String BEFORE = "set $url http://127.0.0.1:8000;\n";
  private static final String AFTER = "set $url http://127.0.0.1:8090;\n";

  @TempDir private Path folder;
  private final Commands commands = new Commands(Trace.SILENT);
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("etc/url.inc");
    Files.createDirectories(file.getParent());
  }

  private void replace(String before, String after) throws Exception {
    replace(before, after, new AtomicFiles(Trace.SILENT));
  }

  private void replace(String before, String after, AtomicFiles files) throws Exception {
    AppDir dir = new AppDir(folder.resolve("app"));
    new FileEdit(file, false, dir, commands, files).replace(before, after);
  }

  private void run(String... command) throws Exception {
    assertTrue(commands.run(Command.of(command)).ok(), () -> String.join(" ", command));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(file.getParent())) {
      return all.toList();
    }
  }

  @Test
  @DisplayName("is replaced in one step, and written over where it has a second name")
  void replaced() throws Exception {
    Files.writeString(file, BEFORE);
    Object first = Files.getAttribute(file, "unix:ino");
    replace(BEFORE, AFTER);
    Object second = Files.getAttribute(file, "unix:ino");
    assertTrue(!first.equals(second), "a reader sees the one or the other");
    Files.createLink(folder.resolve("other"), file);
    replace(AFTER, "");
    assertEquals("", Files.readString(folder.resolve("other")));
    assertEquals(second, Files.getAttribute(file, "unix:ino"));
    assertEquals(List.of(file), files());
  }

  @Test
  @DisplayName("is on the disk before it has its name, or, written over, before the work goes on")
  void durable() throws Exception {
    Files.writeString(file, BEFORE);
    Disk disk = new Disk(file.getParent(), () -> Files.readString(file).strip());
    replace(BEFORE, AFTER, new AtomicFiles(Trace.SILENT, disk));
    assertEquals(
        List.of(".bluegreen-tmp-url.inc " + BEFORE.strip(), " " + AFTER.strip()), disk.forced);
    disk.forced.clear();
    Files.createLink(folder.resolve("other"), file);
    replace(AFTER, BEFORE, new AtomicFiles(Trace.SILENT, disk));
    assertEquals(List.of("url.inc " + BEFORE.strip()), disk.forced);
  }

  @Test
  @DisplayName("is written over where it is mounted by itself, as files of containers are")
  void mounted() throws Exception {
    Path real = Files.writeString(folder.resolve("real.inc"), BEFORE);
    Files.createFile(file);
    run("mount", "--bind", real.toString(), file.toString());
    try {
      replace(BEFORE, AFTER);
      assertEquals(AFTER, Files.readString(real));
      assertEquals(List.of(file), files());
    } finally {
      run("umount", file.toString());
    }
  }

  @Test
  @DisplayName("keeps every byte on a disk that is full, and takes what has room where it was")
  void full() throws Exception {
    try (SmallDisk disk = SmallDisk.on(file.getParent())) {
      Files.writeString(file, BEFORE);
      disk.leave(0);
      replace(BEFORE, AFTER);
      assertEquals(AFTER, Files.readString(file));
      String larger = AFTER.repeat(1000);
      HostFailure failure = assertThrows(HostFailure.class, () -> replace(AFTER, larger));
      assertTrue(failure.getMessage().contains("No space left"), failure::getMessage);
      assertEquals(AFTER, Files.readString(file));
      assertEquals(List.of(file), files());
    }
  }
}
