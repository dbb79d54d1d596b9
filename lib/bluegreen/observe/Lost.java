package bluegreen.observe;

import bluegreen.host.Processes;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A process that says of itself that it is this app's, and of which the app's folder knows nothing:
 * that folder was taken away while it ran. Anybody can say so of his process, and so it is named,
 * and never stopped.
 *
 * @param what what it is by its own words
 * @param ports the ports on which it listens; empty where it does not, or we may not see that
 */
public record Lost(Processes.Info process, String what, Set<Integer> ports) {

  /**
   * {@code pid 4711 (java -jar app.jar, user shop) on port 8081, by its own words blue of shop}.
   */
  public String describe() {
    String at =
        ports.isEmpty()
            ? ""
            : (ports.size() == 1 ? " on port " : " on ports ")
                + ports.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
    return "pid %d (%s, user %s)%s, by its own words %s"
        .formatted(process.pid(), process.shortCommand(), process.owner(), at, what);
  }
}
