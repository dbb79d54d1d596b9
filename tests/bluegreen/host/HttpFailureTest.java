package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An HTTP request that gets no answer says why:")
class HttpFailureTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Http http = new Http(Trace.SILENT);

  private String cause(String url, Duration timeout) throws InterruptedException {
    Http.Answer answer = http.send(Http.Request.get(url, timeout));
    assertFalse(answer.came());
    assertEquals(0, answer.status());
    return answer.inShort();
  }

  /** Holds the same conversation with everyone: a client may try again. */
  private void with(ServerSocket socket, Conversation conversation) {
    CompletableFuture.runAsync(
        () -> {
          while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
              conversation.hold(client);
            } catch (IOException e) {
              // The client is gone, or the test is over.
            }
          }
        });
  }

  private interface Conversation {
    void hold(Socket client) throws IOException;
  }

  private ServerSocket socket() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private String url(ServerSocket socket) {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/";
  }

  @Test
  @DisplayName("nobody listens there")
  void refused() throws Exception {
    ServerSocket socket = socket();
    socket.close();
    assertEquals("connection refused", cause(url(socket), LONG));
    Http.Request request = Http.Request.get(url(socket), LONG);
    assertEquals("connection refused", http.sendAnything(request).inShort());
  }

  @Test
  @DisplayName("nobody has that name")
  void unknown() throws Exception {
    String url = "http://no.such.name.invalid/";
    String said = "there is no host no.such.name.invalid";
    assertEquals(said, cause(url, LONG));
    assertEquals(said, http.sendAnything(Http.Request.get(url, LONG)).inShort());
  }

  @Test
  @DisplayName("it takes too long")
  void slow() throws Exception {
    try (ServerSocket socket = socket()) {
      assertEquals("no answer within 0.3s", cause(url(socket), Duration.ofMillis(300)));
    }
  }

  @Test
  @DisplayName("it begins in time, but does not come to its end")
  void slowBody() throws Exception {
    try (ServerSocket socket = socket()) {
      with(
          socket,
          client -> {
            says(client, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            drained(client);
          });
      assertEquals("no answer within 0.5s", cause(url(socket), Duration.ofMillis(500)));
    }
  }

  @Test
  @DisplayName("it is cut short")
  void halfBody() throws Exception {
    try (ServerSocket socket = socket()) {
      with(socket, client -> says(client, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
      assertFalse(cause(url(socket), LONG).isBlank());
    }
  }

  @Test
  @DisplayName("the connection was closed")
  void closed() throws Exception {
    try (ServerSocket socket = socket()) {
      with(
          socket,
          client -> {
            client.getInputStream().read();
            client.shutdownOutput();
            drained(client);
          });
      assertEquals("connection closed without an answer", cause(url(socket), LONG));
    }
  }

  @Test
  @DisplayName("the connection was reset")
  void reset() throws Exception {
    try (ServerSocket socket = socket()) {
      with(
          socket,
          client -> {
            client.getInputStream().read();
            client.setSoLinger(true, 0);
          });
      String cause = cause(url(socket), LONG);
      assertTrue(cause.matches("(?i).*(reset|broken pipe|closed without an answer).*"), cause);
    }
  }

  @Test
  @DisplayName("it is not HTTP")
  void notHttp() throws Exception {
    try (ServerSocket socket = socket()) {
      with(
          socket,
          client -> {
            says(client, "220 smtp ready\r\n\r\n");
            drained(client);
          });
      assertFalse(cause(url(socket), LONG).isBlank());
    }
  }

  @Test
  @DisplayName("the URL is none")
  void noUrl() throws Exception {
    for (String url : List.of("http://a b/", "shop", "http://[/", "ftp://127.0.0.1/", "")) {
      assertFalse(cause(url, LONG).isBlank(), url);
    }
  }

  private static void says(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void drained(Socket client) throws IOException {
    client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
  }
}
