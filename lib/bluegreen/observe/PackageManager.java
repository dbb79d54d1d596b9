package bluegreen.observe;

import bluegreen.host.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The system's own way to install a package. */
final class PackageManager {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private PackageManager() {}

  /** The commands that install a package; empty where no known package manager is there. */
  static List<Command> install(String name, Map<String, String> env, boolean sudo) {
    Map<String, List<List<String>>> known = new LinkedHashMap<>();
    known.put(
        "apt-get",
        List.of(
            List.of("apt-get", "update", "-q"),
            List.of("apt-get", "install", "-y", "-q", "--no-install-recommends", name)));
    known.put("dnf", List.of(List.of("dnf", "install", "-y", "-q", name)));
    known.put("yum", List.of(List.of("yum", "install", "-y", "-q", name)));
    known.put("apk", List.of(List.of("apk", "add", "--no-progress", name)));
    known.put("zypper", List.of(List.of("zypper", "-n", "install", name)));
    known.put("pacman", List.of(List.of("pacman", "-Sy", "--noconfirm", name)));
    return known.entrySet().stream()
        .filter(e -> onPath(e.getKey(), env))
        .findFirst()
        .map(e -> e.getValue().stream().map(argv -> command(argv, sudo)).toList())
        .orElse(List.of());
  }

  private static Command command(List<String> argv, boolean sudo) {
    List<String> all = new ArrayList<>();
    if (sudo) {
      all.addAll(List.of("sudo", "-n"));
    }
    all.addAll(argv);
    return Command.of(all).with(Map.of("DEBIAN_FRONTEND", "noninteractive")).within(LONGEST);
  }

  private static boolean onPath(String program, Map<String, String> env) {
    return Stream.of(env.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").split(":"))
        .anyMatch(d -> !d.isEmpty() && Files.isExecutable(Path.of(d, program)));
  }
}
