package bluegreen.diagnosis;

import bluegreen.host.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory of a process's control group, in bytes: {@code memory.current}, {@code memory.max} and
 * {@code memory.events} of the kernel's Control Group v2.
 *
 * @param name of the group, as the kernel has it
 * @param used what the group uses
 * @param most its limit; empty where it has none
 * @param refused how often there was nothing left to be had within the limit
 * @param killed how many of its processes the kernel has ended for that
 */
public record GroupMemory(String name, long used, OptionalLong most, long refused, long killed) {
  private static final String UNIFIED = "0::";

  /**
   * That of a process; empty where it is in no such group, or that is not ours to see.
   *
   * @param proc the folder of processes
   * @param groups where control groups are mounted
   */
  static Optional<GroupMemory> of(long pid, Path proc, Path groups) {
    for (String line : lines(proc.resolve(pid + "/cgroup"))) {
      if (line.startsWith(UNIFIED + "/")) {
        String name = line.substring(UNIFIED.length());
        Path group = groups.resolve(name.substring(1)).normalize();
        OptionalLong used = number(group.resolve("memory.current"));
        if (used.isPresent() && group.startsWith(groups)) {
          List<String> events = lines(group.resolve("memory.events"));
          return Optional.of(
              new GroupMemory(
                  name,
                  used.getAsLong(),
                  number(group.resolve("memory.max")),
                  entry(events, "oom "),
                  entry(events, "oom_kill ")));
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static OptionalLong number(Path file) {
    return lines(file).stream()
        .filter(line -> line.matches("\\d{1,18}")) // Otherwise it is "max".
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private static long entry(List<String> events, String name) {
    return events.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
        .findFirst()
        .orElse(0);
  }

  /** That there was not enough, as a sentence; empty where there was. */
  Optional<String> full() {
    if (killed == 0 && refused == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "the memory limit"
            + (most.isPresent() ? " of " + Texts.size(most.getAsLong()) : "")
            + " was reached "
            + Texts.count(Math.max(refused, killed), "time")
            + (killed > 0 ? ", and the kernel has ended " + killed + " of its processes" : ""));
  }

  /** All of it, in a line. */
  String describe() {
    return name
        + ": "
        + Texts.size(used)
        + (most.isPresent() ? " of " + Texts.size(most.getAsLong()) : ", no limit")
        + ", limit reached "
        + Texts.count(refused, "time")
        + ", processes ended for it: "
        + killed;
  }
}
