package bluegreen.playbook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.IntStream;

/** Finds a port of this machine for a service of ours, to be proposed. */
public final class FreePort {
  private static final int FIRST = 8090;

  /** Linux's default, ip(7). */
  private static final int USUAL_EPHEMERAL = 32768;

  private FreePort() {}

  /**
   * One where nobody listens, below those that the kernel gives to outgoing connections.
   *
   * @param others ports that are spoken for
   */
  public static int beside(Collection<Integer> others) {
    return IntStream.range(FIRST, firstEphemeral())
        .filter(p -> !others.contains(p) && isFree(p))
        .findFirst()
        .orElse(FIRST);
  }

  /** Whether nobody listens on a port of the loopback interface. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int firstEphemeral() {
    try {
      String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
      return Integer.parseInt(range.strip().split("\\s+")[0]);
    } catch (IOException | NumberFormatException e) {
      return USUAL_EPHEMERAL;
    }
  }
}
