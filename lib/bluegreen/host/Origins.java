package bluegreen.host;

import bluegreen.host.Origin.Ancestor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out where processes come from: by the kernel, by systemd, and by what starts at boot. */
public final class Origins {
  private static final int DEEPEST = 32;

  /** Tables of cron's (of Debian and of Red Hat), and the script of old that runs at boot. */
  private static final List<String> CRONTABS =
      List.of("/etc/cron.d", "/var/spool/cron/crontabs", "/var/spool/cron");

  private static final List<String> BOOT_SCRIPTS = List.of("/etc/rc.local", "/etc/rc.d/rc.local");

  /** Words of a command line that tell nothing of the app. */
  private static final Set<String> COMMON = Set.of("java", "node", "python", "python3", "bash");

  private final Processes processes;
  private final Commands commands;

  /** Of this machine's processes. */
  public Origins(Processes processes, Commands commands) {
    this.processes = processes;
    this.commands = commands;
  }

  /** Where a process comes from. */
  public Origin of(long pid) throws InterruptedException {
    List<String> argv = processes.argv(pid);
    String cgroup = beside(ControlGroup.ofUnits("self"), ControlGroup.ofUnits(String.valueOf(pid)));
    return new Origin(pid, argv, cgroup, ancestors(pid), unit(cgroup), atBoot(argv));
  }

  /** The container that a group is in, up to the end of its name. */
  private static final Pattern CONTAINER = Pattern.compile("^.*?[0-9a-f]{64}(\\.scope)?");

  /** A group as we see it who are in another one: what both share says nothing. */
  static String beside(String own, String group) {
    Matcher around = CONTAINER.matcher(own);
    String shared = around.find() ? around.group() : "";
    if (group.equals(own)) {
      return "";
    }
    return !shared.isEmpty() && group.startsWith(shared) ? group.substring(shared.length()) : group;
  }

  private List<Ancestor> ancestors(long pid) {
    List<Ancestor> ancestors = new ArrayList<>();
    long at = processes.find(pid).map(Processes.Info::parent).orElse(0L);
    while (at > 1 && ancestors.size() < DEEPEST) {
      Optional<Processes.Info> info = processes.find(at);
      info.ifPresent(i -> ancestors.add(new Ancestor(i.pid(), i.command())));
      at = info.map(Processes.Info::parent).orElse(0L);
    }
    return ancestors;
  }

  private Map<String, String> unit(String cgroup) throws InterruptedException {
    Optional<String> name = Keeper.unitOf(cgroup).filter(u -> Systemd.runsThisMachine());
    if (name.isEmpty() || Keeper.userOf(cgroup).isPresent()) {
      return Map.of();
    }
    try {
      String properties = "MainPID,UnitFileState,Restart,TriggeredBy";
      return read(
          commands
              .run(Command.of("systemctl", "show", "--property=" + properties, name.get()))
              .stdout());
    } catch (HostFailure e) {
      return Map.of("MainPID", "0"); // It is a unit, of which no more is known.
    }
  }

  /** {@code NAME=VALUE} in each line. */
  static Map<String, String> read(String properties) {
    Map<String, String> values = new HashMap<>();
    properties
        .lines()
        .filter(l -> l.contains("="))
        .forEach(l -> values.put(l.substring(0, l.indexOf('=')), l.substring(l.indexOf('=') + 1)));
    return values;
  }

  private static Optional<String> atBoot(List<String> argv) {
    Set<String> telling =
        argv.stream()
            .skip(1)
            .filter(w -> w.contains("/") || w.endsWith(".jar"))
            .filter(w -> !w.startsWith("-"))
            .map(w -> w.replaceFirst(".*/", ""))
            .filter(w -> w.length() > 4 && !COMMON.contains(w))
            .collect(Collectors.toSet());
    Stream<Path> tables = Stream.concat(Stream.of(Path.of("/etc/crontab")), files(CRONTABS));
    return line(tables, telling, Pattern.compile("^\\s*@reboot\\b"))
        .or(
            () ->
                line(
                    BOOT_SCRIPTS.stream().map(Path::of), telling, Pattern.compile("^\\s*[^#\\s]")));
  }

  private static Stream<Path> files(List<String> folders) {
    return folders.stream()
        .flatMap(
            folder -> {
              try (Stream<Path> files = Files.list(Path.of(folder))) {
                return files.filter(Files::isRegularFile).toList().stream();
              } catch (IOException e) {
                return Stream.empty(); // None of the kind, or not ours to read.
              }
            });
  }

  /** The first line of that kind which names one of those files. */
  static Optional<String> line(Stream<Path> files, Set<String> telling, Pattern kind) {
    return files
        .flatMap(file -> lines(file).map(l -> file + ": " + l.strip()))
        .filter(l -> kind.matcher(l.substring(l.indexOf(": ") + 2)).find())
        .filter(l -> telling.stream().anyMatch(l::contains))
        .findFirst();
  }

  private static Stream<String> lines(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
