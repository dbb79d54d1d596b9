package bluegreen.command.starter;

import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.Listen;
import bluegreen.nginx.conf.Location;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.ServerName;
import bluegreen.nginx.conf.Socket;
import bluegreen.nginx.conf.Socket.Family;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the address at which this machine reaches a {@code proxy_pass} as visitors do. */
final class WayIn {
  /** A name that no block has; the last label is reserved for such (RFC 2606). */
  private static final String NOBODYS = "nobody.invalid";

  private final Pass pass;
  private final Entrances entrances;
  private final Optional<String> path;

  WayIn(Pass pass, Entrances entrances) {
    this.pass = pass;
    this.entrances = entrances;
    this.path = path(pass);
  }

  private static Optional<String> path(Pass pass) {
    Location location = new Location(pass.location());
    String pattern = pass.location().is("location") ? location.pattern() : "/";
    return Stream.of("/", pattern, pattern + "/")
        .filter(p -> p.matches("/[A-Za-z0-9/._~-]*"))
        .filter(p -> Served.isFor(p, pass))
        .findFirst();
  }

  /** The URL; empty where none leads there. */
  Optional<String> url() {
    ServerBlock server = pass.server();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    boolean redirects = server.redirect(path.get()).isPresent();
    return server.listens().stream()
        .filter(l -> l.socket().family() != Family.UNIX && !l.proxyProtocol())
        .filter(l -> l.ssl() || !redirects)
        .sorted(
            Comparator.comparing((Listen l) -> !isUsual(l.ssl(), l.socket()))
                .thenComparing(Listen::ssl)
                .thenComparing(l -> local(l).family())
                .thenComparing(l -> !l.socket().isWildcard()))
        .filter(l -> isReached(server, local(l)))
        .map(l -> url(l.ssl(), local(l)))
        .findFirst();
  }

  private boolean isReached(ServerBlock server, Socket address) {
    Stream<String> names =
        Stream.concat(
            server.names().stream().map(ServerName::askable).flatMap(Optional::stream),
            Stream.of(NOBODYS));
    return names.anyMatch(
        n ->
            entrances.chosen(address, n).filter(s -> s.place().equals(server.place())).isPresent());
  }

  /** An address of this machine that a socket takes. */
  private static Socket local(Listen listen) {
    Socket socket = listen.socket();
    if (!socket.isWildcard()) {
      return socket;
    }
    boolean six = socket.family() == Family.IPV6 && listen.ipv6Only();
    return Socket.at(six ? "[::1]" : "127.0.0.1", socket.port());
  }

  private String url(boolean ssl, Socket address) {
    String host =
        address.family() == Family.IPV6
            ? address.shown().replaceFirst(":\\d+$", "")
            : address.host();
    String port = isUsual(ssl, address) ? "" : ":" + address.port();
    return (ssl ? "https://" : "http://") + host + port + path.orElse("/");
  }

  private static boolean isUsual(boolean ssl, Socket address) {
    return address.port() == (ssl ? 443 : 80);
  }

  /** Why there is none. */
  String obstacle() {
    String where = pass.server().place();
    if (path.isEmpty()) {
      return "which paths lead to " + pass.directive().place() + " could not be told";
    }
    List<String> listens =
        pass.server().listens().stream()
            .map(l -> l.socket().shown() + (l.proxyProtocol() ? " proxy_protocol" : ""))
            .toList();
    return where
        + " listens on "
        + String.join(", ", listens)
        + ", where no request of this machine's was found to reach it";
  }
}
