package bluegreen.nginx;

import bluegreen.host.Texts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where nginx writes what goes wrong. */
record ErrorLog(Path file) {
  private static final String GIVEN_UP = "still could not bind()";
  private static final Pattern BIND = Pattern.compile("bind\\(\\) to \\S+ failed");

  /** When a line was written, and by whom. */
  private static final Pattern WHEN = Pattern.compile("^.*?\\[emerg\\] [0-9]+#[0-9]+: ");

  private static final int MOST_BYTES = 64_000;
  private static final int MOST_LINES = 10;

  /** As the main configuration says, or as nginx was built; empty where that is no file. */
  static Optional<ErrorLog> of(String conf, String buildOptions, Path prefix) {
    Matcher said =
        Pattern.compile("(?m)^(?:[^#\n]*[;{}\\s])?error_log\\s+[\"']?([^;\"'\\s]+)").matcher(conf);
    Matcher built = Pattern.compile("--error-log-path=(\\S+)").matcher(buildOptions);
    String path = said.find() ? said.group(1) : built.find() ? built.group(1) : "logs/error.log";
    return path.equals("stderr") || path.matches("(syslog|memory):.*")
        ? Optional.empty()
        : Optional.of(new ErrorLog(prefix.resolve(path)));
  }

  /** In bytes. */
  long size() {
    return file.toFile().length();
  }

  /** Why nginx has refused to go on, of what it has written behind that many bytes. */
  Optional<String> refusalSince(long bytes) {
    String news = since(bytes);
    // nginx tries several times to listen on an address, and may yet succeed.
    boolean tries = !news.contains(GIVEN_UP);
    Map<String, String> refusals = new LinkedHashMap<>(); // Of what it says again, the first.
    news.lines()
        .filter(l -> l.contains("[emerg]") && !(tries && BIND.matcher(l).find()))
        .forEach(l -> refusals.putIfAbsent(WHEN.matcher(l).replaceFirst(""), l));
    return refusals.isEmpty()
        ? Optional.empty()
        : Optional.of(Texts.lastLines(String.join("\n", refusals.values()), MOST_LINES));
  }

  private String since(long bytes) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(Math.min(bytes, log.length()), log.length() - MOST_BYTES);
      byte[] news = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(news);
      return new String(news, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // Not ours to read, or rotated away this moment.
    }
  }
}
