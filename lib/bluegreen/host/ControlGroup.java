package bluegreen.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A control group of the kernel's ({@code cgroups(7)}), which nobody but its owner can put a
 * process into.
 *
 * @param path as {@code /proc/PID/cgroup} has it, such as {@code /system.slice/docker-ID.scope}
 */
public record ControlGroup(String path) {

  /** The group of a process that has a word in its path; empty where there is none. */
  public static Optional<ControlGroup> of(long pid, String word) {
    return lines(pid).stream()
        .map(ControlGroup::pathIn)
        .filter(path -> path.contains(word))
        .map(ControlGroup::new)
        .findFirst();
  }

  /** The process in it that was there first, of those that no other one in it has started. */
  public Optional<Processes.Info> first(Processes processes) {
    return processes.pids().stream()
        .filter(this::holds)
        .flatMap(pid -> processes.find(pid).stream())
        .filter(process -> !holds(process.parent()))
        .min(Comparator.comparingLong(process -> process.id().startTicks()));
  }

  private boolean holds(long pid) {
    return lines(pid).stream().map(ControlGroup::pathIn).anyMatch(path::equals);
  }

  private static String pathIn(String line) {
    return line.replaceFirst("^[^:]*:[^:]*:", "");
  }

  /** What the kernel says of a process's groups, a line each; nothing where it is gone. */
  public static List<String> lines(long pid) {
    return lines(String.valueOf(pid));
  }

  /** The same, of a process as {@code /proc} names it. */
  static List<String> lines(String pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The path of the newer kind of group, or of the one that systemd keeps of the older kind. */
  static String ofUnits(String pid) {
    return lines(pid).stream()
        .filter(line -> line.startsWith("0::") || line.contains(":name=systemd:"))
        .map(ControlGroup::pathIn)
        .filter(path -> !path.equals("/"))
        .findFirst()
        .orElse("");
  }
}
