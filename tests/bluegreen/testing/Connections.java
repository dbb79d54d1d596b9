package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's tables of TCP connections, as in proc(5). */
final class Connections {
  private static final String ESTABLISHED = "01";

  private Connections() {}

  /** How many are established with that port of this machine, seen from the side that listens. */
  static long established(int port) {
    return inTable("tcp", port) + inTable("tcp6", port);
  }

  private static long inTable(String name, int port) {
    Path table = Path.of("/proc/net", name);
    String local = ":%04X".formatted(port);
    try {
      return Files.exists(table)
          ? Files.readAllLines(table, StandardCharsets.US_ASCII).stream()
              .map(line -> line.strip().split("\\s+"))
              .filter(f -> f[1].endsWith(local) && f[3].equals(ESTABLISHED))
              .count()
          : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
