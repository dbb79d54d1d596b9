package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("That the kernel has killed a process for want of memory")
class OutOfMemoryTest {
  private static final String KILL =
      "[12588.385037] Memory cgroup out of memory: Killed process 4711 (java) total-vm:221356kB,"
          + " anon-rss:61184kB, file-rss:6640kB, shmem-rss:0kB, UID:0 pgtables:184kB"
          + " oom_score_adj:0";

  private static final String SAID =
      "(Killed process 4711 (java) total-vm:221356kB, anon-rss:61184kB)";

  @ParameterizedTest
  @ValueSource(
      strings = {
        KILL,
        "[1.5] Out of memory: Killed process 4711 (java) total-vm:221356kB, anon-rss:61184kB,"
            + " file-rss:6640kB",
        "[1.5] usb\n" + KILL + "\n[12589.1] eth0: up",
      })
  @DisplayName("is in its log, with the process's pid")
  void named(String log) {
    assertEquals(
        Optional.of("the kernel ended it: out of memory " + SAID),
        OutOfMemory.word(log, 4711, 0, 0));
  }

  @Test
  @DisplayName("is not said where it has killed somebody else before")
  void others() {
    assertEquals(Optional.empty(), OutOfMemory.word(KILL, 47, 3, 3));
    assertEquals(Optional.empty(), OutOfMemory.word("", 4711, 3, 3));
  }

  @Test
  @DisplayName(
      "is said as what it is where it has killed somebody since: a child, or in a container")
  void meanwhile() {
    assertEquals(
        Optional.of("meanwhile the kernel ended a process: out of memory " + SAID),
        OutOfMemory.word(KILL, 47, 3, 4));
    assertEquals(
        Optional.of(
            "meanwhile the kernel ended a process: out of memory"
                + " (oom_kill in /proc/vmstat went from 3 to 4)"),
        OutOfMemory.word("", 47, 3, 4));
  }
}
