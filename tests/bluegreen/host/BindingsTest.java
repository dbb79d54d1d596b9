package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Who listens where")
class BindingsTest {
  private static final Processes PROCESSES = new Processes();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.9", "0.0.0.0", "::1", "::"})
  @DisplayName("is told by the very address, with the process")
  void address(String address) throws Exception {
    InetAddress wanted = InetAddress.getByName(address);
    try (ServerSocket socket = new ServerSocket(0, 1, wanted)) {
      List<Bindings.Bound> bound = new Bindings(PROCESSES).at(socket.getLocalPort(), Set.of());
      assertEquals(1, bound.size(), bound::toString);
      // Java itself listens at all addresses of both kinds where it is told all of one.
      boolean all = wanted.isAnyLocalAddress() && bound.get(0).address().isAnyLocalAddress();
      assertTrue(all || bound.get(0).address().equals(wanted), bound::toString);
      Optional<Long> pid = bound.get(0).listener().process().map(Processes.Info::pid);
      assertEquals(Optional.of(ProcessHandle.current().pid()), pid);
      InetAddress loopback = InetAddress.getByName("127.0.0.1");
      boolean taken = all || wanted.equals(loopback);
      assertEquals(!taken, Bindings.isFree(loopback, socket.getLocalPort()));
    }
  }

  @Test
  @DisplayName("is told of each of many, while some of them have connections")
  void many() throws Exception {
    List<AutoCloseable> open = new ArrayList<>();
    try {
      List<ServerSocket> listening = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        InetAddress address = InetAddress.getByName(i % 2 == 0 ? "127.0.0.1" : "::1");
        ServerSocket socket = new ServerSocket(0, 1, address);
        open.add(socket);
        listening.add(socket);
        if (i % 3 == 0) {
          open.add(new Socket(address, socket.getLocalPort()));
        }
      }
      Set<Integer> ports = PROCESSES.listening(ProcessHandle.current().pid()).ports();
      for (ServerSocket each : listening) {
        assertTrue(ports.contains(each.getLocalPort()), each::toString);
        // The same port may be somebody's at another address.
        assertTrue(
            new Bindings(PROCESSES)
                .at(each.getLocalPort(), Set.of()).stream()
                    .anyMatch(b -> b.address().equals(each.getInetAddress())),
            each::toString);
      }
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
    }
  }

  @Test
  @DisplayName("is nobody at an address that this machine does not have")
  void here() throws Exception {
    assertFalse(Bindings.isHere(InetAddress.getByName("203.0.113.9")));
    for (String own : List.of("127.0.0.1", "127.9.9.9", "0.0.0.0", "::1", "::")) {
      assertTrue(Bindings.isHere(InetAddress.getByName(own)), own);
    }
  }

  @Test
  @DisplayName("is limited by the kernel's own number")
  void lowest() throws Exception {
    Process cat =
        new ProcessBuilder("cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start").start();
    try (InputStream out = cat.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip();
      assertEquals(said, String.valueOf(Bindings.lowestOfAll()));
    }
  }
}
