package bluegreen.observe;

import bluegreen.host.Callers;
import bluegreen.host.HostFailure;
import bluegreen.host.Keeper;
import bluegreen.host.Origins;
import bluegreen.host.Processes;
import bluegreen.host.Processes.Listener;
import bluegreen.nginx.Masters;
import bluegreen.nginx.PortNames;
import bluegreen.nginx.SetValue;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Looks who needs the processes of others that hold ports which we want. */
final class PortUses {
  /** Programs whose work is to serve for others. */
  private static final Pattern PROXY =
      Pattern.compile(
          "(nginx: (master|worker) .*)|(\\S*/)?(nginx|haproxy|httpd|apache2|caddy|envoy|traefik"
              + "|varnishd|squid|lighttpd|sshd|dockerd|containerd|systemd)([ :].*)?");

  private final Playbook playbook;
  private final AppDir dir;
  private final Machine machine;

  PortUses(Playbook playbook, AppDir dir, Machine machine) {
    this.playbook = playbook;
    this.dir = dir;
    this.machine = machine;
  }

  /**
   * Looks at each port.
   *
   * @param configuration that of the nginx that visitors reach; empty where it does not run, or
   *     nobody may read it
   * @param replaced the value in it that is replaced before anything is stopped
   */
  Map<Integer, PortUse> of(
      List<Listener> strangers, Optional<Configuration> configuration, Optional<SetValue> replaced)
      throws HostFailure, InterruptedException {
    Map<Integer, PortUse> uses = new HashMap<>();
    if (strangers.isEmpty()) {
      return uses;
    }
    List<Configuration> all = new ArrayList<>(configuration.stream().toList());
    all.addAll(elsewhere());
    Predicate<Path> ours =
        f -> f.startsWith(dir.root()) || f.equals(playbook.nginx().target().file());
    List<PortNames> names = all.stream().map(c -> new PortNames(c, ours, replaced)).toList();
    Optional<String> unread = configuration.isEmpty() && isInFront() ? closed() : unread(all);
    for (Listener stranger : strangers) {
      uses.put(stranger.port(), use(stranger, names, unread));
    }
    return uses;
  }

  /** Those of nginx processes beside the usual one. */
  private List<Configuration> elsewhere() throws InterruptedException {
    return machine.nginx(playbook, dir).masters().stream()
        .map(Masters.Master::conf)
        .distinct()
        .filter(f -> !f.startsWith(dir.root()))
        .flatMap(f -> Configuration.ofFiles(f).stream())
        .toList();
  }

  private boolean isInFront() {
    return playbook.nginx().behind().isPresent();
  }

  private Optional<String> closed() {
    return Optional.of(playbook.nginx().behind().orElseThrow().front().conf())
        .filter(Files::exists)
        .map(f -> untold(f.toString()));
  }

  private static String untold(String file) {
    return "nobody can tell whether nginx needs it, as we may not read "
        + file
        + " of its configuration";
  }

  private static Optional<String> unread(List<Configuration> all) {
    return all.stream()
        .flatMap(c -> c.missing().stream())
        .filter(f -> Files.exists(Path.of(f)))
        .findFirst()
        .map(PortUses::untold);
  }

  private PortUse use(Listener stranger, List<PortNames> names, Optional<String> unread)
      throws InterruptedException {
    Processes processes = machine.processes();
    Callers callers = new Callers(processes);
    int port = stranger.port();
    Set<Integer> ports = new LinkedHashSet<>(List.of(port));
    List<Path> sockets = new ArrayList<>();
    stranger.process().filter(p -> p.pid() > 1).ifPresent(p -> heldBy(p.pid(), ports, sockets));
    Optional<String> named = Optional.empty();
    Optional<String> made = Optional.empty();
    for (PortNames each : names) {
      for (int one : ports) {
        named = named.or(() -> each.of(one));
      }
      for (Path one : sockets) {
        named = named.or(() -> each.of(one));
      }
      made = made.or(each::madeLater);
    }
    Set<String> asking = new LinkedHashSet<>();
    ports.forEach(p -> asking.addAll(callers.of(p)));
    Optional<Keeper> keeper = Optional.empty();
    if (stranger.process().isPresent()) {
      Origins origins = new Origins(processes, machine.commands());
      keeper = Keeper.of(origins.of(stranger.process().get().pid()), port);
    }
    return new PortUse(
        named,
        unread,
        List.copyOf(asking),
        made.filter(m -> callers.lately(port)),
        keeper,
        more(stranger, ports));
  }

  /** Whoever serves more than that one port is not an app whose place ours could take. */
  private static Optional<String> more(Listener stranger, Set<Integer> ports) {
    List<Integer> others = ports.stream().filter(p -> p != stranger.port()).toList();
    if (stranger.process().filter(p -> PROXY.matcher(p.command()).matches()).isPresent()) {
      return Optional.of("it serves other sites and apps, too");
    }
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it listens on "
                + String.join(", ", others.stream().map(String::valueOf).toList())
                + ", too, where nothing of ours would take its place");
  }

  private void heldBy(long pid, Set<Integer> ports, List<Path> sockets) {
    Processes.Listening all = machine.processes().listening(pid);
    ports.addAll(all.ports());
    sockets.addAll(all.sockets());
  }
}
