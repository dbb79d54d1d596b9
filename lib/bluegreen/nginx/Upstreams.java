package bluegreen.nginx;

import bluegreen.host.Knock;
import bluegreen.playbook.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The slots' places as nginx has them. */
public final class Upstreams {
  private static final Duration HERE = Duration.ofSeconds(5);

  /** A first packet that gets lost is sent again after a second. */
  private static final Duration AFAR = Duration.ofSeconds(2);

  private Upstreams() {}

  /** How long it may try to connect to one, in seconds. */
  static long patience(Collection<Endpoint> places) {
    return (places.stream().allMatch(Endpoint::isHere) ? HERE : AFAR).toSeconds();
  }

  /** All that it may call a place in its log and in answers: an address, never a name. */
  public static Set<String> names(Endpoint endpoint) {
    boolean name = endpoint.host().matches(".*[A-Za-z].*") && !endpoint.host().contains(":");
    return Stream.concat(
            Stream.of(endpoint),
            (name ? Knock.addresses(endpoint.host()) : List.<String>of())
                .stream().flatMap(address -> at(address, endpoint.port())))
        .map(Endpoint::address)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Endpoint> at(String address, int port) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return Endpoint.of(host + ":" + port).stream();
  }
}
