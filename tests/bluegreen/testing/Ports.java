package bluegreen.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback for tests, below those that the kernel gives to clients. */
public final class Ports {
  private static final int FIRST = 18_000;
  private static final int COUNT = 1_000;

  // Two runs of the tests on one machine seldom begin at the same place.
  private static int next = (int) (ProcessHandle.current().pid() * 37 % COUNT);

  private Ports() {}

  /** So many ports, of which nobody listens on any and none is given out twice soon. */
  public static synchronized List<Integer> free(int count) {
    List<Integer> free = new ArrayList<>();
    for (int tries = 0; free.size() < count; tries++) {
      if (tries > COUNT) {
        throw new IllegalStateException("no free ports from " + FIRST);
      }
      int port = FIRST + next;
      next = (next + 1) % COUNT;
      if (isFree(port)) {
        free.add(port);
      }
    }
    return free;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
