package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of requests. One thread writes, others read: that takes no lock, and so next to none
 * of the writer's time.
 */
public final class Tally {
  private final AtomicLong answered = new AtomicLong();
  private final Map<Slot, AtomicLong> lastSent = new EnumMap<>(Slot.class);
  private final Map<String, Long> failures = new ConcurrentHashMap<>();

  Tally() {
    for (Slot slot : Slot.values()) {
      lastSent.put(slot, new AtomicLong(Long.MIN_VALUE));
    }
  }

  /**
   * Hears of the right answer.
   *
   * @param sentAt when its request was about to be sent, as {@link System#nanoTime} has it
   */
  void answered(Slot by, long sentAt) {
    answered.lazySet(answered.get() + 1);
    AtomicLong last = lastSent.get(by);
    last.lazySet(Math.max(last.get(), sentAt));
  }

  /** Hears of a request that got no answer, or a wrong one. */
  void failed(String why) {
    failures.merge(why, 1L, Long::sum);
  }

  /** How many got the right answer so far. */
  public long answered() {
    return answered.get();
  }

  /** How many of each kind failed so far. */
  public Map<String, Long> failures() {
    return new TreeMap<>(failures);
  }

  /** When the latest of the requests was sent that this version answered; the least for none. */
  public long lastSent(Slot answeredBy) {
    return lastSent.get(answeredBy).get();
  }
}
