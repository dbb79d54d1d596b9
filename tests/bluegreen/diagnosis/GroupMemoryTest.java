package bluegreen.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The memory of a control group")
class GroupMemoryTest {
  @TempDir Path root;

  private Path group;

  @BeforeEach
  void lay() throws Exception {
    group =
        Files.createDirectories(root.resolve("groups/system.slice/bluegreen-shop-green.service"));
    Files.createDirectories(root.resolve("proc/7"));
    put(
        root.resolve("proc/7/cgroup"),
        "1:name=systemd:/x\n0::/system.slice/bluegreen-shop-green.service\n");
    put(group.resolve("memory.current"), "250000000\n");
    put(group.resolve("memory.max"), "256000000\n");
    put(
        group.resolve("memory.events"),
        "low 0\nhigh 0\nmax 77\noom 3\noom_kill 2\noom_group_kill 0\n");
  }

  private static void put(Path file, String text) throws Exception {
    Files.writeString(file, text);
  }

  private Optional<GroupMemory> seen() {
    return GroupMemory.of(7, root.resolve("proc"), root.resolve("groups"));
  }

  @Test
  @DisplayName("is told with its limit, and with what the kernel has ended for it")
  void killed() {
    assertEquals(
        Optional.of(
            "the memory limit of 256.0 MB was reached 3 times, and the kernel has ended 2 of its"
                + " processes"),
        seen().flatMap(GroupMemory::full));
    assertEquals(
        "/system.slice/bluegreen-shop-green.service: 250.0 MB of 256.0 MB, limit reached 3 times,"
            + " processes ended for it: 2",
        seen().orElseThrow().describe());
  }

  @Test
  @DisplayName("is enough where the kernel has only taken back what nobody needed")
  void enough() throws Exception {
    put(group.resolve("memory.max"), "max\n");
    put(group.resolve("memory.events"), "max 77\noom 0\noom_kill 0\n");
    assertEquals(Optional.empty(), seen().flatMap(GroupMemory::full));
    assertEquals(
        "/system.slice/bluegreen-shop-green.service: 250.0 MB, no limit, limit reached 0 times,"
            + " processes ended for it: 0",
        seen().orElseThrow().describe());
  }

  @Test
  @DisplayName("is not known for a process without a group, or one that is elsewhere")
  void unknown() throws Exception {
    for (String line : new String[] {"", "3:memory:/old\n", "0::/nowhere\n", "0::/../../etc\n"}) {
      put(root.resolve("proc/7/cgroup"), line);
      assertEquals(Optional.empty(), seen(), line);
    }
  }
}
