package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.run.Outcome;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Has Ctrl-C and SIGTERM tell the work to stop, and gives it the time to clean up. The JVM then
 * ends with 130 or 143 by itself, unless there is something more important to say: that the work
 * was done all the same, or that it needs a person now.
 */
final class Signals implements AutoCloseable {
  /** Longer than any clean-up takes: the app's stop_timeout may be long. */
  private static final long LONGEST_CLEANUP_MINUTES = 10;

  private final Interruption interruption;
  private final boolean changes;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::pass, "signals");
  private volatile int code = Outcome.FAILED.code();

  private Signals(Interruption interruption, boolean changes) {
    this.interruption = interruption;
    this.changes = changes;
  }

  /**
   * Passes signals on from now on, to the work of this thread.
   *
   * @param changes whether the work changes something, so that it should go on when its terminal is
   *     closed, and its outcome counts more than the signal
   */
  static Signals to(Interruption interruption, boolean changes) {
    Signals signals = new Signals(interruption.governing(), changes);
    if (changes) {
      outliveTheTerminal();
    }
    Runtime.getRuntime().addShutdownHook(signals.hook);
    return signals;
  }

  /** SIGHUP is ignored, by the programs that we run, too; not where this Java cannot do that. */
  private static void outliveTheTerminal() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      Object ignore = handler.getField("SIG_IGN").get(null);
      signal.getMethod("handle", signal, handler).invoke(null, hangUp, ignore);
    } catch (ReflectiveOperationException e) {
      // A Java without its module jdk.unsupported; SIGHUP is like SIGTERM then.
    }
  }

  /** Work that a signal may cut short. */
  interface Work {
    int run() throws HostFailure, InterruptedException;
  }

  /** Does the work under this watch; its exit code. */
  int during(Work work) throws HostFailure, InterruptedException {
    code = work.run();
    return code;
  }

  private void pass() {
    interruption.tell();
    try {
      if (finished.await(LONGEST_CLEANUP_MINUTES, TimeUnit.MINUTES)
          && changes
          && code != Outcome.FAILED.code()) {
        Runtime.getRuntime().halt(code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * An exit of our own, at the last moment of a shutdown, would end the JVM before the signal does,
   * with 1 ({@link Runtime#exit}, before Java 21).
   */
  private static void awaitTheEnd() {
    while (true) {
      LockSupport.park();
    }
  }

  @Override
  public void close() {
    interruption.close();
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitTheEnd(); // We are being shut down, and the hook lets go now.
    }
  }
}
