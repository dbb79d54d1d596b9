package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Ports that the kernel lends to outgoing connections")
class LentPortsTest {
  @ParameterizedTest(name = "{0}, kept back: {1}: {2}")
  @CsvSource({
    "32767, '', false",
    "32768, '', true",
    "60999, '', true",
    "61000, '', false",
    "40001, '40001', false",
    "40001, '35000,40000-40005', false",
    "40006, '35000,40000-40005', true",
    "40001, 'nonsense', true",
  })
  @DisplayName("are those of the range that are not kept back")
  void range(int port, String reserved, boolean lent) {
    assertEquals(lent, new LentPorts(32768, 60999, reserved).lends(port));
  }

  @Test
  @DisplayName("are as the kernel's files say, which an old kernel has not all of")
  void files(@TempDir Path folder) throws IOException {
    assertEquals(Optional.empty(), LentPorts.in(folder));
    Files.writeString(folder.resolve("ip_local_port_range"), "32768\t60999\n");
    assertEquals(Optional.of(new LentPorts(32768, 60999, "")), LentPorts.in(folder));
    Files.writeString(folder.resolve("ip_local_reserved_ports"), "8081-8082\n");
    assertEquals(Optional.of(new LentPorts(32768, 60999, "8081-8082")), LentPorts.in(folder));
    assertTrue(LentPorts.ofThisMachine().isPresent());
  }

  @Test
  @DisplayName("are held by a connection for as long as it lasts, and by whose it is")
  void held() throws IOException {
    Outgoing outgoing = new Outgoing(new Processes());
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 5, here)) {
      int port;
      try (Socket client = new Socket(here, server.getLocalPort());
          Socket accepted = server.accept()) {
        port = client.getLocalPort();
        Processes.Listener holder = outgoing.holder(port).orElseThrow();
        assertEquals(ProcessHandle.current().pid(), holder.process().orElseThrow().pid());
        assertFalse(accepted.isClosed());
      }
      assertEquals(Optional.empty(), outgoing.holder(port), "its last breath is no obstacle");
    }
  }

  @Test
  @DisplayName("are not held by what a server has accepted and still works on")
  void accepted() throws IOException {
    Outgoing outgoing = new Outgoing(new Processes());
    InetAddress here = InetAddress.getLoopbackAddress();
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(here, 0));
    try (Socket client = new Socket(here, server.getLocalPort());
        Socket accepted = server.accept()) {
      server.close();
      assertTrue(client.isConnected() && accepted.isConnected());
      assertEquals(Optional.empty(), outgoing.holder(accepted.getLocalPort()));
    }
  }
}
