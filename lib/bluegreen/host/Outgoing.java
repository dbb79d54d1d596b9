package bluegreen.host;

import bluegreen.host.Processes.Listener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;

/** Connections to elsewhere that were given a port on which something of ours is to listen. */
public final class Outgoing {
  private final Processes processes;

  /** Those of this machine. */
  public Outgoing(Processes processes) {
    this.processes = processes;
  }

  /**
   * Whose connection keeps others from listening on a port; empty where none does. A connection
   * that a server has accepted on its port, or one that has ended, does not.
   */
  public Optional<Listener> holder(int port) {
    // The kernel goes through all of its sockets for each look at a table; mostly none is needed.
    if (isFree(new InetSocketAddress(port))
        || !processes.listeners(port, Optional.empty()).isEmpty()) {
      return Optional.empty();
    }
    Set<Long> sockets = Set.copyOf(new Sockets().connectedFrom(port));
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> pid =
        processes.pids().stream().filter(p -> !Sockets.held(p, sockets).isEmpty()).findFirst();
    return Optional.of(new Listener(port, pid.flatMap(processes::find)));
  }

  /** Asked of the kernel by an address that is taken and given back, on which nobody listens. */
  public static boolean isFree(InetSocketAddress address) {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address);
      return true;
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
