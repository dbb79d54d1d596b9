package bluegreen.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A load that runs; made by {@link LoadClient#start}. */
public final class Load implements AutoCloseable {
  /** How long requests in hand may go on after the stop. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(5);

  private final Gate gate;
  private final List<Client> clients;
  private final List<Thread> threads = new ArrayList<>();
  private final Instant started = Instant.now();
  private Instant stopped = Instant.MAX;

  Load(Gate gate, List<Client> clients) {
    this.gate = gate;
    this.clients = clients;
    for (Client client : clients) {
      Thread thread = new Thread(client, "load-" + client.kind() + "-" + threads.size());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** The state of things now, while the load goes on. */
  public LoadReport report() {
    Instant until = stopped.equals(Instant.MAX) ? Instant.now() : stopped;
    List<Tally> tallies = clients.stream().map(client -> client.tally).toList();
    return Tally.report(tallies, started, until, gate.limitReached());
  }

  /**
   * Waits until so many more requests than now have been sent, so that what follows happens under
   * load.
   *
   * @throws IllegalStateException with the report, if that takes longer than the time given
   */
  public void awaitRequests(long more, Duration within) {
    long enough = report().requests() + more;
    await(() -> report().requests() >= enough, more + " more requests", within);
  }

  /**
   * Waits for the first answer of that version.
   *
   * @throws IllegalStateException with the report, if that takes longer than the time given
   */
  public void awaitVersion(String version, Duration within) {
    await(() -> report().version(version).isPresent(), "version " + version, within);
  }

  /**
   * Waits until the load has ended by itself, at a limit that it was given.
   *
   * @throws IllegalStateException with the report, if that takes longer than the time given
   */
  public void awaitEnd(Duration within) {
    await(() -> threads.stream().noneMatch(Thread::isAlive), "the load's end", within);
  }

  private void await(BooleanSupplier condition, String what, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "waited %d ms in vain for %s: %s"
                .formatted(within.toMillis(), what, report().describe()));
      }
      sleep();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a load", e);
    }
  }

  /**
   * Ends the load. GETs and POSTs in hand have 5 s to finish, and fail if they do not; slow
   * requests, event streams and WebSockets are cut off and do not count. A second call only gives
   * the report again.
   */
  public LoadReport stop() {
    if (stopped.equals(Instant.MAX)) {
      gate.stop();
      clients.stream().filter(client -> client.kind().cutOffByStop()).forEach(Client::cutOff);
      join(LAST_ANSWERS);
      clients.forEach(Client::cutOff);
      join(LAST_ANSWERS);
      stopped = Instant.now();
    }
    return report();
  }

  private void join(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
