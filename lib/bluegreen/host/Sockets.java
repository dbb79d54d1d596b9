package bluegreen.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The kernel's tables of TCP sockets, {@code /proc/net/tcp} and {@code tcp6} (see proc(5)). */
final class Sockets {
  private static final String ESTABLISHED = "01";
  private static final String SYN_SENT = "02";
  private static final String LISTEN = "0A";
  private static final String TIME_WAIT = "06";

  /** Old kernels (Linux 4.3 and before) have who is about to connect behind each who listens. */
  private static final Set<String> BEFORE_CONNECTIONS = Set.of(LISTEN, "03");

  /** Before an IPv4 address that is written as one of IPv6, in the kernel's byte order. */
  private static final String MAPPED = "0000000000000000FFFF0000";

  private static final Path NET = Path.of("/proc/net");

  /** Bytes that are read in one go; less than a row. */
  private static final int PIECE = 100;

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private static final int UNIX_FLAGS = 3;
  private static final int UNIX_INODE = 6;
  private static final int UNIX_PATH = 7;
  private static final String UNIX_LISTENING = "00010000";

  private record Row(String state, String local, String remote, long inode) {}

  /** The addresses at which somebody listens on a port, by the inodes of the sockets. */
  Map<Long, InetAddress> listeningAt(int port) {
    Map<Long, InetAddress> found = new HashMap<>();
    String suffix = suffix(port);
    for (String[] fields : listening()) {
      String local = fields[LOCAL];
      if (local.endsWith(suffix)) {
        String address = local.substring(0, local.indexOf(':'));
        found.put(Long.parseLong(fields[INODE]), inetAddress(address));
      }
    }
    return found;
  }

