package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where other server blocks pass to a slot's own port, past our site.
 *
 * @param ours whether a block is our site's
 * @param ports those of the slots
 */
record Shortcuts(Configuration configuration, Predicate<ServerBlock> ours, Set<Integer> ports) {

  /** What whoever comes by them should know, a sentence each. */
  List<String> notes() {
    return configuration.servers().stream()
        .filter(ours.negate())
        .flatMap(server -> server.passes().stream())
        .filter(this::isShort)
        .map(
            pass ->
                pass.directive().place()
                    + ": `"
                    + pass.directive().shown()
                    + ";` passes to a slot's own port: who comes by it meets nobody while that slot"
                    + " is started anew, and never the other one; have it pass to the site")
        .distinct()
        .toList();
  }

  private boolean isShort(Pass pass) {
    return pass.target().localPort().filter(ports::contains).isPresent();
  }
}
