package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * HAProxy, switched through its runtime API: the new server is made ready, then the old one is
 * drained, in one command. Reference: HAProxy's Management Guide, 9.3, "set server".
 */
final class Haproxy implements SwitchingProxy {
  private static final String CONF =
      """
      global
          stats socket %s mode 600 level admin
          maxconn 4096
      defaults
          mode http
          option forwardfor
          timeout connect 5s
          timeout client 60s
          timeout server 60s
      frontend switched
          bind 127.0.0.1:%d
          default_backend app
      backend app
          server blue 127.0.0.1:%d
          server green 127.0.0.1:%d
      frontend fixed
          bind 127.0.0.1:%d
          default_backend one
      backend one
          server blue 127.0.0.1:%d
      """;

  private final Path socket;
  private final int port;
  private final int fixedPort;

  private Haproxy(Path socket, List<Integer> ports) {
    this.socket = socket;
    this.port = ports.get(0);
    this.fixedPort = ports.get(1);
  }

  static Haproxy start(Servers servers, Backend backend) throws IOException, InterruptedException {
    Path home = servers.folder("haproxy");
    Haproxy haproxy = new Haproxy(home.resolve("admin.sock"), Loopback.freePorts(2));
    Path conf = home.resolve("haproxy.cfg");
    Files.writeString(
        conf,
        CONF.formatted(
            haproxy.socket,
            haproxy.port,
            backend.blue(),
            backend.green(),
            haproxy.fixedPort,
            backend.blue()));
    List<String> foreground = List.of(Programs.path("haproxy"), "-db", "-f", conf.toString());
    servers.start(home, foreground, haproxy.port, haproxy.fixedPort);
    haproxy.switchTo(Slot.BLUE);
    return haproxy;
  }

  @Override
  public String name() {
    return "HAProxy, runtime API";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public int fixedPort() {
    return fixedPort;
  }

  @Override
  public void switchTo(Slot slot) throws IOException {
    String answer =
        tell(
            "set server app/"
                + slot
                + " state ready; set server app/"
                + slot.other()
                + " state drain");
    if (!answer.isBlank()) {
      throw new IllegalStateException("HAProxy says: " + answer.strip());
    }
  }

  private String tell(String commands) throws IOException {
    StringBuilder answer = new StringBuilder();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(StandardCharsets.US_ASCII.encode(commands + "\n"));
      ByteBuffer in = ByteBuffer.allocate(4096);
      while (channel.read(in) >= 0) {
        answer.append(StandardCharsets.UTF_8.decode(in.flip()));
        in.clear();
      }
    }
    return answer.toString();
  }
}
