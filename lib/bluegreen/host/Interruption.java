package bluegreen.host;

import java.time.Duration;

/**
 * Whether we have been told to stop. A state beside the flag of the thread that works: a library
 * may swallow that one. The thread itself is interrupted only while it waits for something: Java
 * closes a file that is read with the flag set, and whoever reads it would take it for one that is
 * not there, and a process for one that is gone.
 */
public final class Interruption implements AutoCloseable {
  private static final ThreadLocal<Interruption> OF_THREAD = new ThreadLocal<>();

  private final Thread worker;
  private final Time time;
  private boolean told;
  private boolean finishing;
  private boolean waiting;

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

  /**
   * Until this is closed, being told to stop ends what this thread waits for by {@link #waiting}.
   */
  public Interruption governing() {
    OF_THREAD.set(this);
    return this;
  }

  @Override
  public void close() {
    OF_THREAD.remove();
  }

  /** What blocks until something has happened. */
  public interface Wait<T, X extends Exception> {
    /** Waits; what has come of it. */
    T await() throws X, InterruptedException;
  }

  /**
   * Waits for something; where this thread is told to stop, at once or no longer.
   *
   * @throws InterruptedException as {@link #check()} does, and where the wait was cut short
   */
  public static <T, X extends Exception> T waiting(Wait<T, X> wait) throws X, InterruptedException {
    Interruption own = OF_THREAD.get();
    return own == null ? wait.await() : own.cut(wait);
  }

  /**
   * Lets a while pass.
   *
   * @throws InterruptedException as {@link #waiting} does
   */
  public static void sleep(Duration length) throws InterruptedException {
    waiting(
        () -> {
          Thread.sleep(length.toMillis());
          return length;
        });
  }

  /** Whether this thread is to stop as soon as it can. */
  public static boolean isDue() {
    Interruption own = OF_THREAD.get();
    return own == null
        ? Thread.currentThread().isInterrupted()
        : own.isTold() && !own.isFinishing();
  }

  /** Something that is done to its end. */
  public interface Work<X extends Exception> {
    /** Does it. */
    void run() throws X;
  }

  /** Tells the worker to stop, from another thread: at once, or when it has finished. */
  public synchronized void tell() {
    told = true;
    if (!finishing && waiting) {
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
    cut(
        () -> {
          time.pass(length);
          return length;
        });
    check();
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

  private synchronized boolean isFinishing() {
    return finishing;
  }

  private <T, X extends Exception> T cut(Wait<T, X> wait) throws X, InterruptedException {
    boolean before = beginWaiting();
    try {
      return wait.await();
    } finally {
      endWaiting(before);
    }
  }

  private synchronized boolean beginWaiting() throws InterruptedException {
    check();
    boolean before = waiting;
    waiting = true;
    return before;
  }

  private synchronized void endWaiting(boolean before) {
    waiting = before;
    told |= Thread.interrupted();
  }
}
