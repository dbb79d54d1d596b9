package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Work that is told to stop")
class InterruptionTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;

  private final Interruption interruption = Interruption.ofThisThread().governing();

  @AfterEach
  void forget() {
    interruption.close();
    Thread.interrupted();
  }

  private void tell() throws InterruptedException {
    Thread other = new Thread(interruption::tell);
    other.start();
    while (other.isAlive()) {
      Thread.onSpinWait(); // A join would notice the interrupt.
    }
  }

  @Test
  @DisplayName("goes on while nobody tells it to")
  void goesOn() throws InterruptedException {
    interruption.check();
    interruption.pause(Duration.ofMillis(1));
    assertFalse(interruption.isTold());
  }

  @Test
  @DisplayName("stops at once where it waits")
  void waits() throws InterruptedException {
    tell();
    assertThrows(InterruptedException.class, () -> interruption.pause(HOUR));
  }

  @Test
  @DisplayName("stops in the middle of a wait")
  void inTheWait() {
    assertThrows(
        InterruptedException.class,
        () ->
            Interruption.waiting(
                () -> {
                  tell();
                  Thread.sleep(HOUR.toMillis());
                  return "";
                }));
    assertTrue(Interruption.isDue());
  }

  @Test
  @DisplayName("reads and writes to the end what it reads and writes, told or not")
  void files() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "whole");
    tell();
    assertEquals("whole", Files.readString(file));
    assertTrue(Interruption.isDue());
    assertThrows(InterruptedException.class, () -> Interruption.sleep(HOUR));
    assertEquals("whole", Files.readString(file), "after the wait that was cut short, too");
  }

  @Test
  @DisplayName("stops although something has swallowed its thread's interrupt")
  void swallowed() throws InterruptedException {
    Interruption.waiting(
        () -> {
          tell();
          assertTrue(Thread.interrupted());
          return "";
        });
    assertThrows(InterruptedException.class, interruption::check);
    assertThrows(InterruptedException.class, interruption::check, "it is a state");
  }

  @Test
  @DisplayName("leaves no interrupt behind where what it waited for came all the same")
  void late() throws Exception {
    String came =
        Interruption.waiting(
            () -> {
              tell();
              return "it came";
            });
    assertEquals("it came", came);
    assertFalse(Thread.currentThread().isInterrupted());
    assertTrue(interruption.isTold());
  }

  @Test
  @DisplayName("finishes what has to be finished, and can write files meanwhile")
  void finishes() throws Exception {
    tell();
    List<String> done = new ArrayList<>();
    interruption.finish(
        () -> {
          interruption.check();
          Files.newByteChannel(Files.createFile(folder.resolve("a"))).close();
          tell();
          assertFalse(Thread.currentThread().isInterrupted());
          interruption.pause(Duration.ofMillis(1));
          done.add("all");
        });
    assertEquals(List.of("all"), done);
    assertThrows(InterruptedException.class, interruption::check);
  }

  @Test
  @DisplayName("is still finishing when something within that has been finished")
  void nested() throws InterruptedException {
    interruption.finish(
        () -> {
          interruption.finish(() -> assertFalse(interruption.isTold()));
          tell();
          interruption.check();
        });
    assertTrue(interruption.isTold());
  }
}
