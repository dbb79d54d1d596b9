package bluegreen.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory is left and how much processes use, in bytes, as the kernel says. */
public final class Memory {
  private static final long KILOBYTE = 1024;

  private final Path proc;
  private final Path groups;

  /** This machine's. */
  public Memory() {
    this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * That of a machine whose kernel's folders are elsewhere.
   *
   * @param groups where the control groups are mounted
   */
  Memory(Path proc, Path groups) {
    this.proc = proc;
    this.groups = groups;
  }

  /**
   * What can still be used without swapping: {@code MemAvailable} of {@code proc(5)}, or what the
   * limits of the control groups leave. Empty where the kernel does not say.
   *
   * @param ours whether what is started comes into the groups that we are in; systemd has its own
   */
  public OptionalLong available(boolean ours) {
    OptionalLong machine = entry(proc.resolve("meminfo"), "MemAvailable:");
    List<Long> all = new ArrayList<>(ours ? leftByGroups() : List.of());
    machine.ifPresent(kilobytes -> all.add(kilobytes * KILOBYTE));
    return machine.isEmpty()
        ? machine
        : all.stream().mapToLong(Long::longValue).map(left -> Math.max(0, left)).min();
  }

  /** What each group that we are in leaves, from ours up to the uppermost that we can see. */
  private List<Long> leftByGroups() {
    List<Long> left = new ArrayList<>();
    for (String line : lines(proc.resolve("self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      boolean unified = parts[1].isEmpty();
      if (unified || List.of(parts[1].split(",")).contains("memory")) {
        Path top = unified ? groups : groups.resolve("memory");
        Path group = top.resolve(parts[2].substring(1)).normalize();
        for (Path at = group; at != null && at.startsWith(top); at = at.getParent()) {
          (unified ? left(at) : leftOfOld(at)).ifPresent(left::add);
        }
      }
    }
    return left;
  }

  /** What may be thrown away at once is not in use: the cache of files not looked at lately. */
  private static OptionalLong left(Path group) {
    return left(
        number(group.resolve("memory.max")),
        number(group.resolve("memory.current")),
        entry(group.resolve("memory.stat"), "inactive_file"));
  }

  private static OptionalLong leftOfOld(Path group) {
    return left(
        number(group.resolve("memory.limit_in_bytes")),
        number(group.resolve("memory.usage_in_bytes")),
        entry(group.resolve("memory.stat"), "total_inactive_file"));
  }

  private static OptionalLong left(OptionalLong limit, OptionalLong used, OptionalLong cache) {
    return limit.isEmpty() || used.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(limit.getAsLong() - used.getAsLong() + cache.orElse(0));
  }

  /**
   * What a process and all that descend from it use: the proportional share of what they share with
   * others, or what is resident where only that may be seen.
   */
  public long used(long pid) {
    Stream<ProcessHandle> below =
        ProcessHandle.of(pid).map(ProcessHandle::descendants).orElse(Stream.empty());
    return own(pid) + below.mapToLong(p -> own(p.pid())).sum();
  }

  private long own(long pid) {
    Path folder = proc.resolve(String.valueOf(pid));
    OptionalLong share = entry(folder.resolve("smaps_rollup"), "Pss:");
    OptionalLong seen = share.isPresent() ? share : entry(folder.resolve("status"), "VmRSS:");
    return seen.orElse(0) * KILOBYTE;
  }

  /** The first number behind a name at the beginning of a line. */
  private static OptionalLong entry(Path file, String name) {
    return lines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split("\\s+")[0])
        .filter(word -> word.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  /** A file with nothing but a number; {@code max} is none. */
  private static OptionalLong number(Path file) {
    return entry(file, "");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
