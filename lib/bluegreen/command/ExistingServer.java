package bluegreen.command;

import bluegreen.host.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is served on a machine already: a server block of nginx's whose {@code proxy_pass} goes to a
 * variable that a file of its own sets, and the app behind it.
 *
 * @param include the file that sets the variable
 * @param variable its name, without {@code $}
 * @param port where it sends traffic
 * @param listen where the server block listens, as nginx says it; empty where it does not say
 * @param serverName the server block's first name that a client can ask for
 * @param app the process that listens there
 */
record ExistingServer(
    Path include,
    String variable,
    int port,
    Optional<String> listen,
    Optional<String> serverName,
    Optional<RunningApp> app) {
  private static final Pattern USED = Pattern.compile("proxy_pass\\s+\\$([A-Za-z_]\\w*)\\s*;");
  private static final Pattern LISTEN =
      Pattern.compile("(?m)^[^#\\n]*\\blisten\\s+((?:[0-9.]+:)?\\d{1,5})\\b(?![^;]*\\bssl\\b)");
  private static final Pattern NAMES = Pattern.compile("(?m)^[^#\\n]*\\bserver_name\\s+([^;]+);");

  /** What is found in a folder of nginx's files, such as {@code /etc/nginx}. */
  static Optional<ExistingServer> find(Path folder, Processes processes) {
    List<Path> files = files(folder);
    for (Path file : files) {
      String block = read(file);
      Matcher used = USED.matcher(block);
      while (used.find()) {
        Optional<ExistingServer> found = of(used.group(1), file, block, files, processes);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<ExistingServer> of(
      String variable, Path file, String block, List<Path> files, Processes processes) {
    Pattern sets =
        Pattern.compile(
            "(?m)^\\s*set\\s+\\$" + variable + "\\s+\"?http://[^:;/\\s]+:(\\d{1,5})/?\"?\\s*;");
    for (Path other : files) {
      Matcher set = sets.matcher(read(other));
      if (!other.equals(file) && set.find()) {
        int port = Integer.parseInt(set.group(1));
        return Optional.of(
            new ExistingServer(
                other,
                variable,
                port,
                first(LISTEN.matcher(block)),
                first(NAMES.matcher(block)).flatMap(ExistingServer::askable),
                app(port, processes)));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> first(Matcher matcher) {
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> askable(String names) {
    return Stream.of(names.strip().split("\\s+"))
        .filter(n -> n.matches("[A-Za-z0-9][A-Za-z0-9.-]*") && n.contains("."))
        .findFirst();
  }

  private static Optional<RunningApp> app(int port, Processes processes) {
    return processes.listeners(port, Optional.empty()).stream()
        .flatMap(l -> l.process().stream())
        .findFirst()
        .map(p -> new RunningApp(p.pid(), processes.argv(p.pid()), p.owner()));
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, 3)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
