package bluegreen.host;

import bluegreen.host.Processes.Listener;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who listens at which addresses of this machine. */
public final class Bindings {
  private final Processes processes;

  /** Those of this machine. */
  public Bindings(Processes processes) {
    this.processes = processes;
  }

  /** Somebody who listens at an address. */
  public record Bound(InetAddress address, Listener listener) {}

  /**
   * All who listen on a port.
   *
   * @param likely the processes to look at first, which mostly saves looking at all of them
   */
  public List<Bound> at(int port, Set<Long> likely) {
    Map<Long, InetAddress> sockets = new TreeMap<>(new Sockets().listeningAt(port));
    List<Bound> bound = new ArrayList<>();
    Set<Long> pids = new LinkedHashSet<>(likely);
    pids.addAll(sockets.isEmpty() ? List.of() : processes.pids());
    for (long pid : pids) {
      if (sockets.isEmpty()) {
        break;
      }
      for (long inode : Sockets.held(pid, Set.copyOf(sockets.keySet()))) {
        bound.add(new Bound(sockets.remove(inode), new Listener(port, processes.find(pid))));
      }
    }
    sockets.values().forEach(a -> bound.add(new Bound(a, new Listener(port, Optional.empty()))));
    return bound;
  }

  /** Whether this machine has an address, or lets its programs listen at others', too. */
  public static boolean isHere(InetAddress address) {
    try {
      boolean six = address instanceof Inet6Address;
      String free = six ? "ipv6/ip_nonlocal_bind" : "ipv4/ip_nonlocal_bind";
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || address.isLinkLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null
          || setting(free).equals("1");
    } catch (SocketException e) {
      return true; // Nobody can tell.
    }
  }

  /** The lowest port that every user may listen on. */
  public static int lowestOfAll() {
    String lowest = setting("ipv4/ip_unprivileged_port_start");
    return lowest.matches("\\d{1,5}") ? Integer.parseInt(lowest) : 1024;
  }

  private static String setting(String name) {
    // At once: read in pieces, such a file gives its first one alone.
    try (InputStream in = new FileInputStream("/proc/sys/net/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Whether an IPv4 address could be listened at: asked of the kernel by taking it and giving it
   * back. One who listens at all addresses of IPv6 may or may not have those of IPv4 as well.
   */
  public static boolean isFree(InetAddress ipv4, int port) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(ipv4, port));
      return true;
    } catch (BindException e) {
      return !String.valueOf(e.getMessage()).contains("in use");
    } catch (IOException e) {
      return true;
    }
  }
}
