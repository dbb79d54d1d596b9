package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Somebody else who listens on a port: a process of his own, as a test's own one may listen for
 * other tests, too, and forks what holds its sockets for a moment.
 */
public final class Outsider implements AutoCloseable {
  private static final String PROGRAM =
      """
      import socket, sys
      six = ':' in sys.argv[1]
      family = socket.AF_INET6 if six else socket.AF_INET
      at = (sys.argv[1], int(sys.argv[2]))
      server = socket.create_server(at, family=family, dualstack_ipv6=six)
      print(server.getsockname()[1], flush=True)
      while True:
          caller, _ = server.accept()
          caller.sendall(b'here\\n')
          caller.close()
      """;

  private final Process process;
  private final int port;

  private Outsider(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** One who listens at an address by now; {@code ::} is all of IPv4, too. */
  public static Outsider at(String address, int port) throws IOException {
    Process process =
        new ProcessBuilder("python3", "-c", PROGRAM, address, String.valueOf(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = process.inputReader(StandardCharsets.UTF_8).readLine();
    return new Outsider(process, Integer.parseInt(said));
  }

  /** One who listens at an address on a port of the kernel's choice. */
  public static Outsider at(String address) throws IOException {
    return at(address, 0);
  }

  /** His port. */
  public int port() {
    return port;
  }

  /** His pid. */
  public long pid() {
    return process.pid();
  }

  /** How a message begins to name him. */
  public String who() {
    return "pid " + process.pid() + " (";
  }

  /** Fails unless he was left alone, and still answers on 127.0.0.1. */
  public void assertAnswers() throws IOException {
    assertTrue(process.isAlive(), "whoever has port " + port + " was to be left alone");
    try (Socket socket = new Socket("127.0.0.1", port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("here", in.readLine());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
