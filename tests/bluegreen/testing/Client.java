package bluegreen.testing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** One simulated client: one connection at a time, one thread. */
abstract class Client implements Runnable {
  /** Keeps a server that is down from being asked more than some hundred times a second. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(10);

  final Gate gate;
  final Tally tally = new Tally();
  private final Server server;
  private volatile HttpConnection connection = new HttpConnection();
  private volatile boolean cutOff;

  Client(Gate gate, Server server) {
    this.gate = gate;
    this.server = server;
  }

  /** What this client is about to send, or is sending. */
  abstract RequestKind kind();

  /** Sends requests until the gate closes. */
  abstract void work() throws InterruptedException;

  @Override
  public final void run() {
    try {
      work();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // A client that dies in silence would look like one that saw no failure.
      Instant now = Instant.now();
      tally.failed(new LoadFailure(now, now, kind(), 0, "the load client itself broke: " + e));
    } finally {
      connection.close();
    }
  }

  /** A new connection; one that the load's end overtakes is closed at once. */
  final HttpConnection connect() throws IOException {
    connection = new HttpConnection();
    connection.connect(server);
    if (cutOff) {
      connection.close();
    }
    return connection;
  }

  final HttpConnection connection() {
    return connection;
  }

  /** Ends whatever is under way. */
  final void cutOff() {
    cutOff = true;
    connection.close();
  }

  final void failed(RequestKind kind, Instant begun, IOException e) throws InterruptedException {
    if (gate.stopping() && kind.cutOffByStop()) {
      return;
    }
    String cause = cutOff ? "no answer by the end of the load" : connection.explain(e);
    tally.failed(new LoadFailure(begun, Instant.now(), kind, connection.sent(), cause));
    gate.pause(PAUSE_AFTER_FAILURE);
  }
}
