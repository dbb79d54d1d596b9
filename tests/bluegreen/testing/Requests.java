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

  private static final int MS_BETWEEN_EVENTS = 100;
  private static final int LARGEST_BODY = 24_000;
  private static final int PIECE = 4_000;

  /** More than nginx keeps in memory, and than the buffers of sockets hold. */
  private static final int UPLOADED = 400_000;

  private static final int DOWNLOADED = 1_000_000;
  private static final int UPLOAD_PIECES = 20;
  // A prime, so that the sizes of bodies do not repeat for a long time.
  private static final long STRIDE = 7_919;

  /**
   * One request.
   *
   * @param parts what to write, one after the other
   * @param pause between two parts
   * @param patience for the whole exchange
   * @param complaint what is wrong with the body of a 200, if anything
   */
  record Request(
      RequestKind kind,
      List<byte[]> parts,
      Duration pause,
      Duration patience,
      Function<String, Optional<String>> complaint) {}

  /** Makes the request of that number; a client's first is 0. */
  interface Source {
    Request number(long number);
  }

  private final String host;
  private final String connection;

  /**
   * Requests to a host.
   *
   * @param closing whether each is the last one on its connection
   */
  Requests(String host, boolean closing) {
    this.host = host;
    this.connection = closing ? "Connection: close\r\n" : "";
  }

  Source gets(String path) {
    return always(RequestKind.GET, path, PATIENCE, body -> Optional.empty());
  }

  Source slow(Duration time) {
    String path = "/slow?ms=" + time.toMillis();
    return always(RequestKind.SLOW, path, PATIENCE.plus(time), body -> Optional.empty());
  }

  /** As many events as there are steps of 100 ms in that time. */
  Source events(Duration time) {
    long count = time.toMillis() / MS_BETWEEN_EVENTS;
    String path = "/events?count=" + count + "&ms=" + MS_BETWEEN_EVENTS;
    return always(
        RequestKind.EVENTS, path, PATIENCE.plus(time), body -> eventsMissing(body, count));
  }

  private static Optional<String> eventsMissing(String body, long expected) {
    long events = body.lines().filter(line -> line.startsWith("data:")).count();
    return events == expected
        ? Optional.empty()
        : Optional.of("expected " + expected + " events, got " + events);
  }

  Source downloads(Duration time) {
    String path = "/download?bytes=" + DOWNLOADED + "&ms=" + time.toMillis();
    return always(
        RequestKind.DOWNLOAD,
        path,
        PATIENCE.plus(time),
        body ->
            body.length() == DOWNLOADED
                ? Optional.empty()
                : Optional.of("expected " + DOWNLOADED + " bytes, got " + body.length()));
  }

  /** The body goes out in pieces, spread over that time. */
  Source uploads(Duration time) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(
        head("POST", "/echo", "Content-Length: " + UPLOADED + "\r\n" + BODY_TYPE + connection));
    for (int i = 0; i < UPLOAD_PIECES; i++) {
      parts.add(ascii("x".repeat(UPLOADED / UPLOAD_PIECES)));
    }
    Request request =
        new Request(
            RequestKind.UPLOAD,
            parts,
            time.dividedBy(UPLOAD_PIECES),
            PATIENCE.plus(time),
            body -> lengthMissing(body, UPLOADED));
    return number -> request;
  }

  Source posts() {
    return number -> {
      int size = (int) (number * STRIDE % LARGEST_BODY);
      return number % 2 == 0 ? post(size) : chunkedPost(size);
    };
  }

  private Request post(int size) {
    byte[] head =
        head("POST", "/echo", "Content-Length: " + size + "\r\n" + BODY_TYPE + connection);
    byte[] whole = new byte[head.length + size];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(
        "x".repeat(size).getBytes(StandardCharsets.US_ASCII), 0, whole, head.length, size);
    return new Request(
        RequestKind.POST,
        List.of(whole),
        Duration.ZERO,
        PATIENCE,
        body -> lengthMissing(body, size));
  }

  private Request chunkedPost(int size) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(head("POST", "/echo", "Transfer-Encoding: chunked\r\n" + BODY_TYPE + connection));
    for (int sent = 0; sent < size; sent += PIECE) {
      int piece = Math.min(PIECE, size - sent);
      parts.add(ascii(Integer.toHexString(piece) + "\r\n" + "x".repeat(piece) + "\r\n"));
    }
    parts.add(ascii("0\r\n\r\n"));
    return new Request(
        RequestKind.CHUNKED_POST,
        parts,
        Duration.ZERO,
        PATIENCE,
        body -> lengthMissing(body, size));
  }

  private static Optional<String> lengthMissing(String body, int size) {
    return body.contains(" " + size + " ")
        ? Optional.empty()
        : Optional.of("the answer does not name the length of the body sent");
  }

  /** The opening of a WebSocket. */
  byte[] upgrade(String key) {
    return head(
        "GET",
        "/ws",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + ("Sec-WebSocket-Key: " + key + "\r\n"));
  }

  private Source always(
      RequestKind kind,
      String path,
      Duration patience,
      Function<String, Optional<String>> complaint) {
    Request request =
        new Request(
            kind, List.of(head("GET", path, connection)), Duration.ZERO, patience, complaint);
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
