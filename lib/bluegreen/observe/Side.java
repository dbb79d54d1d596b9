package bluegreen.observe;

import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A look at the machine that takes its time, beside others. Each has a thread of its own: a shared
 * pool has as many as there are processors, and one look would wait for another.
 */
final class Side<T> {
  private final FutureTask<T> task;

  /** What is looked at. */
  interface Look<T> {
    T look() throws HostFailure, InterruptedException;
  }

  private Side(FutureTask<T> task) {
    this.task = task;
  }

  /** Begins to look. */
  static <T> Side<T> look(Look<T> look) {
    FutureTask<T> task = new FutureTask<>(look::look);
    Thread thread = new Thread(task, "look");
    thread.setDaemon(true);
    thread.start();
    return new Side<>(task);
  }

  /** What was seen, when it has been. */
  T seen() throws HostFailure, InterruptedException {
    try {
      return Interruption.waiting(task::get);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HostFailure failure) {
        throw failure;
      } else if (e.getCause() instanceof InterruptedException interrupt) {
        throw interrupt;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
