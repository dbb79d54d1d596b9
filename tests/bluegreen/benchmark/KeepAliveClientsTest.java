package bluegreen.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.bench.KeepAliveClients;
import bluegreen.bench.Tally;
import bluegreen.playbook.Slot;
import bluegreen.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The benchmark's clients")
class KeepAliveClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BLUE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nblue\n";
  private static final String GREEN = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ngreen\n";
  private static final String LAST_BLUE = BLUE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
  private static final String CLOSED = "";

  @Test
  @DisplayName("see no failure where every request is answered, however the answer is cut up")
  void answered() throws Exception {
    Tally tally = asked(i -> BLUE, t -> t.answered() >= 100);
    assertEquals(Map.of(), tally.failures());
  }

  @Test
  @DisplayName("count a connection that is closed without notice as a failed request")
  void closedUnannounced() throws Exception {
    Tally tally = asked(i -> i < 3 ? BLUE : CLOSED, t -> t.answered() >= 30);
    assertTrue(tally.failures().values().stream().mapToLong(f -> f).sum() >= 1);
    assertTrue(Set.of("closed unannounced", "reset").containsAll(tally.failures().keySet()));
  }

  @Test
  @DisplayName("go on with a new connection, and no failure, where the close was announced")
  void closeAnnounced() throws Exception {
    Tally tally = asked(i -> i < 3 ? BLUE : LAST_BLUE, t -> t.answered() >= 30);
    assertEquals(Map.of(), tally.failures());
  }

  @Test
  @DisplayName("count an answer of another status as a failed request")
  void errorStatus() throws Exception {
    String unavailable = "HTTP/1.1 503 Unavailable\r\nContent-Length: 5\r\n\r\nblue\n";
    Tally tally = asked(i -> i < 3 ? BLUE : unavailable, t -> !t.failures().isEmpty());
    assertEquals(Set.of("status 503"), tally.failures().keySet());
  }

  @Test
  @DisplayName("count the answer of neither version as a failed request")
  void wrongBody() throws Exception {
    String other = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nred\n";
    Tally tally = asked(i -> i < 3 ? BLUE : other, t -> !t.failures().isEmpty());
    assertEquals(Set.of("wrong body"), tally.failures().keySet());
  }

  @Test
  @DisplayName("count a refused connection as a failed request")
  void refused() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Tally tally;
    try (KeepAliveClients clients = KeepAliveClients.start(port, 2)) {
      tally = clients.tally();
      await(() -> !clients.tally().failures().isEmpty());
    }
    assertEquals(0, tally.answered());
    assertEquals(Set.of("refused"), tally.failures().keySet());
  }

  @Test
  @DisplayName("count a request that is never answered as a failed one")
  void neverAnswered() throws Exception {
    String half = BLUE.substring(0, BLUE.length() - 1);
    Tally tally = asked(i -> i < 3 ? BLUE : half, t -> t.answered() >= 6);
    assertEquals(Map.of("no answer", 2L), tally.failures());
  }

  @Test
  @DisplayName("know when the last request was sent that each version answered")
  void lastSent() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    long began = System.nanoTime();
    Tally tally =
        asked(i -> requests.incrementAndGet() <= 10 ? BLUE : GREEN, t -> t.answered() >= 100);
    assertTrue(began < tally.lastSent(Slot.BLUE));
    assertTrue(tally.lastSent(Slot.BLUE) < tally.lastSent(Slot.GREEN));
    assertTrue(tally.lastSent(Slot.GREEN) < System.nanoTime());
  }

  /**
   * What two clients make of a server.
   *
   * @param answers the answer to each of a connection's requests; empty to close it instead
   * @param enough when to stop
   */
  private static Tally asked(IntFunction<String> answers, Predicate<Tally> enough)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread acceptor = new Thread(() -> accept(server, answers));
      acceptor.setDaemon(true);
      acceptor.start();
      Tally tally;
      try (KeepAliveClients clients = KeepAliveClients.start(server.getLocalPort(), 2)) {
        tally = clients.tally();
        await(() -> enough.test(clients.tally()));
      }
      return tally;
    }
  }

  private static void await(BooleanSupplier done) {
    Await.until("the clients to have asked enough", PATIENCE, done::getAsBoolean);
  }

  private static void accept(ServerSocket server, IntFunction<String> answers) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> serve(socket, answers));
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void serve(Socket socket, IntFunction<String> answers) {
    try (socket) {
      socket.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      int request = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          String answer = answers.apply(request++);
          send(socket, answer);
          if (answer.isEmpty() || answer.contains("close")) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  /** In two parts, as the network may bring it. */
  private static void send(Socket socket, String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
    int half = bytes.length / 2;
    socket.getOutputStream().write(bytes, 0, half);
    socket.getOutputStream().write(bytes, half, bytes.length - half);
  }
}
