package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Location;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Socket;
import bluegreen.nginx.conf.Target;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The requests that certainly do not come to a pass of ours, as nginx's configuration tells:
 * another block answers them, or a rule of nginx's own.
 */
record DeadEnds(Configuration configuration, List<Pass> toUs) {
  /** By these a request may come to another location than the one that its path is for. */
  private static final Set<String> ONWARD =
      Set.of("try_files", "error_page", "rewrite", "index", "auth_request");

  /**
   * Whether a request is one of them.
   *
   * @param url with the path
   * @param name the name that is asked for; empty where the address itself is
   */
  boolean has(String url, Optional<String> name) {
    URI at = URI.create(url);
    String path = at.getPath() == null || at.getPath().isEmpty() ? "/" : at.getPath();
    return block(at, name).filter(block -> endsIn(block, path)).isPresent();
  }

  /** Whether a request comes to a block that passes to us, be it not for that path. */
  boolean isBeside(String url, Optional<String> name) {
    return block(URI.create(url), name)
        .filter(block -> block.passes().stream().anyMatch(toUs::contains))
        .isPresent();
  }

  private Optional<ServerBlock> block(URI at, Optional<String> name) {
    String host = Optional.ofNullable(at.getHost()).orElse("");
    return configuration.entrances().chosen(Socket.asked(at), name.orElse(host));
  }

  private boolean endsIn(ServerBlock block, String path) {
    List<Pass> passes = block.passes();
    if (passes.stream().noneMatch(toUs::contains)) {
      return passes.stream().allMatch(this::leadsAway);
    } else if (returns(block.directive())) {
      return true;
    }
    Optional<Location> location = block.location(path);
    Optional<Pass> pass = block.pass(path);
    if (pass.isPresent()) {
      return !toUs.contains(pass.get()) && leadsAway(pass.get());
    } else if (location.filter(l -> returns(l.directive())).isPresent()) {
      return true;
    }
    return location.isEmpty() && !path.endsWith("/") && !goesOn(block.directive());
  }

  private static boolean returns(Directive block) {
    return block.first("return").isPresent();
  }

  private static boolean goesOn(Directive block) {
    return block.children().stream().anyMatch(d -> ONWARD.contains(d.name()) || d.is("if"));
  }

  /** To an app of this machine, and not to another block of the same nginx. */
  private boolean leadsAway(Pass pass) {
    return pass.target() instanceof Target.Literal
        && pass.target()
            .localPort()
            .filter(
                port ->
                    configuration.entrances().sockets().stream().noneMatch(s -> s.port() == port))
            .isPresent();
  }
}
