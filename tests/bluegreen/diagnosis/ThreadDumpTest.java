package bluegreen.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A thread dump")
class ThreadDumpTest {
  private static ThreadDump main(String state, String... below) {
    return new ThreadDump(
        "2026-01-01 00:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):\n\n"
            + "\"main\" #1 prio=5 os_prio=0 cpu=1.0ms elapsed=2.0s tid=0x0001 nid=0x1 runnable\n"
            + "   java.lang.Thread.State: "
            + state
            + "\n"
            + String.join("\n", below)
            + "\n\n\"one\" #12 prio=5 tid=0x2 nid=0x2 waiting on condition\n"
            + "   java.lang.Thread.State: TIMED_WAITING (sleeping)\n"
            + "\tat java.lang.Thread.sleep(java.base@17.0.15/Native Method)\n"
            + "\tat com.acme.Other.run(Other.java:5)\n"
            + "\t- locked <0x00000000ffd19160> (a java.lang.Object)\n");
  }

  @Nested
  @DisplayName("tells of the thread that starts the app")
  class OfMain {
    @Test
    @DisplayName("what it waits for, and who has called that")
    void waits() {
      assertEquals(
          Optional.of(
              "its thread main waits in java.util.concurrent.CountDownLatch.await,"
                  + " called by com.acme.Db.open (Db.java:17)"),
          main(
                  "WAITING (parking)",
                  "\tat jdk.internal.misc.Unsafe.park(java.base@17.0.15/Native Method)",
                  "\t- parking to wait for  <0x00000000ffd19170> (a x.Y)",
                  "\tat java.util.concurrent.CountDownLatch.await(java.base@17.0.15/CountDownLatch.java:230)",
                  "\tat com.acme.Db.open(Db.java:17)",
                  "\tat com.acme.Shop.main(Shop.java:3)")
              .main());
    }

    @Test
    @DisplayName("which call of the system it is in")
    void calls() {
      assertEquals(
          Optional.of(
              "its thread main is in java.net.Socket.connect,"
                  + " called by org.postgresql.core.PGStream.open (PGStream.java:260)"),
          main(
                  "RUNNABLE",
                  "\tat sun.nio.ch.Net.poll(java.base@17.0.15/Native Method)",
                  "\tat java.net.Socket.connect(java.base@17.0.15/Socket.java:633)",
                  "\tat org.postgresql.core.PGStream.open(PGStream.java:260)")
              .main());
    }

    @Test
    @DisplayName("where it is busy")
    void busy() {
      assertEquals(
          Optional.of("its thread main is busy in com.acme.Warmup.run (Warmup.java:44)"),
          main("RUNNABLE", "\tat com.acme.Warmup.run(app//Warmup.java:44)").main());
    }

    @Test
    @DisplayName("who has the lock that it waits for")
    void blocked() {
      assertEquals(
          Optional.of("its thread main waits for a lock that one has, in com.acme.A.b (A.java:1)"),
          main(
                  "BLOCKED (on object monitor)",
                  "\tat com.acme.A.b(A.java:1)",
                  "\t- waiting to lock <0x00000000ffd19160> (a java.lang.Object)")
              .main());
    }

    @Test
    @DisplayName("nothing where it has ended, or where nothing of a dump is there")
    void gone() {
      assertEquals(
          Optional.empty(),
          new ThreadDump(
                  "\"DestroyJavaVM\" #20 prio=5 tid=0x1\n   java.lang.Thread.State: RUNNABLE\n")
              .main());
      assertEquals(Optional.empty(), new ThreadDump("no such process").main());
    }
  }

  @Test
  @DisplayName("tells who waits for each other for ever")
  void deadlock() {
    String dump =
        """
        "VM Thread" os_prio=0 cpu=1.0ms tid=0x1 nid=0x1 runnable

        Found one Java-level deadlock:
        =============================
        "one":
          waiting to lock monitor 0x01 (object 0x02, a java.lang.Object),
          which is held by "a \\"two\\""

        "two":
          waiting to lock monitor 0x03 (object 0x04, a java.lang.Object),
          which is held by "one"

        Java stack information for the threads listed above:
        ===================================================
        "one":
        \tat a.B.c(B.java:5)

        Found 1 deadlock.
        """;
    assertEquals(
        Optional.of("its threads one and two wait for each other for ever: a deadlock"),
        new ThreadDump(dump).deadlock());
    assertEquals(Optional.empty(), main("RUNNABLE", "\tat a.B.c(B.java:1)").deadlock());
  }
}
