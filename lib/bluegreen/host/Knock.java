package bluegreen.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Whether anybody accepts connections at a place, on whichever host. */
public final class Knock {
  /** A first packet that gets lost is sent again after a second. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(100);

  private Knock() {}

  /** Whether a connection can be made within two seconds; it is closed at once. */
  public static boolean isAnswered(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException | RuntimeException e) {
      return false; // Refused, silent, or no such host.
    }
  }

  /**
   * Waits until no connection can be made any more.
   *
   * @return false where one still can when the patience is over
   */
  public static boolean awaitSilence(String host, int port, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isAnswered(host, port)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Interruption.sleep(POLL);
    }
    return true;
  }

  /** The addresses that a name stands for; none where nobody knows it. */
  public static List<String> addresses(String host) {
    try {
      return Stream.of(InetAddress.getAllByName(host)).map(InetAddress::getHostAddress).toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
