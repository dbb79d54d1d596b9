package bluegreen.command;

import bluegreen.host.HostFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the thread that works, and gives it the time to
 * clean up; the JVM then ends with 130 or 143 by itself.
 */
final class Interruption implements AutoCloseable {
  /** Longer than any clean-up takes: the app's stop_timeout may be long. */
  private static final long LONGEST_CLEANUP_MINUTES = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Thread worker) {
    hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                finished.await(LONGEST_CLEANUP_MINUTES, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static Interruption ofThisThread() {
    return new Interruption(Thread.currentThread());
  }

  /** Work that an interrupt may cut short. */
  interface Work {
    int run() throws HostFailure, InterruptedException;
  }

  /** Does the work under this watch; its exit code. */
  int during(Work work) throws HostFailure, InterruptedException {
    return work.run();
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // We are being shut down: the hook has let go by now and the JVM ends with the signal's code.
    }
  }
}
