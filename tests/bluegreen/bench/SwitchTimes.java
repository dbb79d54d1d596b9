package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What one proxy's switches cost: requests that failed, and how long the old version was still
 * given requests.
 */
final class SwitchTimes {
  private static final long WARM_UP_MILLIS = 500;

  /** However long the command took, so that the old version's last answers are seen. */
  private static final long LEAST_WATCH_MILLIS = 200;

  private static final long LONGEST_SWITCH_SECONDS = 30;

  private final SwitchingProxy proxy;
  private final int clients;
  private final Figures command = new Figures();
  private final Figures lastOld = new Figures();
  private final Map<String, Long> failures = new TreeMap<>();
  private long answered;
  private Slot active = Slot.BLUE;

  SwitchTimes(SwitchingProxy proxy, int clients) {
    this.proxy = proxy;
    this.clients = clients;
  }

  SwitchingProxy proxy() {
    return proxy;
  }

  /** Which version the proxy was last switched to. */
  Slot active() {
    return active;
  }

  /** Switches so many times under load, and stays under load for that long after each. */
  void measure(int switches, long millisEach) throws IOException, InterruptedException {
    KeepAliveClients load = KeepAliveClients.start(proxy.port(), clients);
    try (load) {
      Thread.sleep(WARM_UP_MILLIS);
      for (int i = 0; i < switches; i++) {
        measureOne(load.tally(), millisEach);
      }
    }
    answered += load.tally().answered();
    load.tally().failures().forEach((why, count) -> failures.merge(why, count, Long::sum));
  }

  private void measureOne(Tally tally, long millis) throws IOException, InterruptedException {
    Slot old = active;
    long given = System.nanoTime();
    switchOver();
    long took = System.nanoTime() - given;
    awaitAnswer(tally, given);
    long sinceGiven = (System.nanoTime() - given) / 1_000_000;
    Thread.sleep(Math.max(LEAST_WATCH_MILLIS, millis - sinceGiven));
    command.add(took / 1e6);
    // What was on its way when the command was given is not held against it.
    lastOld.add(Math.max(0, tally.lastSent(old) - given) / 1e6);
  }

  /** A busy machine may take its time; a proxy that does not switch at all has no figures. */
  private void awaitAnswer(Tally tally, long given) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SWITCH_SECONDS);
    while (tally.lastSent(active) < given) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(proxy.name() + " does not switch to " + active);
      }
      Thread.sleep(10);
    }
  }

  /** Switches to the other version without looking. */
  void switchOver() throws IOException, InterruptedException {
    active = active.other();
    proxy.switchTo(active);
  }

  /** From the command to its return, in ms. */
  Figures command() {
    return command;
  }

  /** From the command to the sending of the last request that the old version answered, in ms. */
  Figures lastOld() {
    return lastOld;
  }

  long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  long requests() {
    return answered + failed();
  }

  /** How many failed why. */
  Map<String, Long> failures() {
    return failures;
  }
}
