package bluegreen.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A lock that belongs to the kernel: it dies with its holder, however that one dies, so that it is
 * never stale.
 */
public final class Lock implements AutoCloseable {
  private static final int LOOKS = 5;
  private static final Duration POLL = Duration.ofMillis(100);

  /** Whoever may read a file may hold a lock on it, and keep all deployments out. */
  private static final FileAttribute<?> CLOSED =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileChannel channel;

  private Lock(FileChannel channel) {
    this.channel = channel;
  }

  /** Who holds a lock. */
  public record Holder(long pid, String command, Optional<Instant> since) {
    /** A process that holds it. */
    public static Holder of(Processes.Info process) {
      return new Holder(
          process.pid(),
          process.shortCommand(),
          ProcessHandle.of(process.pid()).flatMap(p -> p.info().startInstant()));
    }

    /** Names the holder and since when it runs. */
    public String describe() {
      String start =
          since
              .map(s -> s.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault()))
              .map(s -> ", since " + s.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME))
              .orElse("");
      return "pid " + pid + start;
    }
  }

  /**
   * Takes the lock, waiting for at most {@code patience}; empty where another one holds it still.
   *
   * @throws HostFailure where the file cannot be opened, also because its folder was removed while
   *     we waited
   */
  public static Optional<Lock> take(Path file, Duration patience)
      throws HostFailure, InterruptedException {
    try {
      return take(
          file,
          patience,
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw new HostFailure("cannot lock " + file + ": " + AtomicFiles.why(e));
    }
  }

  private static Optional<Lock> take(Path file, Duration patience, Set<OpenOption> how)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Lock> lock = take(FileChannel.open(file, how, CLOSED), deadline);
      // Its holder may have removed or replaced the file; whoever came then has locked another.
      if (lock.isEmpty() || isOpenHere(file)) {
        return lock;
      }
      lock.get().close();
    }
  }

  private static Optional<Lock> take(FileChannel channel, long deadline)
      throws IOException, InterruptedException {
    boolean taken = false;
    try {
      while (channel.tryLock() == null) {
        if (System.nanoTime() >= deadline) {
          return Optional.empty();
        }
        Interruption.sleep(POLL);
      }
      taken = true;
      return Optional.of(new Lock(channel));
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  /** Whether one of our open files is the one that has that name now. */
  private static boolean isOpenHere(Path file) throws IOException {
    Optional<Object> named = key(file);
    if (named.isPresent()) {
      try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
        for (Path each : open) {
          if (key(each).equals(named)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static Optional<Object> key(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty(); // Gone.
    }
  }

  /**
   * Asks the kernel who holds the lock ({@code /proc/locks}), so that nothing has to be written
   * into the file and nothing in it can be out of date. A long table comes in pieces, and between
   * two of them a line may slip by where others take and release locks: it is looked for again.
   */
  public static Optional<Holder> holder(Path file) {
    try {
      String inode = ":" + Files.getAttribute(file, "unix:ino");
      Optional<Holder> holder = Optional.empty();
      for (int i = 0; i < LOOKS && holder.isEmpty(); i++) {
        holder = among(Files.readAllLines(Path.of("/proc/locks")), inode);
      }
      return holder;
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Holder> among(List<String> locks, String inode) {
    for (String line : locks) {
      String[] fields = line.strip().split("\\s+");
      if (fields.length > 5 && !fields[1].equals("->") && fields[5].endsWith(inode)) {
        long pid = Long.parseLong(fields[4]);
        return Optional.of(
            new Holder(
                pid,
                new Processes().find(pid).map(Processes.Info::shortCommand).orElse(""),
                ProcessHandle.of(pid).flatMap(p -> p.info().startInstant())));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The kernel lets go of the lock with the channel, closed well or not.
    }
  }
}
