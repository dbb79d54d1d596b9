package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The ports that our nginx had behind the user's own, and that visitors still come by.
 *
 * @param lost who has taken some of them, by port
 */
record FormerPorts(FrontFacts seen, Map<Integer, Processes.Listener> lost) {

  /** The ports that our nginx had before and still needs, where nobody has taken them since. */
  Set<Integer> all() {
    Set<Integer> ports = new TreeSet<>(seen.former().keySet());
    ports.removeAll(lost.keySet());
    return ports;
  }

  /** What there is to say of them: who is sent there, and the lines to change. */
  String said() {
    return former(
            all(),
            ", on which ours goes on to listen; change this, then reload nginx, and the next"
                + " run closes it:")
        + lost.values().stream()
            .map(
                l ->
                    former(
                        Set.of(l.port()),
                        ", where %s listens; change this, then reload nginx:"
                            .formatted(l.describe())))
            .collect(Collectors.joining());
  }

  private String former(Set<Integer> of, String how) {
    List<String> changes =
        of.stream().flatMap(p -> seen.former().getOrDefault(p, List.of()).stream()).toList();
    String ports = String.join(", ", of.stream().map(String::valueOf).toList());
    return changes.isEmpty()
        ? ""
        : "; nginx still passes to 127.0.0.1:"
            + ports
            + how
            + "\n  "
            + String.join("\n  ", changes);
  }
}
