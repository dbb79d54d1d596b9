package bluegreen.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;

/** What the figures depend on. */
public final class ThisMachine {
  private ThisMachine() {}

  /** One line: date, cores and their model, operating system, Java. */
  public static String describe() {
    int cores = Runtime.getRuntime().availableProcessors();
    return String.join(
        ", ",
        LocalDate.now(ZoneOffset.UTC).toString(),
        (cores == 1 ? "1 core" : cores + " cores")
            + value("/proc/cpuinfo", "model name", ":").map(m -> " of " + m).orElse(""),
        value("/etc/os-release", "PRETTY_NAME", "=").orElse(System.getProperty("os.name")),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  /** The first value of that name in a file of names and values. */
  private static Optional<String> value(String file, String name, String separator) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name) && line.contains(separator))
          .map(line -> line.substring(line.indexOf(separator) + 1).replace("\"", "").strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
