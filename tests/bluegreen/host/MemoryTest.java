package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The memory that is left")
class MemoryTest {
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private OptionalLong available(boolean ours) {
    return new Memory(folder.resolve("proc"), folder.resolve("cgroup")).available(ours);
  }

  @Test
  @DisplayName("is what the kernel says is available")
  void machine() throws IOException {
    write("proc/meminfo", "MemTotal: 2000 kB\nMemFree: 100 kB\nMemAvailable:  1000 kB\n");
    assertEquals(OptionalLong.of(1_024_000), available(true));
  }

  @Test
  @DisplayName("is unknown where the kernel does not say")
  void unknown() {
    assertEquals(OptionalLong.empty(), available(true));
  }

  @Test
  @DisplayName("is less where a group of ours, or one above it, has a limit")
  void limits() throws IOException {
    write("proc/meminfo", "MemAvailable: 1000000 kB\n");
    write("proc/self/cgroup", "0::/a/b\n");
    write("cgroup/a/b/memory.max", "max\n");
    write("cgroup/a/b/memory.current", "4000\n");
    write("cgroup/a/memory.max", "9000\n");
    write("cgroup/a/memory.current", "7000\n");
    write("cgroup/a/memory.stat", "anon 5000\ninactive_file 500\n");
    assertEquals(OptionalLong.of(2500), available(true));
    assertEquals(OptionalLong.of(1_024_000_000), available(false), "systemd has groups of its own");
  }

  @Test
  @DisplayName("is read from groups of the old kind, too, and is never below nothing")
  void oldGroups() throws IOException {
    write("proc/meminfo", "MemAvailable: 1000000 kB\n");
    write("proc/self/cgroup", "5:devices:/x\n4:cpu,memory:/box\n0::/\n");
    write("cgroup/memory/box/memory.limit_in_bytes", "9000\n");
    write("cgroup/memory/box/memory.usage_in_bytes", "8000\n");
    assertEquals(OptionalLong.of(1000), available(true));
    write("cgroup/memory/box/memory.usage_in_bytes", "9500\n");
    assertEquals(OptionalLong.of(0), available(true));
  }

  @Test
  @DisplayName("of a process counts with all that descends from it")
  void tree() throws IOException {
    Memory memory = new Memory();
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      // Just forked, it has hardly a page of its own.
      Await.until("its memory", Duration.ofSeconds(30), () -> memory.used(child.pid()) > 50_000);
      long alone = memory.used(child.pid());
      assertTrue(alone < 50_000_000, "sleep uses " + alone);
      assertTrue(memory.used(SELF) > 10_000_000 + alone, "this JVM uses " + memory.used(SELF));
    } finally {
      child.destroyForcibly();
    }
  }
}
