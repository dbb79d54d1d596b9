package bluegreen.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a process comes from.
 *
 * @param pid its pid
 * @param argv its command line
 * @param cgroup the path of its group, such as {@code /system.slice/shop.service}
 * @param ancestors its parent and all before, the nearest first, without the first process
 * @param unit what systemd says of the unit that the group belongs to, by the names of {@code
 *     systemctl show}; empty where there is no unit, or nobody to ask
 * @param atBoot the line that starts it with the machine, as {@code FILE: LINE}
 */
public record Origin(
    long pid,
    List<String> argv,
    String cgroup,
    List<Ancestor> ancestors,
    Map<String, String> unit,
    Optional<String> atBoot) {

  /** A process that another one descends from. */
  public record Ancestor(long pid, String command) {}

  /** Whether a process is this one, or this one descends from it. */
  boolean isOf(String other) {
    return other.equals(String.valueOf(pid))
        || ancestors.stream().anyMatch(a -> other.equals(String.valueOf(a.pid())));
  }
}
