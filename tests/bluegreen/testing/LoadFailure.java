package bluegreen.testing;

import java.time.Instant;

/**
 * A request that did not get a complete and well-formed 200 with the body expected.
 *
 * @param begun when the client began to send it
 * @param noticed when the client saw that it had failed
 * @param kind what was asked for
 * @param onConnection 1 for the first request on its connection, 2 for the next
 * @param cause a sentence without its full stop
 */
public record LoadFailure(
    Instant begun, Instant noticed, RequestKind kind, long onConnection, String cause) {
  @Override
  public String toString() {
    return "%s %s (request %d on its connection, begun %s): %s"
        .formatted(noticed, kind, onConnection, begun, cause);
  }
}
