package bluegreen.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The ports that the kernel lends to outgoing connections ({@code ip_local_port_range} of ip(7)).
 *
 * @param reserved those within that it keeps back, as {@code ip_local_reserved_ports} has them
 */
public record LentPorts(int first, int last, String reserved) {
  private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4");

  /** Those of this machine; empty where the kernel does not say. */
  public static Optional<LentPorts> ofThisMachine() {
    return in(SETTINGS);
  }

  /** As the files of a folder say. */
  static Optional<LentPorts> in(Path settings) {
    try {
      String[] range = text(settings.resolve("ip_local_port_range")).split("\\s+");
      Path reserved = settings.resolve("ip_local_reserved_ports");
      return Optional.of(
          new LentPorts(
              Integer.parseInt(range[0]),
              Integer.parseInt(range[1]),
              Files.exists(reserved) ? text(reserved) : ""));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** In one go: of such a file the kernel has nothing more to tell once a byte was read. */
  private static String text(Path file) throws IOException {
    try (InputStream in = new FileInputStream(file.toFile())) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    }
  }

  /** Whether an outgoing connection may be given that port. */
  public boolean lends(int port) {
    return port >= first && port <= last && !keeps(port);
  }

  private boolean keeps(int port) {
    return Arrays.stream(reserved.split(","))
        .map(part -> part.strip().split("-"))
        .filter(part -> part[0].matches("\\d{1,5}"))
        .anyMatch(
            part ->
                Integer.parseInt(part[0]) <= port
                    && port <= Integer.parseInt(part[part.length - 1]));
  }
}
