package bluegreen.nginx.conf;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where nginx listens.
 *
 * @param host the address, {@code 0.0.0.0} and {@code ::} for all; of a Unix socket its path
 * @param port 0 for a Unix socket
 */
public record Socket(Family family, String host, int port) {
  /** All addresses of IPv4. */
  public static final String ANY_IPV4 = "0.0.0.0";

  /** All addresses of IPv6. */
  public static final String ANY_IPV6 = "::";

  /** The kinds of addresses. */
  public enum Family {
    IPV4,
    IPV6,
    UNIX
  }

  /** What a {@code listen} names: an address, a port, both, or {@code unix:} with a path. */
  public static Socket of(String word) {
    if (word.startsWith("unix:")) {
      return new Socket(Family.UNIX, word.substring(5), 0);
    } else if (word.matches("\\d{1,5}(-\\d+)?")) {
      return new Socket(Family.IPV4, ANY_IPV4, Integer.parseInt(word.replaceFirst("-.*", "")));
    }
    int colon = word.startsWith("[") ? word.indexOf(':', word.indexOf(']')) : word.indexOf(':');
    String port = colon < 0 ? "" : word.substring(colon + 1).replaceFirst("-.*", "");
    String host = colon < 0 ? word : word.substring(0, colon);
    return at(host, port.matches("\\d{1,5}") ? Integer.parseInt(port) : 80);
  }

  /** A port of an address as one writes it: {@code *}, {@code 10.0.0.1}, {@code [::1]}. */
  public static Socket at(String host, int port) {
    if (host.startsWith("[")) {
      return new Socket(Family.IPV6, normal(host.replaceAll("[\\[\\]]", "")), port);
    }
    String named = host.equals("localhost") ? "127.0.0.1" : host.isEmpty() ? "*" : host;
    return new Socket(Family.IPV4, named.equals("*") ? ANY_IPV4 : named, port);
  }

  /** Where a URL is asked. */
  public static Socket asked(URI url) {
    int usual = "https".equals(url.getScheme()) ? 443 : 80;
    String host = Optional.ofNullable(url.getHost()).orElse("");
    return at(host, url.getPort() >= 0 ? url.getPort() : usual);
  }

  /** By hand, as is the other: Java makes them at the first call, anew in each run. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Socket o && family == o.family && port == o.port && host.equals(o.host);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * family.ordinal() + host.hashCode()) + port;
  }

  private static String normal(String ipv6) {
    try {
      // With a colon in it, it is never looked up as a name.
      String full = ipv6.contains(":") ? InetAddress.getByName(ipv6).getHostAddress() : ipv6;
      return full.equals("0:0:0:0:0:0:0:0") ? ANY_IPV6 : full.replaceFirst("%.*", "");
    } catch (UnknownHostException e) {
      return ipv6;
    }
  }

  /** Whether it takes connections to every address of its kind. */
  public boolean isWildcard() {
    return host.equals(ANY_IPV4) || host.equals(ANY_IPV6);
  }

  /** Whether nobody but this machine itself reaches it. */
  public boolean isLoopback() {
    return family == Family.UNIX || host.startsWith("127.") || host.equals("0:0:0:0:0:0:0:1");
  }

  /** The same port on all addresses of its kind. */
  public Socket anywhere() {
    return anywhere(family);
  }

  /** The same port on all addresses of a kind. */
  Socket anywhere(Family kind) {
    return new Socket(kind, kind == Family.IPV6 ? ANY_IPV6 : ANY_IPV4, port);
  }

  /** Where it can be reached from this machine, as a URL has it. */
  public String reachable() {
    String loopback = family == Family.IPV6 ? "::1" : "127.0.0.1";
    String where = isWildcard() ? loopback : host;
    return (family == Family.IPV6 ? "[" + where + "]" : where) + ":" + port;
  }

  /** As one writes it in a {@code listen}. */
  public String shown() {
    return switch (family) {
      case UNIX -> "unix:" + host;
      case IPV6 -> "[" + host.replaceFirst("^0:0:0:0:0:0:0:1$", "::1") + "]:" + port;
      case IPV4 -> isWildcard() ? String.valueOf(port) : host + ":" + port;
    };
  }
}
