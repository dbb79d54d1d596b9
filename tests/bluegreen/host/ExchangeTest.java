package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An answer of HTTP/1.1")
class ExchangeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private String heard = "";

  /** The answer to a request, where the server says just that and closes the connection. */
  private Http.Answer answer(String host, Http.Request request, String said) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      CompletableFuture<String> head =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket client = server.accept()) {
                  String asked = head(client);
                  client.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
                  return asked;
                } catch (IOException e) {
                  return e.toString();
                }
              });
      Http.Answer answer =
          Exchange.of(
              new Http.Request(
                  request.method(),
                  request.url().replace("PORT", String.valueOf(server.getLocalPort())),
                  request.headers(),
                  request.body(),
                  request.timeout(),
                  false,
                  request.trust()),
              false);
      heard = head.get().replace(String.valueOf(server.getLocalPort()), "PORT");
      return answer;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static String head(Socket client) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!all.toString(StandardCharsets.UTF_8).contains("\r\n\r\n")) {
      all.write(client.getInputStream().read());
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private Http.Answer get(String said) throws IOException {
    return answer("127.0.0.1", Http.Request.get("http://127.0.0.1:PORT/a?b=c#d", LONG), said);
  }

  private static String lines(String text) {
    return text.replace("|", "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "HTTP/1.1 200 OK|Content-Length: 2||okmore; ok",
        "HTTP/1.0 200||ok; ok",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|o|1|k|0|Trailer: x||; ok",
        "HTTP/1.1 100 Continue||HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 200 OK||ok; ok",
        "HTTP/1.1 200 OK|Content-Length: no||ok; ok",
        "HTTP/1.1 204 No Content|Content-Length: 2||no; ''"
      })
  @DisplayName("is read as far as it goes")
  void body(String said, String body) throws IOException {
    Http.Answer answer = get(lines(said));
    assertTrue(answer.came(), answer::inShort);
    assertEquals(body, answer.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "HTTP/1.1 200 OK|Content-Length: 9||half; cut short after 4 of 9 bytes",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||9|half; cut short after 4 of 9 bytes",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||x|; cut short after 0 bytes",
        "HTTP/1.1 200 OK|Content-Le; closed within its headers",
        "220 smtp ready|; not an answer in HTTP: 220 smtp ready"
      })
  @DisplayName("that is none says why")
  void none(String said, String why) throws IOException {
    assertEquals(why, get(lines(said)).inShort());
  }

  @Test
  @DisplayName("has the first of each header, by its name in small letters")
  void headers() throws IOException {
    Http.Answer answer = get("HTTP/1.1 302 Found\nLOCATION:  /x \nlocation: /y\nodd\n\n");
    assertEquals(Map.of("location", "/x"), answer.headers());
  }

  @Test
  @DisplayName("comes to a request for path and query, which is told not to be kept")
  void request() throws IOException {
    get("HTTP/1.1 200 OK\r\n\r\n");
    assertTrue(heard.startsWith("GET /a?b=c HTTP/1.1\r\n"), heard);
    assertTrue(heard.contains("\r\nHost: 127.0.0.1:PORT\r\n"), heard);
    assertTrue(heard.contains("\r\nConnection: close\r\n"), heard);
    Http.Request post =
        new Http.Request(
            "POST",
            "http://127.0.0.1:PORT",
            Map.of("host", "shop"),
            Optional.of("\u00fc"),
            LONG,
            false,
            Trust.authorities());
    answer("127.0.0.1", post, "HTTP/1.1 200 OK\r\n\r\n");
    assertTrue(heard.startsWith("POST / HTTP/1.1\r\n"), heard);
    assertTrue(heard.contains("\r\nHost: shop\r\n"), heard);
    assertTrue(heard.contains("\r\nContent-Length: 2\r\n"), heard);
  }

  @Test
  @DisplayName("comes from an address of IPv6, too")
  void six() throws IOException {
    Http.Request request = Http.Request.get("http://[::1]:PORT/", LONG);
    assertEquals(200, answer("::1", request, "HTTP/1.1 200 OK\r\n\r\n").status());
    assertTrue(heard.contains("\r\nHost: [::1]:PORT\r\n"), heard);
  }
}
