package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The load client")
class LoadClientTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nshop 1";
  private static final String GOODBYE =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nshop 2";

  @Test
  @DisplayName("counts what a well-behaved server answers, and no failure")
  void countsAnswers() throws IOException {
    LoadReport report = load(3, List.of(List.of(GOOD, GOOD, GOOD)));

    assertEquals(0, report.failures(), report::describe);
    assertEquals(3, report.requests());
    assertEquals(3, report.version("1").orElseThrow().answers());
    assertTrue(report.endedEarly().isPresent());
  }

  @Test
  @DisplayName("takes a close that was announced for none, and goes on with a new connection")
  void announcedClose() throws IOException {
    LoadReport report = load(3, List.of(List.of(GOOD, GOODBYE), List.of(GOOD)));

    assertEquals(0, report.failures(), report::describe);
    assertEquals(1, report.announcedCloses());
    assertEquals(1, report.version("2").orElseThrow().answers());
  }

  @Test
  @DisplayName("counts a close that was not announced, although the connection was idle")
  void unannouncedClose() throws IOException {
    LoadReport report = load(3, List.of(List.of(GOOD), List.of(GOOD)));

    assertEquals(1, report.failures(), report::describe);
    assertEquals(2, report.firstFailures().get(0).onConnection());
    assertEquals(3, report.requests(), "the failed request must not be sent again");
  }

  @ParameterizedTest(name = "{1}")
  @DisplayName("counts an answer that is not the one expected:")
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 502 Bad Gateway~Content-Length: 6~~shop 1 | status 502",
        "HTTP/1.1 301 Moved~Content-Length: 6~~shop 1 | status 301",
        "HTTP/1.1 200 OK~Content-Length: 6~~hello! | a 200 whose body names no version of the app",
        "HTTP/1.1 200 OK~Content-Length: 60~~shop 1 | closed by the server in the body",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~6~shop 1~ | closed by the server in the body",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~shop 1~0~~"
            + " | a chunk that does not end where it should",
        "HTTP/1.1 200 OK~~shop 1 | no telling the body's end: '', ''",
        "HTTP/1.1 200 OK~Content-Le | closed by the server in the headers",
        "HTTP/1.1 200 OK~Content-Length 6~~shop 1 | not a header: Content-Length 6",
        "shop 1~ | not a status line: shop 1",
      })
  void unexpectedAnswers(String answer, String cause) throws IOException {
    LoadReport report = load(1, List.of(List.of(answer.replace("~", "\r\n"))));

    assertEquals(List.of(cause), List.copyOf(report.causes().keySet()), report::describe);
  }

  @Test
  @DisplayName("counts bytes that come unasked after an answer")
  void unaskedBytes() throws IOException {
    LoadReport report = load(2, List.of(List.of(GOOD + "HTTP/1.1 408 Too late\r\n\r\n")));

    assertEquals(1, report.failures(), report::describe);
  }

  @Test
  @DisplayName("cuts off slow requests at the end, and does not count them")
  void slowRequestsAtTheEnd() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Load load = LoadClient.to(url(silent)).connections(0).slow(3).start()) {
      LoadReport report = load.stop();

      assertEquals(0, report.requests(), report::describe);
    }
  }

  @ParameterizedTest
  @DisplayName("refuses to load another machine")
  @ValueSource(strings = {"http://example.com/", "http://10.0.0.1/", "http://127.0.0.1.example/"})
  void refusesOtherMachines(String url) {
    assertThrows(IllegalArgumentException.class, () -> LoadClient.to(URI.create(url)));
  }

  /** One client's requests to a server that gives these answers on each connection in turn. */
  private static LoadReport load(long requests, List<List<String>> connections) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(server, connections));
      answering.start();
      try (Load load = LoadClient.to(url(server)).connections(1).atMost(requests).start()) {
        load.awaitEnd(SOON);
        return load.stop();
      }
    }
  }

  private static void answer(ServerSocket server, List<List<String>> connections) {
    try {
      for (List<String> answers : connections) {
        try (Socket socket = server.accept()) {
          for (String answer : answers) {
            readHead(socket);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return;
      }
      head.append((char) next);
    }
  }

  private static URI url(ServerSocket server) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
  }
}
