package bluegreen.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The kernel's tables of TCP sockets, {@code /proc/net/tcp} and {@code tcp6} (see proc(5)). */
final class Sockets {
  private static final String ESTABLISHED = "01";
  private static final String LISTEN = "0A";

  private record Row(int localPort, String state, long inode) {}

  /** The inodes of the sockets that listen on a port. */
  List<Long> listening(int port) {
    return rows()
        .filter(r -> r.localPort() == port && r.state().equals(LISTEN))
        .map(Row::inode)
        .toList();
  }

  /** How many connections are established with a port, seen from the side that listens. */
  long established(int port) {
    return rows().filter(r -> r.localPort() == port && r.state().equals(ESTABLISHED)).count();
  }

  private static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      try {
        Files.readAllLines(Path.of("/proc/net", table), StandardCharsets.US_ASCII).stream()
            .skip(1)
            .map(Sockets::row)
            .forEach(rows::add);
      } catch (IOException e) {
        // A machine without IPv6 has no tcp6.
      }
    }
    return rows.stream();
  }

  private static Row row(String line) {
    String[] fields = line.strip().split("\\s+");
    String port = fields[1].substring(fields[1].lastIndexOf(':') + 1);
    return new Row(Integer.parseInt(port, 16), fields[3], Long.parseLong(fields[9]));
  }
}
