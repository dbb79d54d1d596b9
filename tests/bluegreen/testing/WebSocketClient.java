package bluegreen.testing;

import bluegreen.testing.HttpConnection.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends a text over a WebSocket every 100 ms and expects it back. A close frame is a notice, and a
 * new WebSocket is opened, as after a session of ours; a connection that ends without one is a
 * failure. Frames as in RFC 6455.
 */
final class WebSocketClient extends Client {
  private static final Duration BETWEEN_ECHOES = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  // RFC 6455, section 1.3.
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int LARGEST_FRAME = 1_000_000;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  // RFC 6455, section 7.4.1: 1000, a normal closure.
  private static final byte[] GOODBYE = {0x03, (byte) 0xe8};
  private static final int PING = 9;
  private static final int PONG = 10;

  private record Frame(int opcode, byte[] payload) {}

  private final Requests requests;
  private final Duration session;
  private long number;

  /**
   * A client that has not begun yet.
   *
   * @param session how long it keeps a WebSocket before it closes it and opens the next
   */
  WebSocketClient(Gate gate, Server server, Requests requests, Duration session) {
    super(gate, server);
    this.requests = requests;
    this.session = session;
  }

  @Override
  RequestKind kind() {
    return RequestKind.WEB_SOCKET;
  }

  @Override
  void work() throws InterruptedException {
    while (gate.admits()) {
      session();
      connection().close();
    }
  }

  private void session() throws InterruptedException {
    Instant begun = Instant.now();
    try {
      handshake();
      tally.answered(RequestKind.WEB_SOCKET, begun);
      boolean goesOn = true;
      long goodbye = System.nanoTime() + session.toNanos();
      while (goesOn && gate.open()) {
        if (System.nanoTime() - goodbye > 0) {
          close();
          return;
        }
        begun = Instant.now();
        goesOn = openAfterPause() && gate.admits() && echoed("echo " + number++);
      }
      if (gate.open()) {
        tally.closedWithNotice();
      }
    } catch (IOException e) {
      failed(RequestKind.WEB_SOCKET, begun, e);
    }
  }

  private void handshake() throws IOException {
    byte[] nonce = new byte[16];
    ThreadLocalRandom.current().nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    HttpConnection connection = connect();
    connection.send(requests.upgrade(key), PATIENCE);
    Answer answer = connection.receive();
    if (answer.status() != 101) {
      throw new BadAnswer("status " + answer.status() + " instead of a WebSocket");
    }
    if (!answer.header("sec-websocket-accept").equals(acceptFor(key))) {
      throw new BadAnswer("a WebSocket that does not answer our key");
    }
  }

  private static String acceptFor(String key) {
    try {
      byte[] text = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Waits for the next echo's time; false where the server closes with notice meanwhile. */
  private boolean openAfterPause() throws IOException {
    long until = System.nanoTime() + BETWEEN_ECHOES.toNanos();
    for (long left = BETWEEN_ECHOES.toNanos(); left > 0; left = until - System.nanoTime()) {
      if (connection().hasInput(Duration.ofNanos(left))) {
        Frame frame = read();
        if (frame.opcode() == CLOSE) {
          return false;
        }
        if (!answeredPing(frame)) {
          throw new BadAnswer("a WebSocket frame that nobody asked for");
        }
      }
    }
    return true;
  }

  /** Sends the text; false where the server closes with notice instead of sending it back. */
  private boolean echoed(String text) throws IOException {
    Instant begun = Instant.now();
    write(TEXT, text.getBytes(StandardCharsets.UTF_8));
    Frame frame = read();
    while (answeredPing(frame)) {
      frame = read();
    }
    if (frame.opcode() == CLOSE) {
      return false;
    }
    String got = new String(frame.payload(), StandardCharsets.UTF_8);
    if (frame.opcode() != TEXT || !got.equals(text)) {
      throw new BadAnswer("a WebSocket that sends back something else");
    }
    tally.answered(RequestKind.WEB_SOCKET, begun);
    return true;
  }

  private void close() throws IOException {
    write(CLOSE, GOODBYE);
    while (read().opcode() != CLOSE) {
      // What was on its way to us.
    }
  }

  private boolean answeredPing(Frame frame) throws IOException {
    if (frame.opcode() == PING) {
      write(PONG, frame.payload());
    }
    return frame.opcode() == PING || frame.opcode() == PONG;
  }

  private void write(int opcode, byte[] payload) throws IOException {
    if (payload.length > 125) {
      throw new BadAnswer("a control frame of " + payload.length + " bytes");
    }
    byte[] mask = new byte[4];
    ThreadLocalRandom.current().nextBytes(mask);
    ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
    frame.put((byte) (0x80 | opcode)).put((byte) (0x80 | payload.length)).put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % 4]));
    }
    connection().write(frame.array(), PATIENCE);
  }

  private Frame read() throws IOException {
    byte[] start = connection().bytes(2);
    if ((start[0] & 0xf0) != 0x80 || start[1] < 0) {
      throw new BadAnswer("a WebSocket frame that is masked or in pieces");
    }
    long length =
        switch (start[1]) {
          case 126 -> ByteBuffer.wrap(connection().bytes(2)).getShort() & 0xffff;
          case 127 -> ByteBuffer.wrap(connection().bytes(8)).getLong();
          default -> start[1];
        };
    if (length < 0 || length > LARGEST_FRAME) {
      throw new BadAnswer("a WebSocket frame of " + length + " bytes");
    }
    return new Frame(start[0] & 0x0f, connection().bytes((int) length));
  }
}
