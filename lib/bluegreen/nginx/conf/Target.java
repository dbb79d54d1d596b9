package bluegreen.nginx.conf;

import java.util.List;
import java.util.Optional;

/** Where a {@code proxy_pass} leads, as far as can be told. */
public sealed interface Target {
  /**
   * An address that is written out, be it by way of a variable.
   *
   * @param host as it is written; of a Unix socket {@code unix:} with its path
   * @param port that of the scheme where it is not written; 0 for a Unix socket
   * @param uri what follows the address; empty where nothing does
   * @param by the {@code set} that holds it; empty where it is the {@code proxy_pass} itself
   */
  record Literal(String scheme, String host, int port, String uri, Optional<Directive> by)
      implements Target {
    /** Whether it is a port of this machine's own loopback address. */
    public boolean isLoopback() {
      return host.matches("127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1]|0\\.0\\.0\\.0");
    }
  }

  /**
   * An {@code upstream}.
   *
   * @param members where each of its {@code server} directives leads
   * @param uri what follows its name; empty where nothing does
   */
  record Upstream(Directive directive, List<Member> members, String uri, Optional<Directive> by)
      implements Target {}

  /** A {@code server} of an upstream. */
  record Member(Directive directive, Literal address) {}

  /** An address with a variable in it of which it cannot be told what it holds. */
  record Unknown(String text) implements Target {}

  /** What follows the address, such as the path that takes a location's place; mostly empty. */
  default String path() {
    return this instanceof Literal literal
        ? literal.uri()
        : this instanceof Upstream upstream ? upstream.uri() : "";
  }

  /** The port of this machine to which it certainly leads, alone; empty for all else. */
  default Optional<Integer> localPort() {
    if (this instanceof Literal literal) {
      return Optional.of(literal).filter(Literal::isLoopback).map(Literal::port);
    } else if (this instanceof Upstream upstream) {
      List<Integer> ports =
          upstream.members().stream().map(m -> m.address().port()).distinct().toList();
      boolean here = upstream.members().stream().allMatch(m -> m.address().isLoopback());
      return here && ports.size() == 1 ? Optional.of(ports.get(0)) : Optional.empty();
    }
    return Optional.empty();
  }
}
