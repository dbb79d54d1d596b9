package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.host.Scheduling;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import java.time.Duration;

/**
 * A new version takes all processors that there are while it starts, and visitors of the one that
 * serves feel it. Started quietly it takes what they leave, and is like everybody else before any
 * of them comes to it.
 */
final class QuietStart {
  private static final Duration SESSION_PATIENCE = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMillis(5);

  /** Before it is over nobody can tell how much the others leave. */
  private static final Duration FIRST = Duration.ofSeconds(2);

  /** The least part of one processor's time. */
  private static final int LEAST_PART = 2;

  /** The part of the whole time after which a start is not quiet any more in any case. */
  private static final int WHOLE_PART = 3;

  private final Scheduling scheduling;
  private final Runner runner;

  QuietStart(Scheduling scheduling, Runner runner) {
    this.scheduling = scheduling;
    this.runner = runner;
  }

  /** Begins it for what has just been started, as soon as that is no shell of ours any more. */
  void begin(Running running) throws InterruptedException {
    if (running.pid().isPresent()) {
      begin(running.pid().get(), scheduling);
    }
  }

  static void begin(long pid, Scheduling scheduling) throws InterruptedException {
    long deadline = System.nanoTime() + SESSION_PATIENCE.toNanos();
    while (!scheduling.leads(pid) && System.nanoTime() < deadline) {
      Interruption.sleep(POLL);
    }
    scheduling.idle(pid);
  }

  /**
   * Whether the others leave what runs in a slot too little, or it has had a third of its time.
   *
   * @param elapsed since it was started
   * @param timeout the time that it has
   */
  boolean isStarved(Slot slot, Duration elapsed, Duration timeout) {
    Duration used =
        runner.running(slot).flatMap(Running::pid).map(scheduling::used).orElse(Duration.ZERO);
    return isStarved(used, elapsed, timeout);
  }

  /** The same of a process that has had so much of the processor. */
  static boolean isStarved(Duration used, Duration elapsed, Duration timeout) {
    boolean little = used.multipliedBy(LEAST_PART).compareTo(elapsed) < 0;
    return elapsed.compareTo(FIRST) > 0 && little
        || elapsed.multipliedBy(WHOLE_PART).compareTo(timeout) > 0;
  }

  /**
   * Ends it for all that runs in a slot, whichever run has begun it.
   *
   * @throws HostFailure where that cannot be had: visitors would wait for it
   */
  void end(Slot slot) throws HostFailure, InterruptedException {
    for (long pid : runner.running(slot).flatMap(Running::pid).stream().toList()) {
      scheduling.normal(pid);
    }
    for (Processes.Info stray : runner.strays(slot)) {
      scheduling.normal(stray.pid());
    }
  }

  /** The same for what is to be stopped, which needs time for that. */
  void endForStop(Slot slot) throws InterruptedException {
    try {
      end(slot);
    } catch (HostFailure e) {
      // It is stopped as it is.
    }
  }
}
