package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Whoever asks what listens on a port")
class CallersTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Callers callers = new Callers(new Processes());

  @ParameterizedTest(name = "by {0}")
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  @DisplayName("is named, whatever address he knows it by")
  void named(String address) throws IOException {
    try (ServerSocket server = unused()) {
      int port = server.getLocalPort();
      assertEquals(List.of(), callers.of(port));
      assertFalse(callers.lately(port));
      Process caller =
          new ProcessBuilder(
                  "bash", "-c", "exec 3<>/dev/tcp/%s/%d; exec sleep 60".formatted(address, port))
              .start();
      try {
        Await.until("the caller", SOON, () -> !callers.of(port).isEmpty());
        String who = callers.of(port).get(0);
        assertTrue(who.startsWith("pid " + caller.pid() + " ("), who);
      } finally {
        server.accept().close();
        caller.destroyForcibly();
      }
      Await.until("its end", SOON, () -> callers.of(port).isEmpty());
      // What this process forks, for other tests, may hold its end for a moment yet.
      Await.until("its having been there", SOON, () -> callers.lately(port));
    }
  }

  /** On a busy machine a free port may have been called a moment ago. */
  private ServerSocket unused() throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("::"));
    while (callers.lately(server.getLocalPort())) {
      server.close();
      server = new ServerSocket(0, 5, InetAddress.getByName("::"));
    }
    return server;
  }

  @Test
  @DisplayName("may ask it on another port, or by a file")
  void listening(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("app.sock");
    try (ServerSocket one = new ServerSocket(0);
        ServerSocketChannel two = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      two.bind(UnixDomainSocketAddress.of(file));
      Processes.Listening all = new Processes().listening(ProcessHandle.current().pid());
      assertTrue(all.ports().contains(one.getLocalPort()), all::toString);
      assertTrue(all.sockets().contains(file), all::toString);
    }
  }
}
