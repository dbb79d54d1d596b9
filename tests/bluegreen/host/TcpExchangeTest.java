package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A question by TCP")
class TcpExchangeTest {
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** What the server does with the one connection that it takes. */
  private interface Service {
    void serve(Socket socket) throws Exception;
  }

  private TcpExchange.Result ask(Optional<String> send, Optional<String> expect, Service service)
      throws Exception {
    CompletableFuture<Void> served =
        CompletableFuture.runAsync(
            () -> {
              try (Socket socket = server.accept()) {
                service.serve(socket);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Duration patience = Duration.ofMillis(500);
    TcpExchange.Result result =
        new TcpExchange("127.0.0.1", server.getLocalPort(), send, expect, patience).run();
    served.get(10, TimeUnit.SECONDS);
    return result;
  }

  private static void answer(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static void is(TcpExchange.End end, String said, TcpExchange.Result result) {
    assertEquals(new TcpExchange.Result(end, said), result);
  }

  @Test
  @DisplayName("is content with a connection where nothing is expected")
  void connects() throws Exception {
    is(
        TcpExchange.End.MET,
        "connected",
        ask(Optional.empty(), Optional.empty(), s -> s.getInputStream().read()));
  }

  @Test
  @DisplayName("sends its text, and finds the one that it expects across pieces of the answer")
  void asks() throws Exception {
    String[] heard = new String[1];
    TcpExchange.Result result =
        ask(
            Optional.of("PING\r\n"),
            Optional.of("+PÖNG"),
            socket -> {
              byte[] read = socket.getInputStream().readNBytes(6);
              heard[0] = new String(read, StandardCharsets.UTF_8);
              byte[] letters = "hello +PÖNG".getBytes(StandardCharsets.UTF_8);
              for (byte each : letters) {
                socket.getOutputStream().write(each);
                socket.getOutputStream().flush();
                Thread.sleep(2);
              }
              socket.getInputStream().read();
            });
    is(TcpExchange.End.MET, "answered +PÖNG", result);
    assertEquals("PING\r\n", heard[0]);
  }

  @Test
  @DisplayName("says what was answered instead, without codes")
  void wrong() throws Exception {
    is(
        TcpExchange.End.UNMET,
        "answered -LOADING \u00fc, without +PONG to the end of the connection",
        ask(Optional.empty(), Optional.of("+PONG"), s -> answer(s, "-LOADING\u001b\u00fc\r\n")));
  }

  @Test
  @DisplayName("says that nothing was answered")
  void empty() throws Exception {
    is(
        TcpExchange.End.UNMET,
        "connected, and no answer to the end of the connection; expected +PONG",
        ask(Optional.empty(), Optional.of("+PONG"), Socket::shutdownOutput));
  }

  @Test
  @DisplayName("does not wait longer than it is told to for whoever accepts and says nothing")
  void silent() throws Exception {
    is(
        TcpExchange.End.SILENT,
        "connected, and no answer within 0.5s; expected +PONG",
        ask(Optional.empty(), Optional.of("+PONG"), s -> s.getInputStream().read()));
  }

  @Test
  @DisplayName("nor for whoever goes on saying something else")
  void babbling() throws Exception {
    TcpExchange.Result result =
        ask(
            Optional.empty(),
            Optional.of("+PONG"),
            socket -> {
              try {
                while (true) {
                  answer(socket, ".");
                  Thread.sleep(20);
                }
              } catch (IOException e) {
                return; // The other end has had enough.
              }
            });
    assertEquals(TcpExchange.End.UNMET, result.end());
    assertTrue(result.said().startsWith("answered ..."), result::said);
  }

  @Test
  @DisplayName("looks at the first 64 KiB of an answer, and no further")
  void bounded() throws Exception {
    TcpExchange.Result result =
        ask(
            Optional.empty(),
            Optional.of("+PONG"),
            socket -> {
              try {
                answer(socket, "x".repeat(TcpExchange.MOST));
                answer(socket, "+PONG");
                socket.getInputStream().read();
              } catch (IOException e) {
                return; // Closed with some of it unread.
              }
            });
    is(
        TcpExchange.End.UNMET,
        "answered " + "x".repeat(80) + " ..., without +PONG in the first 65.5 kB",
        result);
  }

  @Test
  @DisplayName("finds a port that nobody listens on unreachable")
  void refused() throws Exception {
    int port = server.getLocalPort();
    server.close();
    TcpExchange.Result result =
        new TcpExchange(
                "127.0.0.1", port, Optional.empty(), Optional.empty(), Duration.ofSeconds(5))
            .run();
    is(TcpExchange.End.UNREACHABLE, "connection refused", result);
  }
}
