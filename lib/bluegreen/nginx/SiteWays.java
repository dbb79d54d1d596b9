package bluegreen.nginx;

import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.ServerName;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Tls;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ways to our site: each address that we listen on, with each name that can be asked for.
 *
 * @param entrances all that nginx listens on; empty where nobody has seen it
 */
public record SiteWays(Playbook.Nginx nginx, Optional<Entrances> entrances) {
  /** So many ways are asked at most. */
  private static final int MOST = 24;

  /**
   * A way that our site leads on to HTTPS.
   *
   * @param location where it does
   */
  public record Redirect(Way way, String location) {}

  /** The way that {@code nginx.url} names. */
  public Way main() {
    URI url = URI.create(nginx.url());
    Optional<String> host = Optional.ofNullable(url.getHost());
    Socket asked = Socket.at(host.orElse(""), port(url));
    boolean elsewhere =
        entrances.flatMap(e -> e.taking(asked)).filter(s -> !isOurs(s)).isPresent()
            && isOurs(asked.anywhere());
    return new Way(
        elsewhere && asked.isLoopback()
            ? nginx.url().replaceFirst("//[^/?#]+", "//" + loopback(asked.anywhere()))
            : nginx.url(),
        names().get(0));
  }

  /**
   * What has nginx count the requests to the app, and refuse those that are too many, wherever that
   * stands; nothing where it is not known.
   */
  public List<Directive> limits() {
    Way main = main();
    URI url = URI.create(main.url());
    String name = main.name().or(() -> Optional.ofNullable(url.getHost())).orElse("");
    return entrances
        .flatMap(e -> e.chosen(Socket.asked(url), name))
        .map(Inherited::limits)
        .orElse(List.of());
  }

  private static int port(URI url) {
    int usual = "https".equals(url.getScheme()) ? 443 : 80;
    return url.getPort() >= 0 ? url.getPort() : usual;
  }

  private boolean isOurs(Socket socket) {
    return nginx.listen().stream().map(Socket::of).anyMatch(socket::equals)
        || nginx.tls().stream()
            .flatMap(tls -> tls.listen().stream())
            .map(Socket::of)
            .anyMatch(socket::equals);
  }

  /** All of them that lead to the app. */
  List<Way> all() {
    Set<Way> ways = new LinkedHashSet<>();
    if (!redirects()) {
      ways.addAll(at("http", nginx.listen()));
    }
    nginx.tls().ifPresent(tls -> ways.addAll(at("https", tls.listen())));
    Way main = main();
    ways.removeIf(
        way -> way.name().equals(main.name()) && plain(way.url()).equals(plain(main.url())));
    return Stream.concat(Stream.of(main), ways.stream()).limit(MOST).toList();
  }

  /** Without a port that says no more than the scheme. */
  private static String plain(String url) {
    return url.replaceFirst("^(http://[^/]*):80(?=/|$)", "$1")
        .replaceFirst("^(https://[^/]*):443(?=/|$)", "$1");
  }

  private boolean redirects() {
    return nginx.tls().filter(Tls::redirect).isPresent();
  }

  /** Those that lead on to HTTPS, as our block for them says it. */
  public List<Redirect> redirected() {
    return redirects()
        ? at("http", nginx.listen()).stream()
            .limit(MOST)
            .map(way -> new Redirect(way, "https://" + host(way) + securePort() + path()))
            .toList()
        : List.of();
  }

  /** What nginx has for {@code $host} then. */
  private static String host(Way way) {
    return way.name().orElseGet(() -> URI.create(way.url()).getHost()).toLowerCase(Locale.ROOT);
  }

  private String securePort() {
    return NginxFiles.securePort(nginx.tls());
  }

  private List<Way> at(String scheme, List<String> listens) {
    List<Way> ways = new ArrayList<>();
    for (String listen : listens.stream().filter(l -> !isHidden(Socket.of(l))).toList()) {
      for (Optional<String> name : names()) {
        ways.add(new Way(scheme + "://" + reachable(listen) + path(), name));
      }
    }
    return ways;
  }

  /**
   * Whether nobody can ask from here: the one loopback address of IPv6 is another block's, and
   * visitors come by others.
   */
  private boolean isHidden(Socket socket) {
    Socket loopback = Socket.at("[::1]", socket.port());
    return socket.equals(loopback.anywhere())
        && !isOurs(loopback)
        && entrances.filter(e -> e.sockets().contains(loopback)).isPresent();
  }

  private String path() {
    URI url = URI.create(nginx.url());
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
  }

  /** Where we can reach what listens there. */
  private String reachable(String listen) {
    Socket socket = Socket.of(listen);
    return socket.isWildcard() ? loopback(socket) : listen;
  }

  private String loopback(Socket wildcard) {
    return entrances
        .map(e -> e.loopback(wildcard) + ":" + wildcard.port())
        .orElseGet(wildcard::reachable);
  }

  private List<Optional<String>> names() {
    List<Optional<String>> names =
        nginx.serverNames().stream()
            .map(n -> new ServerName(n).askable())
            .filter(Optional::isPresent)
            .toList();
    return names.isEmpty() ? List.of(Optional.empty()) : names;
  }

  /** Whether nginx wants to be told first who asks there, by the PROXY protocol. */
  boolean wantsAnnouncement(String url) {
    return entrances.filter(e -> e.wantsAnnouncement(url)).isPresent();
  }
}
