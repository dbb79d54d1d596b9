package bluegreen.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A request of ten bytes to the test app's {@code /echo}, half of which comes at first. */
public final class Upload implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Socket socket;

  private Upload(Socket socket) {
    this.socket = socket;
  }

  /** Sends the first half to a port of this machine. */
  public static Upload begin(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    Upload upload = new Upload(socket);
    upload.send("POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\n12345");
    return upload;
  }

  /** Sends the rest, and returns what begins the answer. */
  public String finish() throws IOException {
    send("67890");
    byte[] answer = new byte[2000];
    int length = socket.getInputStream().read(answer);
    return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
