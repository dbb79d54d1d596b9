package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A run of the product that may still go on. */
public final class Job implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  Job(List<String> command, Process process, Path out, Path err) {
    this.command = command;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Its pid. */
  public long pid() {
    return process.pid();
  }

  /** Waits until a regular expression is found in what it has written. */
  public Job awaitOutput(String regex) {
    Pattern wanted = Pattern.compile(regex);
    Await.until(
        "/" + regex + "/ in the output of " + soFar(-1),
        LONGEST,
        () -> {
          String now = soFar(-1).all();
          if (!process.isAlive() && !wanted.matcher(soFar(-1).all()).find()) {
            throw new AssertionError("ended without /" + regex + "/: " + end());
          }
          return wanted.matcher(now).find();
        });
    return this;
  }

  /** Whether it still runs. */
  public boolean runs() {
    return process.isAlive();
  }

  /** Whether it has a file open, such as a lock that it waits for. */
  public boolean hasOpen(Path file) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return open.anyMatch(fd -> file.equals(target(fd)));
    } catch (IOException e) {
      return false; // It has ended.
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // Closed by now.
    }
  }

  /** Sends it a signal, such as {@code INT}. */
  public Job signal(String name) {
    Signals.send(name, pid());
    return this;
  }

  /** Waits for its end. */
  public Run end() {
    try {
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not end: " + soFar(-1));
      }
      return soFar(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Run soFar(int exit) {
    try {
      return new Run(command, exit, Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
