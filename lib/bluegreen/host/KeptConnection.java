package bluegreen.host;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection that is kept from request to request, as a browser keeps it, and made anew where the
 * server has said that it closes it, or an answer did not come. No request is sent twice.
 */
public final class KeptConnection implements AutoCloseable {
  /** What goes on for longer than that is a stream. */
  private static final Duration WHOLE = Duration.ofSeconds(1);

  private final boolean announced;
  private Optional<Wire> wire = Optional.empty();
  private Optional<Http.Answer> begun = Optional.empty();
  private boolean endless;
  private boolean closed;

  /**
   * One that is made with its first request.
   *
   * @param announced whether the server wants to be told first who asks, by the PROXY protocol
   */
  public KeptConnection(boolean announced) {
    this.announced = announced;
  }

  /**
   * Sends a request, and reads the answer to its end. One that has begun and goes on for longer
   * than a second is an answer, too, and no further one is read to its end then: a stream would
   * hold the connection. A missing answer is a value.
   */
  public Http.Answer ask(Http.Request request) {
    Optional<URI> url = Wire.url(request.url());
    if (url.isEmpty()) {
      return Http.Answer.none("not a URL: " + request.url());
    }
    begun = Optional.empty();
    Optional<Wire> used = Optional.empty();
    try {
      boolean fresh = wire.isEmpty();
      used = Optional.of(use());
      Wire asked = used.get();
      return asked.within(request.timeout(), () -> exchange(asked, fresh, request, url.get()));
    } catch (IOException e) {
      drop();
      return used.filter(Wire::isLate).isPresent()
          ? begun.orElse(Http.Answer.none(Http.late(request.timeout())))
          : Http.Answer.none(Http.reason(e));
    }
  }

  private Http.Answer exchange(Wire asked, boolean fresh, Http.Request request, URI url)
      throws IOException {
    if (fresh) {
      asked.open(request, url, announced);
    }
    AnswerReader reader = asked.send(request, url, true);
    Http.Answer head = reader.head();
    begun = Optional.of(head);
    if (endless) {
      drop();
      return head;
    }
    try {
      Http.Answer answer = asked.within(WHOLE, reader::body);
      if (!reader.leavesOpen()) {
        drop();
      }
      return answer;
    } finally {
      endless = asked.isLate();
    }
  }

  private synchronized Wire use() throws IOException {
    if (closed) {
      throw new IOException("closed by us");
    }
    if (wire.isEmpty()) {
      wire = Optional.of(new Wire());
    }
    return wire.get();
  }

  private synchronized void drop() {
    wire.ifPresent(Wire::close);
    wire = Optional.empty();
  }

  /** From whichever thread: who waits for an answer gets none. */
  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }
}
