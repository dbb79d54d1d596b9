package bluegreen.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions, never for a fixed time. */
public final class Await {
  private static final Duration POLL = Duration.ofMillis(20);

  private Await() {}

  /**
   * Waits until something holds.
   *
   * @param what completes "waited in vain for"
   * @throws AssertionError if that takes longer than the time given
   */
  public static void until(String what, Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited %d s in vain for %s".formatted(within.toSeconds(), what));
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }
}
