package bluegreen.host;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * One request and its answer by a connection of their own. Nothing is tried twice, nothing is kept,
 * and the deadline holds for all of it: the name of the site that is asked for may be another than
 * the address, which Java's own clients do not let one say to TLS.
 */
final class Exchange {
  private Exchange() {}

  /** What comes back; where that is nothing, why. An interrupt is left on the thread. */
  static Http.Answer of(Http.Request request, boolean announced) {
    Optional<URI> url = Wire.url(request.url());
    if (url.isEmpty()) {
      return Http.Answer.none("not a URL: " + request.url());
    }
    try (Wire wire = new Wire()) {
      try {
        return wire.within(request.timeout(), () -> by(wire, request, url.get(), announced));
      } catch (IOException e) {
        String late = Http.late(request.timeout());
        return Http.Answer.none(wire.isLate() ? late : Http.reason(e));
      }
    } catch (IOException e) {
      return Http.Answer.none(Http.reason(e));
    }
  }

  private static Http.Answer by(Wire wire, Http.Request request, URI url, boolean announced)
      throws IOException {
    wire.open(request, url, announced);
    AnswerReader reader = wire.send(request, url, false);
    Http.Answer head = reader.head();
    return request.withBody() ? reader.body() : head;
  }
}
