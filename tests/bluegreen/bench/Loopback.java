package bluegreen.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Ports of this machine that nobody else can reach. */
final class Loopback {
  private Loopback() {}

  /** So many ports that were free; taken all at once, so that they differ. */
  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** A port's address. */
  static InetSocketAddress address(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  /** Whether somebody listens on a port. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(address(port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
