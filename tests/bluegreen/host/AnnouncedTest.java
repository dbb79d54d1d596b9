package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A request to a server that wants the PROXY protocol")
class AnnouncedTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Http http = new Http(Trace.SILENT);

  /** What one client has sent, up to the end of its headers, and its port. */
  private record Heard(int port, List<String> lines) {}

  private static Heard answerOne(ServerSocket server) {
    try (Socket socket = server.accept()) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      List<String> lines = new ArrayList<>();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        lines.add(line);
      }
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-A: b\r\n\r\nhere";
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      return new Heard(socket.getPort(), lines);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "127.0.0.1, 127.0.0.1, TCP4 127.0.0.1 127.0.0.1",
    "::1, [::1], TCP6 0:0:0:0:0:0:0:1 0:0:0:0:0:0:0:1"
  })
  @DisplayName("begins with its line, and is the same from there on")
  void line(String address, String host, String said) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName(address))) {
      int port = server.getLocalPort();
      CompletableFuture<Heard> heard = CompletableFuture.supplyAsync(() -> answerOne(server));
      String url = "http://" + host + ":" + port + "/a%20b?c=d";
      Http.Answer answer = http.announcing().send(Http.Request.get(url, LONG));
      assertEquals(
          "200 here b", answer.status() + " " + answer.body() + " " + answer.headers().get("x-a"));
      List<String> lines = heard.get().lines();
      assertEquals("PROXY " + said + " " + heard.get().port() + " " + port, lines.get(0));
      assertEquals("GET /a%20b?c=d HTTP/1.1", lines.get(1));
      assertTrue(lines.contains("Host: " + host + ":" + port), lines::toString);
    }
  }

  @Test
  @DisplayName("is still for the site that it names")
  void host() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Heard> heard = CompletableFuture.supplyAsync(() -> answerOne(server));
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
      http.announcing().send(Http.Request.get(url, LONG).host("shop.example.com"));
      List<String> lines = heard.get().lines();
      assertTrue(lines.contains("Host: shop.example.com"), lines::toString);
      assertEquals(1, lines.stream().filter(l -> l.startsWith("Host:")).count());
    }
  }

  @Test
  @DisplayName("is refused like any other where nobody listens")
  void refused() throws Exception {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.close();
    String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
    Http.Answer none = http.announcing().send(Http.Request.get(url, LONG));
    assertEquals("connection refused", none.inShort());
  }
}
