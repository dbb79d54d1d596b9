package bluegreen.nginx;

import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.Listen;
import bluegreen.nginx.conf.Location;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Socket;
import bluegreen.nginx.conf.Socket.Family;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ways on which visitors come to passes of nginx's, and what of nginx's own may stand in them.
 */
record FrontWays(List<Pass> passes, Entrances entrances) {
  private static final int MOST = 12;

  /** Such that mostly answer beside an app and not in its place. */
  private static final Set<String> ORDINARY = Set.of("try_files", "error_page", "rewrite");

  /** An address, a path that leads to a pass, and a name to ask for. */
  record Way(String url, List<String> names) {}

  /** Each address of each block with a path that a pass is for. */
  List<Way> all() {
    Set<Way> ways = new LinkedHashSet<>();
    for (Pass pass : passes) {
      List<String> name =
          pass.server().names().stream().flatMap(n -> n.askable().stream()).limit(1).toList();
      pass.server().listens().stream()
          .filter(l -> l.socket().family() != Family.UNIX)
          .map(l -> new Way(origin(l) + path(pass), name))
          .forEach(ways::add);
    }
    return ways.stream().limit(MOST).toList();
  }

  private String origin(Listen listen) {
    Socket socket = listen.socket();
    String where =
        socket.isWildcard() ? entrances.loopback(socket) + ":" + socket.port() : socket.reachable();
    return (listen.ssl() ? "https://" : "http://") + where;
  }

  private static String path(Pass pass) {
    Location location = new Location(pass.location());
    boolean plain = pass.location().is("location") && location.pattern().startsWith("/");
    return plain && !location.modifier().startsWith("~") ? location.pattern() : "/";
  }

  /** Where the first of them stands; empty where there is none. */
  Optional<String> places() {
    return passes.stream()
        .findFirst()
        .map(p -> p.location().place() + ": " + p.location().shown() + ";");
  }

  /** What may have answered with a status in the place of an app, as it is written. */
  Optional<String> guard(int status) {
    return guards(status).map(d -> d.place() + ": " + d.shown() + ";").findFirst();
  }

  /** Whether it may have done so as it was asked too often, and not as visitors do. */
  boolean isLimit(int status) {
    return guards(status).anyMatch(d -> d.name().matches("limit_(req|conn).*"));
  }

  /** What has nginx count the requests there, and refuse those that are too many. */
  Optional<Directive> limit() {
    return onTheWay().filter(Barrier::limits).findFirst();
  }

  private Stream<Directive> guards(int status) {
    return onTheWay().filter(d -> !ORDINARY.contains(d.name()) && Barrier.answers(d, status));
  }

  private Stream<Directive> onTheWay() {
    return passes.stream()
        .flatMap(
            p ->
                Stream.concat(
                    p.server().http().children().stream().filter(d -> !d.is("server")),
                    onTheWay(p.server().directive(), p.location())));
  }

  /**
   * The cache of nginx's that may answer a request in the place of an app, as it is written; empty
   * where none does, or the request is for no such app.
   *
   * @param url with the path
   * @param name the name that is asked for; empty where the address itself is
   */
  Optional<String> cache(String url, Optional<String> name) {
    URI at = URI.create(url);
    String path = at.getPath() == null || at.getPath().isEmpty() ? "/" : at.getPath();
    String host = name.or(() -> Optional.ofNullable(at.getHost())).orElse("");
    return entrances
        .chosen(Socket.asked(at), host)
        .flatMap(block -> passing(block, path))
        .flatMap(FrontWays::cache)
        .map(d -> d.place() + ": " + d.shown() + ";");
  }

  /** The pass that a path comes to: its location's, or any that it may be handed on to. */
  private Optional<Pass> passing(ServerBlock block, String path) {
    Optional<Pass> own = block.pass(path);
    return own.isPresent()
        ? own.filter(passes::contains)
        : passes.stream().filter(p -> p.server().equals(block)).findFirst();
  }

  /** The innermost word counts. */
  private static Optional<Directive> cache(Pass pass) {
    Stream<Directive> levels =
        Stream.concat(
            Stream.of(pass.server().http(), pass.server().directive()),
            onTheWay(pass.server().directive(), pass.location()).filter(d -> d.is("location")));
    return levels
        .flatMap(level -> level.all("proxy_cache").stream())
        .reduce((outer, inner) -> inner)
        .filter(d -> !d.arg(0).equals("off"));
  }

  /** What another location of a block says, as for a health check, is for other requests. */
  private static Stream<Directive> onTheWay(Directive block, Directive location) {
    return block.children().stream()
        .filter(child -> !child.is("location") || child.tree().anyMatch(location::equals))
        .flatMap(child -> Stream.concat(Stream.of(child), onTheWay(child, location)));
  }
}
