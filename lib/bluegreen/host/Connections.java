package bluegreen.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The connections that some processes of this machine have made. */
public final class Connections {
  private Connections() {}

  /**
   * Those to a TCP port, each as the address and port of their end. Where we may not see whose a
   * connection is, it counts as theirs.
   */
  static List<String> to(int port, Set<Long> holders) {
    return held(new Sockets().establishedTo(port, there -> true), holders);
  }

  /** The same to a port of one host, by its name or address. */
  public static List<String> to(String host, int port, Set<Long> holders) {
    List<String> addresses = Knock.addresses(host);
    return held(
        new Sockets().establishedTo(port, there -> addresses.contains(there.getHostAddress())),
        holders);
  }

  private static List<String> held(Map<Long, String> all, Set<Long> holders) {
    Set<Long> theirs = new HashSet<>();
    for (long pid : all.isEmpty() ? Set.<Long>of() : holders) {
      if (!Files.isReadable(Path.of("/proc/" + pid + "/fd"))) {
        return all.values().stream().sorted().toList();
      }
      theirs.addAll(Sockets.held(pid, all.keySet()));
    }
    return theirs.stream().map(all::get).sorted().toList();
  }
}
