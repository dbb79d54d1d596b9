package bluegreen.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Says whether one more request may be sent; shared by all clients of a load. */
final class Gate {
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private final long deadline;
  private final Duration longest;
  private final long most;

  Gate(Duration longest, long most) {
    this.longest = longest;
    this.most = most;
    this.deadline = System.nanoTime() + longest.toNanos();
  }

  boolean admits() {
    return open() && sent.incrementAndGet() <= most;
  }

  boolean open() {
    return !stopping() && !late() && sent.get() < most;
  }

  boolean stopping() {
    return stopped.getCount() == 0;
  }

  void stop() {
    stopped.countDown();
  }

  /** Waits, but no longer than until the load is stopped. */
  void pause(Duration time) throws InterruptedException {
    if (time.compareTo(Duration.ZERO) > 0) {
      stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** The limit that has ended the load, in words. */
  Optional<String> limitReached() {
    if (sent.get() >= most) {
      return Optional.of("the limit of " + most + " requests");
    }
    return late()
        ? Optional.of("the limit of " + longest.toSeconds() + " seconds")
        : Optional.empty();
  }

  private boolean late() {
    return System.nanoTime() - deadline > 0;
  }
}
