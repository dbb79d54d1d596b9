package bluegreen.bench;

import java.util.Optional;

/** Waits for the first healthy answer of what is started in a slot. */
final class SlotWatcher extends Watcher {
  private volatile boolean empty;
  private volatile long firstHealthy;

  SlotWatcher(String url) {
    super(url);
  }

  @Override
  void heard(Optional<Answer> answer, long at) {
    // Until the slot is cleared, the standby answers there.
    empty |= answer.isEmpty();
    boolean healthy = answer.filter(Answer::ok).isPresent();
    if (healthy && empty && firstHealthy == 0) {
      firstHealthy = at;
      Thread.currentThread().interrupt();
    }
  }

  long firstHealthy() {
    if (firstHealthy == 0) {
      throw new IllegalStateException("the new version was never seen to be healthy");
    }
    return firstHealthy;
  }
}
