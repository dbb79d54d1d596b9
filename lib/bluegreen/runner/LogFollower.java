package bluegreen.runner;

import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Hands on what is appended to a log file, line by line. */
final class LogFollower {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Supplier<Optional<Path>> current;
  private final Lines lines;

  /**
   * A follower.
   *
   * @param current the file that is written now: a slot that starts anew may have a new one
   */
  LogFollower(Supplier<Optional<Path>> current, Lines lines) {
    this.current = current;
    this.lines = lines;
  }

  /** From a place in a file on, until interrupted. */
  void follow(Path first, long from) throws HostFailure, InterruptedException {
    Path log = first;
    long at = from;
    while (true) {
      at = copy(log, at);
      Path now = current.get().orElse(log);
      if (!now.equals(log)) {
        copy(log, at);
        log = now;
        at = 0;
      }
      Interruption.sleep(POLL);
    }
  }

  /** A file that was moved away, or removed with its release, is no reason to end. */
  private long copy(Path log, long at) throws HostFailure {
    return Files.exists(log) ? new LogFile(log).copy(at, lines) : 0;
  }
}
