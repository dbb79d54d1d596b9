package bluegreen.host;

import java.util.List;

/**
 * A TCP socket that a process has.
 *
 * @param local its own end, as address and port
 * @param remote the other end; of one that listens, zeros
 */
public record OpenSocket(State state, String local, String remote) {
  /** What it is about, see {@code include/net/tcp_states.h} of Linux. */
  public enum State {
    LISTENING,
    /** A connection was asked for, and nobody has answered yet. */
    CONNECTING,
    ESTABLISHED,
    OTHER
  }

  /** Those of a process, in the network that it is in; none where we may not see them. */
  public static List<OpenSocket> of(long pid) {
    return Sockets.of(pid);
  }

  /** The port of its own end. */
  public int port() {
    return Integer.parseInt(local.substring(local.lastIndexOf(':') + 1));
  }
}
