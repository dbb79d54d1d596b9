package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A control group with a limit of memory: the kernel kills what uses more in it. Takes root. */
public final class SmallMemory implements AutoCloseable {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path group;

  private SmallMemory(Path group) {
    this.group = group;
  }

  /** One in which so many bytes can be used, and nothing is swapped. */
  public static SmallMemory of(long bytes) {
    try {
      boolean old = Files.exists(GROUPS.resolve("memory/memory.limit_in_bytes"));
      Path top = old ? GROUPS.resolve("memory") : GROUPS;
      if (!old) {
        Files.writeString(top.resolve("cgroup.subtree_control"), "+memory");
      }
      Path group = top.resolve("bluegreen-test-" + ProcessHandle.current().pid());
      Files.createDirectories(group);
      Path limit = group.resolve(old ? "memory.limit_in_bytes" : "memory.max");
      Files.writeString(limit, String.valueOf(bytes));
      Path swap = group.resolve(old ? "memory.swappiness" : "memory.swap.max");
      if (Files.exists(swap)) {
        Files.writeString(swap, "0");
      }
      return new SmallMemory(group);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file that a process comes into the group by, when it writes its pid into it. */
  public Path door() {
    return group.resolve("cgroup.procs");
  }

  /** Removes the group, in which nothing may run any more. */
  @Override
  public void close() {
    Await.until("the group to be empty", PATIENCE, this::remove);
  }

  private boolean remove() {
    try {
      return Files.deleteIfExists(group);
    } catch (IOException e) {
      return false; // The kernel is still at it.
    }
  }
}
