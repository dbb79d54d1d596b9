package bluegreen.host;

import java.time.Duration;

/** How time passes for whoever waits: a wait of seconds need not take a test that long. */
public interface Time {
  /** That of the machine. */
  Time REAL =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pass(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }
      };

  /** Nanoseconds since some moment. */
  long nanos();

  /**
   * Lets a while pass.
   *
   * @throws InterruptedException where the thread is told to stop
   */
  void pass(Duration time) throws InterruptedException;
}
