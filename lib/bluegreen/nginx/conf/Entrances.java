package bluegreen.nginx.conf;

import bluegreen.nginx.conf.ServerName.Fit;
import bluegreen.nginx.conf.Socket.Family;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Which server block nginx chooses for a connection and a name. */
public final class Entrances {
  private final Map<Socket, List<Entry>> entries = new LinkedHashMap<>();

  private final boolean counting;

  private record Entry(ServerBlock server, Listen listen) {}

  Entrances(List<ServerBlock> servers, boolean counting) {
    this.counting = counting;
    for (ServerBlock server : servers) {
      for (Listen listen : server.listens()) {
        entries
            .computeIfAbsent(listen.socket(), s -> new ArrayList<>())
            .add(new Entry(server, listen));
      }
    }
  }

  /** Whether anything there counts requests, and refuses those that are too many. */
  public boolean counting() {
    return counting;
  }

  /** All sockets that nginx listens on, in the order of the files. */
  public Set<Socket> sockets() {
    return entries.keySet();
  }

  /**
   * The socket that takes a connection to an address: its own before that for all addresses of its
   * kind, and for IPv4 one of IPv6 that takes both. Empty where nothing takes it.
   */
  public Optional<Socket> taking(Socket address) {
    Socket wide = address.anywhere(address.family());
    if (entries.containsKey(address) || address.family() == Family.UNIX) {
      return Optional.of(address).filter(entries::containsKey);
    } else if (entries.containsKey(wide)) {
      return Optional.of(wide);
    }
    Socket both = address.anywhere(Family.IPV6);
    return Optional.of(both).filter(b -> address.family() == Family.IPV4 && takesBoth(b));
  }

  /** Whether a socket of IPv6 takes IPv4's connections as well. */
  public boolean takesBoth(Socket socket) {
    return socket.family() == Family.IPV6
        && entries.getOrDefault(socket, List.of()).stream().anyMatch(e -> !e.listen().ipv6Only());
  }

  /** A socket as it is written, with what makes it take IPv4's connections as well. */
  public String shown(Socket socket) {
    return socket.shown() + (takesBoth(socket) ? " ipv6only=off" : "");
  }

  /**
   * The loopback address by which a socket of all addresses is reached from this machine: of IPv4
   * there are many, and a socket of its own may take the first.
   */
  public String loopback(Socket wildcard) {
    if (wildcard.family() == Family.IPV6) {
      return "[::1]";
    }
    return IntStream.rangeClosed(1, 254)
        .mapToObj(n -> "127.0.0." + n)
        .filter(host -> !entries.containsKey(Socket.at(host, wildcard.port())))
        .findFirst()
        .orElse("127.0.0.1");
  }

  /** Whether whoever asks at a URL has to say first who he is, by the PROXY protocol. */
  public boolean wantsAnnouncement(String url) {
    URI at = URI.create(url);
    int usual = "https".equals(at.getScheme()) ? 443 : 80;
    int port = at.getPort() >= 0 ? at.getPort() : usual;
    return Optional.ofNullable(at.getHost())
        .flatMap(host -> taking(Socket.at(host, port)))
        .filter(this::speaksProxyProtocol)
        .isPresent();
  }

  /** Whether a socket is one of TLS. */
  public boolean speaksTls(Socket socket) {
    return entries.getOrDefault(socket, List.of()).stream().anyMatch(e -> e.listen().ssl());
  }

  /** Whether a socket wants to be told first who its client is. */
  public boolean speaksProxyProtocol(Socket socket) {
    return entries.getOrDefault(socket, List.of()).stream()
        .anyMatch(e -> e.listen().proxyProtocol());
  }

  /** The blocks that listen on a socket, in the order of the files. */
  public List<ServerBlock> at(Socket socket) {
    return entries.getOrDefault(socket, List.of()).stream().map(Entry::server).toList();
  }

  /** The {@code listen} of a socket that says {@code default_server}. */
  public Optional<Listen> defaultListen(Socket socket) {
    return entries.getOrDefault(socket, List.of()).stream()
        .map(Entry::listen)
        .filter(Listen::byDefault)
        .findFirst();
  }

  /** The block for names that no block of a socket has: by its word, or else the first one. */
  public Optional<ServerBlock> byDefault(Socket socket) {
    List<Entry> here = entries.getOrDefault(socket, List.of());
    return here.stream()
        .filter(e -> e.listen().byDefault())
        .findFirst()
        .or(() -> here.stream().findFirst())
        .map(Entry::server);
  }

  /** The block that answers a request to an address by a name; empty where nothing listens. */
  public Optional<ServerBlock> chosen(Socket address, String name) {
    return taking(address)
        .flatMap(
            socket -> {
              Optional<ServerBlock> best = Optional.empty();
              for (Fit fit : Fit.values()) {
                best = best.or(() -> named(socket, name, fit));
              }
              return best.or(() -> byDefault(socket));
            });
  }

  /** Of several wildcards the longest counts, of all else the first. */
  private Optional<ServerBlock> named(Socket socket, String name, Fit fit) {
    ServerBlock found = null;
    int longest = -1;
    for (ServerBlock server : at(socket)) {
      for (ServerName candidate : server.names()) {
        int length =
            fit == Fit.LEADING_WILDCARD || fit == Fit.TRAILING_WILDCARD ? candidate.length() : 0;
        if (length > longest && candidate.fits(name).filter(f -> f == fit).isPresent()) {
          found = server;
          longest = length;
        }
      }
    }
    return Optional.ofNullable(found);
  }
}
