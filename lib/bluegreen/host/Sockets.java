package bluegreen.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The kernel's tables of TCP sockets, {@code /proc/net/tcp} and {@code tcp6} (see proc(5)). */
final class Sockets {
  private static final String ESTABLISHED = "01";
  private static final String LISTEN = "0A";

  /** Before an IPv4 address that is written as one of IPv6, in the kernel's byte order. */
  private static final String MAPPED = "0000000000000000FFFF0000";

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;

  private record Row(String state, String local, long inode) {}

  /** The inodes of the sockets that listen on a port. */
  List<Long> listening(int port) {
    return rows(port, LOCAL).stream()
        .filter(r -> r.state().equals(LISTEN))
        .map(Row::inode)
        .toList();
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
   */
  Map<Long, String> establishedTo(int port) {
    Map<Long, String> found = new HashMap<>();
    rows(port, REMOTE).stream()
        .filter(r -> r.state().equals(ESTABLISHED))
        .forEach(r -> found.put(r.inode(), address(r.local())));
    return found;
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
    String suffix = ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
    for (String table : List.of("tcp", "tcp6")) {
      try {
        for (String line :
            Files.readAllLines(Path.of("/proc/net", table), StandardCharsets.US_ASCII)) {
          // A busy server has thousands of lines; only those of this port are taken apart.
          if (line.contains(suffix)) {
            String[] fields = line.strip().split("\\s+");
            if (fields[end].endsWith(suffix)) {
              rows.add(new Row(fields[3], fields[LOCAL], Long.parseLong(fields[9])));
            }
          }
        }
      } catch (IOException e) {
        // A machine without IPv6 has no tcp6.
      }
    }
    return rows;
  }
}
