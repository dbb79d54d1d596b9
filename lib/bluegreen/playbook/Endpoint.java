package bluegreen.playbook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where what runs in a slot accepts connections.
 *
 * @param host a name or an address, IPv6 without brackets
 */
public record Endpoint(String host, int port) {
  private static final String HERE = "127.0.0.1";
  private static final int IPV6_BYTES = 16;

  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");

  /** A port of this machine, which nobody else reaches. */
  public static Endpoint here(int port) {
    return new Endpoint(HERE, port);
  }

  /** One as {@link #text} has it, or with {@code localhost}; empty where it is none. */
  public static Optional<Endpoint> of(String text) {
    if (text.matches("[0-9]{1,5}")) {
      return Optional.of(here(Integer.parseInt(text)));
    }
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String host = Optional.ofNullable(parts.group(1)).map(Endpoint::short6).orElse(parts.group(2));
    return Optional.of(
        new Endpoint(
            host.equalsIgnoreCase("localhost") ? HERE : host, Integer.parseInt(parts.group(3))));
  }

  /** By hand, as is the other: Java makes them at the first call, anew in each run. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Endpoint o && port == o.port && host.equals(o.host);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  /** The shortest form, which nginx writes too: see RFC 5952. */
  private static String short6(String address) {
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      List<String> groups = new ArrayList<>();
      for (int at = 0; bytes.length == IPV6_BYTES && at < bytes.length; at += 2) {
        groups.add(Integer.toHexString((bytes[at] & 255) << 8 | bytes[at + 1] & 255));
      }
      String whole = String.join(":", groups);
      String zeros =
          Pattern.compile("(?:^|:)0(?::0)+(?:$|(?=:))")
              .matcher(whole)
              .results()
              .map(MatchResult::group)
              .reduce(
                  "",
                  (a, b) ->
                      b.chars().filter(c -> c == '0').count()
                              > a.chars().filter(c -> c == '0').count()
                          ? b
                          : a);
      String cut = zeros.isEmpty() ? whole : whole.replaceFirst(Pattern.quote(zeros) + ":?", "::");
      return groups.isEmpty() ? address : cut;
    } catch (UnknownHostException e) {
      return address; // None, which is said by whoever reads a playbook.
    }
  }

  /** Those of some that are this machine's alone, by their ports. */
  public static Set<Integer> portsHere(Endpoint... all) {
    return Stream.of(all)
        .filter(Endpoint::isHere)
        .map(Endpoint::port)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it is on this machine, where nobody else reaches it. */
  public boolean isHere() {
    return host.equals(HERE) || host.matches("127(\\.[0-9]{1,3}){3}|(0*:)+0*1");
  }

  /** Whether two cannot be told apart, or would want one port of this machine. */
  public boolean collides(Endpoint other) {
    return equals(other) || isHere() && other.isHere() && port == other.port;
  }

  /** {@code 127.0.0.1:8081}, as nginx and a URL have it. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** {@code 8081}, with the host where that is not the usual one. */
  public String text() {
    return host.equals(HERE) ? String.valueOf(port) : address();
  }

  /** Whether a URL has this IPv6 address without the brackets that it needs there. */
  boolean isBareIn(String url) {
    return host.contains(":") && url.contains("//" + host);
  }

  /** {@code http://127.0.0.1:8081}. */
  public String url() {
    return "http://" + address();
  }

  /** As people read it beside a slot: {@code :8081}, with the host where it is another one. */
  @Override
  public String toString() {
    return host.equals(HERE) ? ":" + port : address();
  }
}
