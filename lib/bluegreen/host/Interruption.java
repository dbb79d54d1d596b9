package bluegreen.host;

import java.time.Duration;

/**
 * Whether we have been told to stop. A state beside the flag of the thread that works: a library
 * may swallow that one, and a flag that is set while something has to be finished makes every file
 * fail that is written then.
 */
public final class Interruption {
  private final Thread worker;
  private final Time time;
  private boolean told;
  private boolean finishing;

  private Interruption(Thread worker, Time time) {
    this.worker = worker;
    this.time = time;
  }

  /** That of the thread that calls; nobody has told it to stop. */
  public static Interruption ofThisThread() {
    return ofThisThread(Time.REAL);
  }

  /** The same where time passes in another way. */
  public static Interruption ofThisThread(Time time) {
    return new Interruption(Thread.currentThread(), time);
  }

  /** Something that is done to its end. */
  public interface Work<X extends Exception> {
    /** Does it. */
    void run() throws X;
  }

  /** Tells the worker to stop, from another thread: at once, or when it has finished. */
  public synchronized void tell() {
    told = true;
    if (!finishing) {
      worker.interrupt();
    }
  }

  /** Whether the worker was told to stop. */
  public synchronized boolean isTold() {
    return told;
  }

  /**
   * Looks whether the work may go on.
   *
   * @throws InterruptedException where we were told to stop, and are not about to finish something
   */
  public synchronized void check() throws InterruptedException {
    if (finishing) {
      return;
    }
    if (Thread.interrupted() || told) {
      told = true;
      throw new InterruptedException();
    }
  }

  /**
   * Waits.
   *
   * @throws InterruptedException as {@link #check()} does
   */
  public void pause(Duration length) throws InterruptedException {
    check();
    time.pass(length);
  }

  /** The time in nanoseconds since some moment, as {@link #pause} lets it pass. */
  public long nanos() {
    return time.nanos();
  }

  /** Does something to its end, whoever tells us to stop meanwhile or has done so before. */
  public <X extends Exception> void finish(Work<X> work) throws X {
    boolean before = begin();
    try {
      work.run();
    } finally {
      end(before);
    }
  }

  private synchronized boolean begin() {
    boolean before = finishing;
    finishing = true;
    told |= Thread.interrupted();
    return before;
  }

  private synchronized void end(boolean before) {
    finishing = before;
  }
}
