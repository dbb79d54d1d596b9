package bluegreen.runner;

import bluegreen.host.HostFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Hands on what is appended to a log file, line by line. */
final class LogFollower {
  private static final long POLL_MILLIS = 200;
  private static final int CHUNK = 1 << 16;

  private final Supplier<Optional<Path>> current;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * A follower.
   *
   * @param current the file that is written now: a slot that starts anew may have a new one
   */
  LogFollower(Supplier<Optional<Path>> current, Consumer<String> lines) {
    this.current = current;
    this.lines = lines;
  }

  /** From a file's end on, until interrupted. */
  void follow(Path first) throws HostFailure, InterruptedException {
    Path log = first;
    long at = log.toFile().length();
    while (true) {
      at = copy(log, at);
      Path now = current.get().orElse(log);
      if (!now.equals(log)) {
        copy(log, at);
        log = now;
        at = 0;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private long copy(Path log, long from) throws HostFailure {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long at = Math.min(from, file.length());
      file.seek(at);
      byte[] chunk = new byte[CHUNK];
      for (int n = file.read(chunk); n > 0; n = file.read(chunk)) {
        at += n;
        for (int i = 0; i < n; i++) {
          line.write(chunk[i]);
          if (chunk[i] == '\n') {
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
          }
        }
      }
      return at;
    } catch (IOException e) {
      throw new HostFailure("cannot read " + log + ": " + e.getMessage());
    }
  }
}
