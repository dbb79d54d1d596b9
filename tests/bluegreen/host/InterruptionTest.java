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

  private final Interruption interruption = Interruption.ofThisThread();

  @AfterEach
  void forget() {
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
  @DisplayName("stops although something has swallowed its thread's interrupt")
  void swallowed() throws InterruptedException {
    tell();
    assertTrue(Thread.interrupted());
    assertThrows(InterruptedException.class, interruption::check);
    assertThrows(InterruptedException.class, interruption::check, "it is a state");
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
