package bluegreen.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The requests that the clients send, ready in bytes, each with what its answer must look like. */
final class Requests {
  /** The longest wait for an answer that the server has no reason to hold back. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final int EVENTS = 20;
  private static final int MS_BETWEEN_EVENTS = 100;
  private static final int LARGEST_BODY = 24_000;
  private static final int PIECE = 4_000;
  // A prime, so that the sizes of bodies do not repeat for a long time.
  private static final long STRIDE = 7_919;

  /**
   * One request.
   *
   * @param parts what to write, one after the other
   * @param patience for the whole exchange
   * @param complaint what is wrong with the body of a 200, if anything
   */
  record Request(
      RequestKind kind,
      List<byte[]> parts,
      Duration patience,
      Function<String, Optional<String>> complaint) {}

  /** Makes the request of that number; a client's first is 0. */
  interface Source {
    Request number(long number);
  }

  private final String host;

  Requests(String host) {
    this.host = host;
  }

  Source gets(String path) {
    return always(RequestKind.GET, path, PATIENCE, body -> Optional.empty());
  }

  Source slow(Duration time) {
    String path = "/slow?ms=" + time.toMillis();
    return always(RequestKind.SLOW, path, PATIENCE.plus(time), body -> Optional.empty());
  }

  Source events() {
    String path = "/events?count=" + EVENTS + "&ms=" + MS_BETWEEN_EVENTS;
    Duration time = Duration.ofMillis((long) EVENTS * MS_BETWEEN_EVENTS);
    return always(RequestKind.EVENTS, path, PATIENCE.plus(time), Requests::eventsMissing);
  }

  private static Optional<String> eventsMissing(String body) {
    long events = body.lines().filter(line -> line.startsWith("data:")).count();
    return events == EVENTS
        ? Optional.empty()
        : Optional.of("expected " + EVENTS + " events, got " + events);
  }

  Source posts() {
    return number -> {
      int size = (int) (number * STRIDE % LARGEST_BODY);
      return number % 2 == 0 ? post(size) : chunkedPost(size);
    };
  }

  private Request post(int size) {
    byte[] head = head("POST", "/echo", "Content-Length: " + size + "\r\n" + BODY_TYPE);
    byte[] whole = new byte[head.length + size];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(
        "x".repeat(size).getBytes(StandardCharsets.US_ASCII), 0, whole, head.length, size);
    return new Request(
        RequestKind.POST, List.of(whole), PATIENCE, body -> lengthMissing(body, size));
  }

  private Request chunkedPost(int size) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(head("POST", "/echo", "Transfer-Encoding: chunked\r\n" + BODY_TYPE));
    for (int sent = 0; sent < size; sent += PIECE) {
      int piece = Math.min(PIECE, size - sent);
      parts.add(ascii(Integer.toHexString(piece) + "\r\n" + "x".repeat(piece) + "\r\n"));
    }
    parts.add(ascii("0\r\n\r\n"));
    return new Request(
        RequestKind.CHUNKED_POST, parts, PATIENCE, body -> lengthMissing(body, size));
  }

  private static Optional<String> lengthMissing(String body, int size) {
    return body.contains(" " + size + " ")
        ? Optional.empty()
        : Optional.of("the answer does not name the length of the body sent");
  }

  /** The opening of a WebSocket. */
  List<byte[]> upgrade(String key) {
    return List.of(
        head(
            "GET",
            "/ws",
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + ("Sec-WebSocket-Key: " + key + "\r\n")));
  }

  private Source always(
      RequestKind kind,
      String path,
      Duration patience,
      Function<String, Optional<String>> complaint) {
    Request request = new Request(kind, List.of(head("GET", path, "")), patience, complaint);
    return number -> request;
  }

  private static final String BODY_TYPE = "Content-Type: application/octet-stream\r\n";

  private byte[] head(String method, String path, String more) {
    return ascii(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
