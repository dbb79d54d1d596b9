package bluegreen.testing;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at the command lines of all processes, again and again, for texts that must not be there.
 */
public final class ProcessListWatch implements AutoCloseable {
  private final List<String> texts;
  private final Set<String> found = new ConcurrentSkipListSet<>();
  private final AtomicLong looks = new AtomicLong();
  private final Thread thread = new Thread(this::look, "process-list-watch");
  private volatile boolean closed;

  private ProcessListWatch(List<String> texts) {
    this.texts = List.copyOf(texts);
  }

  /** Starts to look. */
  public static ProcessListWatch forAnyOf(List<String> texts) {
    ProcessListWatch watch = new ProcessListWatch(texts);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void look() {
    while (!closed) {
      FolderProcesses.commandLines().stream()
          .filter(line -> texts.stream().anyMatch(line::contains))
          .forEach(found::add);
      looks.incrementAndGet();
      Thread.yield();
    }
  }

  /** The command lines that held one of the texts. */
  public Set<String> found() {
    return new TreeSet<>(found);
  }

  /** How often the list has been looked at. */
  public long looks() {
    return looks.get();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
