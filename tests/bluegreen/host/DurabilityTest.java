package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A power cut")
class DurabilityTest {
  @TempDir Path folder;

  @Test
  @DisplayName("finds a file's old content or the new: that is on the disk before it has the name")
  void write() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "old");
    Disk disk = new Disk(folder, () -> Files.readString(file));
    new AtomicFiles(Trace.SILENT, disk).write(file, "new", 0644);
    assertEquals(List.of(".bluegreen-tmp-a old", " new"), disk.forced);
  }

  @Test
  @DisplayName("finds in a folder that was made durable what was done in it")
  void sync() throws Exception {
    Disk disk = new Disk(folder, () -> "");
    new AtomicFiles(Trace.SILENT, disk).sync(folder);
    assertEquals(List.of(" "), disk.forced);
  }
}
