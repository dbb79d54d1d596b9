package bluegreen.runner;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.state.SlotRecord;
import bluegreen.testing.Await;
import bluegreen.testing.SmallDisk;
import bluegreen.testing.SmallMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process of the app's")
class ProcessEndTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
  }

  @AfterEach
  void stop() throws Exception {
    shop.stop();
  }

  @Nested
  @DisplayName("that is stopped")
  class Stopped {
    @Test
    @DisplayName("is asked to end, and has the time to do so")
    void asked() throws Exception {
      Running running =
          shop.start(
              BLUE, "trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.1; done");
      assertEquals(0, shop.runner.stop(BLUE, LONG));
      assertFalse(shop.runs(running.pid().orElseThrow()));
      assertTrue(Shop.read(running.log()).endsWith("goodbye\n"), Shop.read(running.log()));
    }

    @Test
    @DisplayName("has ended although there is no room on the disk to write that down")
    void full() throws Exception {
      try (SmallDisk disk = SmallDisk.on(shop.dir.slots())) {
        Running running = shop.start(BLUE, "echo ready; exec sleep 60");
        disk.leaveFiles(0);
        assertEquals(0, shop.runner.stop(BLUE, LONG));
        assertFalse(shop.runs(running.pid().orElseThrow()));
        assertEquals(Optional.empty(), shop.newRunner().running(BLUE));
      }
    }

    @Test
    @DisplayName("is killed where it does not, and counted")
    void killed() throws Exception {
      Running running = shop.start(BLUE, "trap '' TERM; echo ready; exec sleep 60");
      assertEquals(1, shop.runner.stop(BLUE, Duration.ofMillis(200)));
      assertFalse(shop.runs(running.pid().orElseThrow()));
    }

    @Test
    @DisplayName("is forgotten as a process, but not what it was")
    void record() throws Exception {
      shop.start(BLUE, Shop.STAYS);
      shop.runner.stop(BLUE, LONG);
      SlotRecord record = SlotRecord.read(shop.dir, BLUE).orElseThrow();
      assertEquals(Optional.empty(), record.process());
      assertEquals("1", record.version());
      assertEquals(Optional.empty(), shop.runner.running(BLUE));
    }

    @Test
    @DisplayName("leaves the other slot alone")
    void otherSlot() throws Exception {
      shop.start(BLUE, Shop.STAYS);
      Running green = shop.start(GREEN, Shop.STAYS);
      shop.runner.stop(BLUE, LONG);
      assertEquals(Optional.of(green), shop.runner.running(GREEN));
    }

    @Test
    @DisplayName("may have been none")
    void nothing() throws Exception {
      assertEquals(0, shop.runner.stop(BLUE, LONG));
      assertFalse(Files.exists(shop.dir.slot(BLUE)));
    }
  }

  @Nested
  @DisplayName("that ends by itself")
  class Ended {
    private String end(String script) throws Exception {
      shop.start(BLUE, script);
      Await.until("its end", LONG, this::hasEnded);
      assertEquals(Optional.empty(), shop.runner.running(BLUE));
      return shop.runner.exited(BLUE).orElseThrow().describe();
    }

    private boolean hasEnded() {
      try {
        return shop.runner.exited(BLUE).isPresent();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    @DisplayName("is told of with its exit status")
    void status() throws Exception {
      assertEquals("exit status 3", end("exit 3"));
      assertEquals("exit status 0", end("exit 0"));
    }

    @Test
    @DisplayName("is told of as soon as it is seen to be gone")
    void atOnce() throws Exception {
      for (int i = 0; i < 20; i++) {
        shop.start(BLUE, "exit 3");
        while (shop.runner.running(BLUE).isPresent()) {
          Thread.onSpinWait();
        }
        assertEquals("exit status 3", shop.runner.exited(BLUE).orElseThrow().describe());
      }
    }

    @Test
    @DisplayName("is told of with the signal that ended it")
    void signal() throws Exception {
      assertEquals("signal 9 (SIGKILL)", end("kill -9 $$"));
      assertEquals("signal 15 (SIGTERM)", end("kill -15 $$"));
      assertEquals("signal 10", end("kill -10 $$"));
    }

    @Test
    @DisplayName("because memory ran out is told of by the kernel's word, and otherwise not")
    void outOfMemory() throws Exception {
      try (SmallMemory memory = SmallMemory.of(40_000_000)) {
        end("ulimit -v 500000; echo $$ > " + memory.door() + " && exec tail -n 1 /dev/zero");
        Exit exit = shop.runner.exited(BLUE).orElseThrow();
        assertEquals("signal 9 (SIGKILL)", exit.describe());
        String because = exit.because();
        assertTrue(
            because.matches("; the kernel ended it: out of memory \\(Killed process .*"), because);
      }
      end("kill -9 $$");
      assertEquals("", shop.runner.exited(BLUE).orElseThrow().because());
    }

    @Test
    @DisplayName("because there is no such program leaves a word of that in its log")
    void noProgram() throws Exception {
      assertEquals("exit status 127", end("exec no-such-program"));
      assertTrue(shop.runner.logTail(BLUE, 5).contains("no-such-program"));
    }

    @Test
    @DisplayName("leaves its last lines, both streams in their order, of this start alone")
    void lastWords() throws Exception {
      end("echo old");
      end("echo one; echo two >&2; echo three; exit 1");
      assertEquals("two\nthree", shop.runner.logTail(BLUE, 2));
      assertEquals("one\ntwo\nthree", shop.runner.logTail(BLUE, 100));
      assertEquals("", shop.runner.logTail(GREEN, 100));
    }

    @Test
    @DisplayName("leaves the end of a log that is too large to be read")
    void largeLog() throws Exception {
      end("head -c 300000 /dev/zero | tr '\\0' x; echo; echo last");
      assertEquals("last", shop.runner.logTail(BLUE, 1));
      assertTrue(shop.runner.logTail(BLUE, 100).length() < 100_000);
    }
  }
}