  /** Words of four bytes, each in the kernel's own byte order. */
  private static InetAddress inetAddress(String hex) {
    ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.nativeOrder());
    for (int at = 0; at < hex.length(); at += 8) {
      bytes.putInt((int) Long.parseLong(hex.substring(at, at + 8), 16));
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the kernel's has 4 or 16 bytes: " + hex, e);
    }
  }

  /** The inodes of the connections that have a port as their own end. */
  List<Long> connectedFrom(int port) {
    return rows(port, LOCAL).stream()
        .filter(r -> !r.state().equals(LISTEN) && r.inode() != 0)
        .map(Row::inode)
        .toList();
  }

  /**
   * The connections that are established with a port, seen from the side that has called: their
   * inodes, and the address and port of that side.
   *
   * @param there the addresses of the other side that count
   */
  Map<Long, String> establishedTo(int port, Predicate<InetAddress> there) {
    Map<Long, String> found = new HashMap<>();
    rows(port, REMOTE).stream()
        .filter(r -> r.state().equals(ESTABLISHED))
        .filter(r -> there.test(inetAddress(r.remote().substring(0, r.remote().indexOf(':')))))
        .forEach(r -> found.put(r.inode(), address(r.local())));
    return found;
  }

  /** The TCP sockets that a process has, in the network that it is in. */
  static List<OpenSocket> of(long pid) {
    Path net = Path.of("/proc/" + pid + "/net");
    Map<Long, OpenSocket> all = new HashMap<>();
    for (String[] fields : tableIn(net, "tcp", "tcp6")) {
      if (fields.length > INODE) {
        all.put(
            Long.parseLong(fields[INODE]),
            new OpenSocket(state(fields[STATE]), whole(fields[LOCAL]), whole(fields[REMOTE])));
      }
    }
    return held(pid, all.keySet()).stream().map(all::get).toList();
  }

  private static String whole(String hex) {
    int colon = hex.indexOf(':');
    InetAddress address = inetAddress(hex.substring(0, colon));
    String host = address.getHostAddress();
    return (address instanceof Inet4Address ? host : "[" + host + "]")
        + ":"
        + Integer.parseInt(hex.substring(colon + 1), 16);
  }

  private static OpenSocket.State state(String code) {
    return switch (code) {
      case ESTABLISHED -> OpenSocket.State.ESTABLISHED;
      case SYN_SENT -> OpenSocket.State.CONNECTING;
      case LISTEN -> OpenSocket.State.LISTENING;
      default -> OpenSocket.State.OTHER;
    };
  }

  /** The ports on which somebody listens, by the inodes of their sockets. */
  Map<Long, Integer> listeningPorts() {
    Map<Long, Integer> ports = new HashMap<>();
    for (String[] fields : listening()) {
      String local = fields[LOCAL];
      int port = Integer.parseInt(local.substring(local.indexOf(':') + 1), 16);
      ports.put(Long.parseLong(fields[INODE]), port);
    }
    return ports;
  }

  /** The Unix sockets on which somebody listens, by their inodes; see proc_net_unix(5). */
  Map<Long, Path> listeningFiles() {
    Map<Long, Path> files = new HashMap<>();
    for (String[] fields : tableIn(NET, "unix")) {
      boolean named = fields.length > UNIX_PATH && fields[UNIX_PATH].startsWith("/");
      if (named && fields[UNIX_FLAGS].equals(UNIX_LISTENING)) {
        files.put(Long.parseLong(fields[UNIX_INODE]), Path.of(fields[UNIX_PATH]));
      }
    }
    return files;
  }

  private static String suffix(int port) {
    return ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
  }

  private static List<String[]> listening() {
    List<String[]> rows = new ArrayList<>();
    for (String name : List.of("tcp", "tcp6")) {
      try (InputStream in = Files.newInputStream(NET.resolve(name))) {
        rows.addAll(listening(in));
      } catch (IOException e) {
        // A machine without IPv6 has no tcp6.
      }
    }
    return rows;
  }

  /**
   * The rows of those who listen, which come first (Linux, proc_net_tcp.rst). The kernel looks for
   * connections in a table that has room for as many as its memory would bear, which takes longer
   * than all else here; it does so only when more is asked of it than it has rows for.
   */
  private static List<String[]> listening(InputStream in) throws IOException {
    List<String[]> rows = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    byte[] piece = new byte[PIECE];
    boolean head = true;
    for (int size = in.read(piece); size > 0; size = in.read(piece)) {
      for (int i = 0; i < size; i++) {
        if (piece[i] != '\n') {
          line.append((char) piece[i]);
        } else if (head) {
          head = false;
          line.setLength(0);
        } else {
          String[] fields = line.toString().strip().split("\\s+");
          line.setLength(0);
          if (fields.length <= INODE || !BEFORE_CONNECTIONS.contains(fields[STATE])) {
            return rows;
          } else if (fields[STATE].equals(LISTEN)) {
            rows.add(fields);
          }
        }
      }
    }
    return rows;
  }

  private static List<String[]> tableIn(Path net, String... names) {
    List<String[]> rows = new ArrayList<>();
    for (String name : names) {
      try {
        Files.readAllLines(net.resolve(name), StandardCharsets.ISO_8859_1).stream()
            .skip(1)
            .forEach(line -> rows.add(line.strip().split("\\s+")));
      } catch (IOException e) {
        // A machine without IPv6 has no tcp6.
      }
    }
    return rows;
  }

  /** Who is connected to a port, each as the address and port of its end. */
  List<String> peers(int port) {
    return rows(port, LOCAL).stream()
        .filter(r -> r.state().equals(ESTABLISHED))
        .map(r -> address(r.remote()))
        .toList();
  }

  /** Whether a connection to a port has ended within the last minute, at whichever end. */
  boolean wasAsked(int port) {
    return Stream.concat(rows(port, LOCAL).stream(), rows(port, REMOTE).stream())
        .anyMatch(r -> r.state().equals(TIME_WAIT));
  }

  /** {@code 0100007F:1F91} as {@code 127.0.0.1:8081}; of other IPv6 addresses the port will do. */
  private static String address(String hex) {
    int colon = hex.indexOf(':');
    int port = Integer.parseInt(hex.substring(colon + 1), 16);
    if (colon != 8 && !hex.startsWith(MAPPED)) {
      return "[::]:" + port;
    }
    int ip = (int) Long.parseLong(hex.substring(colon - 8, colon), 16);
    ByteOrder order = ByteOrder.nativeOrder();
    byte[] bytes = ByteBuffer.allocate(4).order(order).putInt(ip).array();
    return "%d.%d.%d.%d:%d"
        .formatted(bytes[0] & 255, bytes[1] & 255, bytes[2] & 255, bytes[3] & 255, port);
  }

  /** The sockets that have a port at one of their ends. */
  private static List<Row> rows(int port, int end) {
    List<Row> rows = new ArrayList<>();
    String suffix = suffix(port);
    for (String table : List.of("tcp", "tcp6")) {
      try {
        for (String line : Files.readAllLines(NET.resolve(table), StandardCharsets.US_ASCII)) {
          // A busy server has thousands of lines; only those of this port are taken apart.
          if (line.contains(suffix)) {
            String[] fields = line.strip().split("\\s+");
            if (fields[end].endsWith(suffix)) {
              rows.add(
                  new Row(fields[3], fields[LOCAL], fields[REMOTE], Long.parseLong(fields[9])));
            }
          }
        }
      } catch (IOException e) {
        // A machine without IPv6 has no tcp6.
      }
    }
    return rows;
  }

  /** Those of the sockets that a process holds. */
  static Set<Long> held(long pid, Set<Long> sockets) {
    Set<Long> held = new HashSet<>();
    try (DirectoryStream<Path> fds = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path fd : fds) {
        socket(fd).filter(sockets::contains).ifPresent(held::add);
      }
    } catch (IOException e) {
      return Set.of(); // Gone, or not ours to see.
    }
    return held;
  }

  private static Optional<Long> socket(Path fd) {
    try {
      String target = Files.readSymbolicLink(fd).toString();
      return target.startsWith("socket:[")
          ? Optional.of(Long.valueOf(target.substring(8, target.length() - 1)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
