package bluegreen.nginx.conf;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A {@code listen} of a server block.
 *
 * @param byDefault whether it says {@code default_server}
 * @param ipv6Only whether a socket of IPv6 leaves IPv4 alone; nginx's default
 * @param directive where it is written; empty for the one that is implied
 */
public record Listen(
    Socket socket,
    boolean ssl,
    boolean byDefault,
    boolean ipv6Only,
    boolean proxyProtocol,
    Optional<Directive> directive) {

  /** What a directive says; a range of ports is several. */
  static List<Listen> of(Directive directive) {
    List<String> options = directive.args();
    String where = directive.arg(0);
    Socket first = Socket.of(where);
    int last =
        where.matches(".*\\d-\\d{1,5}")
            ? Integer.parseInt(where.substring(where.lastIndexOf('-') + 1))
            : first.port();
    return IntStream.rangeClosed(first.port(), Math.min(last, 65535))
        .mapToObj(
            port ->
                new Listen(
                    new Socket(first.family(), first.host(), port),
                    options.contains("ssl"),
                    options.contains("default_server") || options.contains("default"),
                    !options.contains("ipv6only=off"),
                    options.contains("proxy_protocol"),
                    Optional.of(directive)))
        .toList();
  }

  /** Whether a connection to a port of 127.0.0.1 would come to it, unless another one is nearer. */
  boolean takes(int port) {
    boolean all = socket.isWildcard() && (socket.family() == Socket.Family.IPV4 || !ipv6Only);
    return socket.port() == port && (all || socket.host().equals("127.0.0.1"));
  }

  /** The one of a block that has none. */
  static Listen implied() {
    return new Listen(Socket.of("80"), false, false, true, false, Optional.empty());
  }
}
