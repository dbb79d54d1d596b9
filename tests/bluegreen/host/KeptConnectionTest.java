package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A connection that is kept")
class KeptConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String OK = "HTTP/1.1 200 OK|Content-Length: 2||ok";

  private final List<Integer> connections = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private KeptConnection kept;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    kept = new KeptConnection(false);
  }

  @AfterEach
  void close() throws IOException {
    kept.close();
    server.close();
  }

  /** Answers each request with the next of the texts; closes where one ends with an exclamation. */
  private void answering(String... texts) {
    Thread thread = new Thread(() -> serve(texts), "server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(String... texts) {
    int next = 0;
    while (next < texts.length) {
      try (Socket client = server.accept()) {
        connections.add(client.getPort());
        boolean open = true;
        while (open && next < texts.length) {
          heard.add(head(client));
          String text = texts[next++];
          open = !text.endsWith("!");
          String said = text.replace("!", "").replace("|", "\r\n");
          client.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
        }
        if (open) {
          head(client);
        }
      } catch (IOException e) {
        // The client has gone.
      }
    }
  }

  private static String head(Socket client) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!all.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = client.getInputStream().read();
      if (next < 0) {
        throw new IOException("gone");
      }
      all.write(next);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private Http.Answer ask(Duration timeout) {
    String url = "http://127.0.0.1:" + server.getLocalPort() + "/a";
    return kept.ask(Http.Request.get(url, timeout));
  }

  private List<String> ask(int times) {
    return IntStream.range(0, times).mapToObj(i -> ask(LONG).inShort()).toList();
  }

  @Test
  @DisplayName("carries one request after the other, and says that it is to be kept")
  void kept() {
    answering(
        OK, "HTTP/1.1 204 No Content||", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|o|0||", OK);
    assertEquals(List.of("200", "204", "200", "200"), ask(4));
    assertEquals(1, connections.size());
    assertTrue(heard.get(3).contains("\r\nConnection: keep-alive\r\n"), heard.get(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "HTTP/1.1 200 OK|Connection: close|Content-Length: 2||ok!",
        "HTTP/1.0 200 OK|Content-Length: 2||ok!",
        "HTTP/1.1 200 OK||ok!"
      })
  @DisplayName("is made anew where the server has said that it ends, and nothing is lost")
  void anew(String last) {
    answering(last, OK);
    assertEquals(List.of("200", "200"), ask(2));
    assertEquals(2, connections.size());
  }

  @Test
  @DisplayName("that is closed all the same loses the next request, which is not sent again")
  void lost() throws Exception {
    answering(OK + "!", OK);
    assertEquals("200", ask(LONG).inShort());
    // Until the other end is seen to be closed, a request on it may still be written.
    Http.Answer second = ask(LONG);
    assertFalse(second.came(), second::inShort);
    assertEquals("200", ask(LONG).inShort());
    assertEquals(2, heard.size());
  }

  @Test
  @DisplayName("tells of an answer that is cut short, and of one that never comes")
  void broken() {
    answering("HTTP/1.1 200 OK|Content-Length: 9||half!", " ", OK);
    assertEquals("cut short after 4 of 9 bytes", ask(LONG).inShort());
    assertTrue(ask(SHORT).timedOut());
    assertEquals("200", ask(LONG).inShort());
  }

  @Test
  @DisplayName("takes an answer that has begun and does not end for one, and goes on with another")
  void endless() {
    answering("HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|o|", OK, OK);
    assertEquals("200", ask(LONG).inShort());
    assertEquals(List.of("200", "200"), ask(2));
    assertEquals(3, connections.size(), "whoever streams is not read to the end again");
  }

  @Test
  @DisplayName("is closed by another thread, and who waits for an answer gets none")
  void closed() throws Exception {
    answering(" ");
    CompletableFuture<Http.Answer> waiting = CompletableFuture.supplyAsync(() -> ask(LONG));
    Await.until("a request", LONG, () -> !heard.isEmpty());
    kept.close();
    assertFalse(waiting.get().came());
    assertFalse(ask(LONG).came());
    assertEquals(1, connections.size());
  }

  @Test
  @DisplayName("to nobody is refused")
  void nobody() throws IOException {
    server.close();
    assertEquals("connection refused", ask(LONG).inShort());
  }
}
