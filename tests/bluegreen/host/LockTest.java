package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A lock")
class LockTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("lock");
  }

  @Test
  @DisplayName("that nobody holds is had at once, and leaves its file empty")
  void free() throws Exception {
    try (Lock lock = Lock.take(file, Duration.ZERO).orElseThrow()) {
      assertEquals(0, Files.size(file));
      assertEquals(
          ProcessHandle.current().pid(), Lock.holder(file).orElseThrow().pid(), lock::toString);
    }
    assertEquals(Optional.empty(), Lock.holder(file));
  }

  @Test
  @DisplayName("is on a file that nobody else may open, and so none but us can hold")
  void closed() throws Exception {
    Lock.take(file, Duration.ZERO).orElseThrow().close();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  @DisplayName("can be taken again once it is given back")
  void again() throws Exception {
    for (int i = 0; i < 3; i++) {
      Lock.take(file, Duration.ZERO).orElseThrow().close();
    }
  }

  @Test
  @DisplayName("names a file that cannot be opened")
  void impossible() {
    Path nowhere = folder.resolve("nowhere/lock");
    HostFailure failure = assertThrows(HostFailure.class, () -> Lock.take(nowhere, Duration.ZERO));
    assertEquals(
        "cannot lock " + nowhere + ": " + nowhere + " does not exist", failure.getMessage());
  }

  @Test
  @DisplayName("has no holder where there is no file")
  void noFile() {
    assertEquals(Optional.empty(), Lock.holder(file));
  }

  @Test
  @DisplayName("names its holder, and since when")
  void describe() {
    assertEquals("pid 7", new Lock.Holder(7, "", Optional.empty()).describe());
    String since =
        new Lock.Holder(7, "", Optional.of(Instant.parse("2026-03-01T12:00:00.9Z"))).describe();
    assertTrue(since.matches("pid 7, since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:00.*"), since);
  }

  /** Takes and releases a few hundred locks, again and again. */
  private static final String BUSY =
      """
      import fcntl, sys, time
      files = [open(sys.argv[1] + '/other' + str(i), 'w') for i in range(400)]
      print('busy', flush=True)
      end = time.time() + 60
      while time.time() < end:
          for f in files: fcntl.lockf(f, fcntl.LOCK_EX)
          for f in files: fcntl.lockf(f, fcntl.LOCK_UN)
      """;

  @Test
  @DisplayName("names its holder however many others come and go meanwhile")
  void busy() throws Exception {
    Process others = new ProcessBuilder("python3", "-c", BUSY, folder.toString()).start();
    try (Lock lock = Lock.take(file, Duration.ZERO).orElseThrow()) {
      assertEquals(
          "busy", new String(others.getInputStream().readNBytes(4), StandardCharsets.UTF_8));
      for (int i = 0; i < 500; i++) {
        assertTrue(Lock.holder(file).isPresent(), "look " + i + " at " + lock);
      }
    } finally {
      others.destroyForcibly().waitFor();
    }
  }

  @Nested
  @DisplayName("that another process holds")
  class Held {
    private Process holder;

    @BeforeEach
    void hold() throws IOException {
      Path source = folder.resolve("Holds.java");
      Files.writeString(
          source,
          """
          import java.nio.channels.*;
          import java.nio.file.*;
          class Holds {
            public static void main(String[] args) throws Exception {
              FileChannel channel = FileChannel.open(
                  Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
              channel.lock();
              System.out.println("holds");
              Thread.sleep(120_000);
            }
          }
          """);
      holder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  source.toString(),
                  file.toString())
              .start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
      assertEquals("holds", out.readLine());
    }

    @AfterEach
    void end() {
      holder.destroyForcibly();
    }

    @Test
    @DisplayName("is not had, and its holder is known to the kernel")
    void refused() throws Exception {
      assertEquals(Optional.empty(), Lock.take(file, Duration.ZERO));
      assertEquals(Optional.empty(), Lock.take(file, Duration.ofMillis(150)));
      Lock.Holder seen = Lock.holder(file).orElseThrow();
      assertEquals(holder.pid(), seen.pid());
      assertEquals(holder.info().startInstant(), seen.since(), "since its holder was started");
    }

    @Test
    @DisplayName("is had by one who waits as soon as the holder has died, however it died")
    void waits() throws Exception {
      Waiter waiter = new Waiter(file);
      waiter.start();
      Await.until(
          "the waiter to wait", LONG, () -> waiter.getState() == Thread.State.TIMED_WAITING);
      assertFalse(waiter.done);
      holder.destroyForcibly();
      Await.until("the lock", LONG, () -> waiter.done);
      assertTrue(waiter.had);
    }

    @Test
    @DisplayName("is had on the file that has its name by then: others lock that one, too")
    void replaced() throws Exception {
      Waiter waiter = new Waiter(file);
      waiter.start();
      Await.until(
          "the waiter to wait", LONG, () -> waiter.getState() == Thread.State.TIMED_WAITING);
      Files.delete(file);
      Files.createFile(file);
      holder.destroyForcibly();
      Await.until("the lock", LONG, () -> waiter.done);
      assertTrue(waiter.had);
      assertEquals(
          Optional.of(ProcessHandle.current().pid()), waiter.seen.map(Lock.Holder::pid), "holder");
    }

    @Test
    @DisplayName("is a failure for one who waits where its folder is removed meanwhile")
    void removed() throws Exception {
      Waiter waiter = new Waiter(Files.createDirectory(folder.resolve("app")).resolve("lock"));
      Path lock = waiter.file;
      Files.createLink(lock, file);
      waiter.start();
      Await.until(
          "the waiter to wait", LONG, () -> waiter.getState() == Thread.State.TIMED_WAITING);
      Files.delete(lock);
      Files.delete(lock.getParent());
      holder.destroyForcibly();
      Await.until("the end of the wait", LONG, () -> !waiter.isAlive());
      assertEquals("cannot lock " + lock + ": " + lock + " does not exist", waiter.failure);
    }

    @Test
    @DisplayName("can be given up waiting for")
    void interrupted() {
      Waiter waiter = new Waiter(file);
      waiter.start();
      Await.until(
          "the waiter to wait", LONG, () -> waiter.getState() == Thread.State.TIMED_WAITING);
      waiter.interrupt();
      Await.until("the end of the wait", LONG, () -> !waiter.isAlive());
      assertFalse(waiter.done);
    }
  }

  private static final class Waiter extends Thread {
    private final Path file;
    private volatile boolean done;
    private volatile boolean had;
    private volatile Optional<Lock.Holder> seen = Optional.empty();
    private volatile String failure = "";

    private Waiter(Path file) {
      this.file = file;
    }

    @Override
    public void run() {
      try {
        Optional<Lock> lock = Lock.take(file, LONG);
        had = lock.isPresent();
        seen = Lock.holder(file);
        lock.ifPresent(Lock::close);
        done = true;
      } catch (HostFailure e) {
        failure = e.getMessage();
      } catch (InterruptedException e) {
        // Given up, and not done.
      }
    }
  }
}
