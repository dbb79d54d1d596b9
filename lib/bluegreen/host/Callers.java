package bluegreen.host;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who asks whatever listens on a port, as the kernel knows it: no spelling hides that. */
public final class Callers {
  private final Processes processes;
  private final Sockets sockets = new Sockets();

  /** Those of this machine. */
  public Callers(Processes processes) {
    this.processes = processes;
  }

  /**
   * Those that are connected to a port now, ourselves aside: processes of this machine, and the
   * addresses of others.
   */
  public List<String> of(int port) {
    Map<String, Long> here = new TreeMap<>();
    sockets
        .establishedTo(port, there -> true)
        .forEach((inode, address) -> here.put(address, inode));
    Set<Long> local = new LinkedHashSet<>();
    Set<String> callers = new LinkedHashSet<>();
    for (String peer : sockets.peers(port)) {
      if (here.containsKey(peer)) {
        local.add(here.get(peer));
      } else {
        callers.add("somebody at " + peer.replaceFirst(":\\d+$", ""));
      }
    }
    callers.addAll(holders(local));
    return List.copyOf(callers);
  }

  private Set<String> holders(Set<Long> inodes) {
    Set<String> holders = new LinkedHashSet<>();
    Set<Long> unseen = new LinkedHashSet<>(inodes);
    for (long pid : inodes.isEmpty() ? List.<Long>of() : processes.pids()) {
      Set<Long> held = Sockets.held(pid, unseen);
      unseen.removeAll(held);
      if (!held.isEmpty() && pid != ProcessHandle.current().pid()) {
        processes
            .find(pid)
            .map(p -> "pid " + p.pid() + " (" + p.shortCommand() + ", user " + p.owner() + ")")
            .ifPresent(holders::add);
      }
    }
    if (!unseen.isEmpty()) {
      holders.add("a process of another user");
    }
    return holders;
  }

  /** Whether anybody was connected to a port within the last minute; by whom, nobody can tell. */
  public boolean lately(int port) {
    return sockets.wasAsked(port);
  }
}
