package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Clients with a keep-alive connection each, which send the next request as soon as the last one is
 * answered, and never send one twice. All of them share a thread, which takes less of the processor
 * than the servers that it asks.
 *
 * <p>A request has failed if its connection was closed or reset before the answer, which no client
 * can foresee unless the answer before has said {@code Connection: close}; if it could not even
 * connect; if the answer is not 200 or not a version's name; or if there is none within 5 s.
 */
public final class KeepAliveClients implements AutoCloseable {
  private static final long SELECT_MILLIS = 10;
  private static final long REFUSED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Map<String, Slot> VERSIONS =
      Map.of(Backend.body(Slot.BLUE), Slot.BLUE, Backend.body(Slot.GREEN), Slot.GREEN);

  private final int port;
  private final int count;
  private final Selector selector;
  private final Tally tally = new Tally();
  private final Thread thread = new Thread(this::run, "keep-alive-clients");
  private volatile boolean finishing;
  private int open;
  private long notBefore = System.nanoTime();

  private KeepAliveClients(int port, int count) throws IOException {
    this.port = port;
    this.count = count;
    this.selector = Selector.open();
    thread.setDaemon(true);
  }

  /** So many clients begin to ask that port of this machine. */
  public static KeepAliveClients start(int port, int count) throws IOException {
    KeepAliveClients clients = new KeepAliveClients(port, count);
    clients.thread.start();
    return clients;
  }

  /** What became of the requests so far. */
  public Tally tally() {
    return tally;
  }

  /** Sends no further request and waits for the answers that are due. */
  @Override
  public void close() {
    finishing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector) {
      while (!finishing) {
        openMissing();
        selector.select(this::received, SELECT_MILLIS);
      }
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (open > 0 && System.nanoTime() < deadline) {
        selector.select(this::received, SELECT_MILLIS);
      }
      for (SelectionKey key : selector.keys()) {
        if (key.isValid()) {
          fail((Connection) key.attachment(), "no answer");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openMissing() {
    while (open < count && System.nanoTime() >= notBefore) {
      try {
        Connection connection = Connection.open(port, selector);
        open++;
        send(connection);
      } catch (IOException e) {
        tally.failed(reason(e));
        // A closed port says so at once: without a pause that would be a storm.
        notBefore = System.nanoTime() + REFUSED_PAUSE_NANOS;
      }
    }
  }

  private void send(Connection connection) {
    try {
      connection.send();
    } catch (IOException e) {
      fail(connection, reason(e));
    }
  }

  private void received(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      connection.receive().ifPresent(answer -> judge(connection, answer));
    } catch (IOException e) {
      fail(connection, reason(e));
    }
  }

  private void judge(Connection connection, Answer answer) {
    Slot version = VERSIONS.get(answer.body());
    if (answer.status() != 200) {
      fail(connection, "status " + answer.status());
    } else if (version == null) {
      fail(connection, "wrong body");
    } else {
      tally.answered(version, connection.sentAt());
      if (finishing || answer.last()) {
        discard(connection);
      } else {
        send(connection);
      }
    }
  }

  private void fail(Connection connection, String why) {
    tally.failed(why);
    discard(connection);
  }

  private void discard(Connection connection) {
    connection.close();
    open--;
  }

  private static String reason(IOException e) {
    if (e instanceof EOFException) {
      return "closed unannounced";
    } else if (e instanceof ConnectException) {
      return "refused";
    }
    String message = String.valueOf(e.getMessage());
    return message.contains("reset") || message.contains("Broken pipe") ? "reset" : message;
  }
}
