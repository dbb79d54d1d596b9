package bluegreen.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The kernel's tables of TCP sockets, {@code /proc/net/tcp} and {@code tcp6} (see proc(5)). */
final class Sockets {
  private static final String ESTABLISHED = "01";
  private static final String LISTEN = "0A";

  private record Row(String state, long inode) {}

  /** The inodes of the sockets that listen on a port. */
  List<Long> listening(int port) {
    return rows(port).stream().filter(r -> r.state().equals(LISTEN)).map(Row::inode).toList();
  }

  /** How many connections are established with a port, seen from the side that listens. */
  long established(int port) {
    return rows(port).stream().filter(r -> r.state().equals(ESTABLISHED)).count();
  }

  /** The sockets whose own port it is. */
  private static List<Row> rows(int port) {
    List<Row> rows = new ArrayList<>();
    String suffix = ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
    for (String table : List.of("tcp", "tcp6")) {
      try {
        for (String line :
            Files.readAllLines(Path.of("/proc/net", table), StandardCharsets.US_ASCII)) {
          // A busy server has thousands of lines; only those of this port are taken apart.
          int end = line.indexOf(' ', line.indexOf(": ") + 2);
          if (end > 0 && line.startsWith(suffix, end - suffix.length())) {
            String[] fields = line.strip().split("\\s+");
            rows.add(new Row(fields[3], Long.parseLong(fields[9])));
          }
        }
      } catch (IOException e) {
        // A machine without IPv6 has no tcp6.
      }
    }
    return rows;
  }
}
