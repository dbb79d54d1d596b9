package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one proxy's switches cost: requests that failed, and how long the old version was still
 * given requests.
 */
final class SwitchTimes {
  private static final long WARM_UP_MILLIS = 500;

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
    Thread.sleep(Math.max(0, millis - took / 1_000_000));
    if (tally.lastSent(active) < given) {
      throw new IllegalStateException(
          proxy.name() + ": no answer of " + active + " " + millis + " ms after the switch to it");
    }
    command.add(took / 1e6);
    // What was on its way when the command was given is not held against it.
    lastOld.add(Math.max(0, tally.lastSent(old) - given) / 1e6);
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
