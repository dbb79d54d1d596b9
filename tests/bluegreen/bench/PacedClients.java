package bluegreen.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Clients with a keep-alive connection each, which take turns to ask, so many times a second in
 * all. They never ask twice: a request has failed if no answer came to it. A connection that the
 * server closes while nobody has asked anything on it is opened anew.
 */
final class PacedClients implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final int port;
  private final long gapNanos;
  private final Selector selector;
  private final Client[] clients;
  private final Map<Connection, Client> owners = new IdentityHashMap<>();
  private final Figures latencies = new Figures();
  private final Thread thread = new Thread(this::run, "paced-clients");
  private volatile boolean finishing;
  private volatile long answered;
  private volatile long failed;
  private int waiting;

  /** One of them; without a connection until it asks. */
  private static final class Client {
    private Connection connection;
    private boolean asked;
  }

  private PacedClients(int port, int count, double perSecond) throws IOException {
    this.port = port;
    this.gapNanos = (long) (1e9 / perSecond);
    this.selector = Selector.open();
    this.clients = new Client[count];
    for (int i = 0; i < count; i++) {
      clients[i] = new Client();
    }
    thread.setDaemon(true);
  }

  /** So many clients begin to ask that port of this machine. */
  static PacedClients start(int port, int count, double perSecond) throws IOException {
    PacedClients all = new PacedClients(port, count, perSecond);
    all.thread.start();
    return all;
  }

  /** How many requests were answered so far. */
  long answered() {
    return answered;
  }

  /** How many got no answer, or not the right one. */
  long failed() {
    return failed;
  }

  /** What each answer took, in ms; to be looked at when they have been closed. */
  Figures latencies() {
    return latencies;
  }

  private void run() {
    try (selector) {
      long due = System.nanoTime();
      for (int turn = 0; !finishing; turn = (turn + 1) % clients.length) {
        due += gapNanos;
        while (!finishing && System.nanoTime() < due) {
          selector.select(this::received, 1);
        }
        selector.selectNow(this::received);
        ask(clients[turn]);
      }
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (waiting > 0 && System.nanoTime() < deadline) {
        selector.select(this::received, 1);
      }
      failed += waiting;
      for (Client client : clients) {
        drop(client);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that still waits for its answer asks nothing. */
  private void ask(Client client) {
    if (client.asked) {
      return;
    }
    try {
      if (client.connection == null) {
        client.connection = Connection.open(port, selector);
        owners.put(client.connection, client);
      }
      client.asked = true;
      waiting++;
      client.connection.send();
    } catch (IOException e) {
      if (!client.asked) {
        failed++;
      }
      lose(client);
    }
  }

  private void received(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    Client client = owners.get(connection);
    try {
      connection
          .receive()
          .ifPresent(
              answer -> {
                long took = System.nanoTime() - connection.sentAt();
                client.asked = false;
                waiting--;
                if (answer.status() == 200) {
                  latencies.add(took / 1e6);
                  answered++;
                } else {
                  failed++;
                }
                if (answer.last()) {
                  drop(client);
                }
              });
    } catch (IOException e) {
      lose(client);
    }
  }

  private void lose(Client client) {
    if (client.asked) {
      failed++;
      waiting--;
      client.asked = false;
    }
    drop(client);
  }

  private void drop(Client client) {
    if (client.connection != null) {
      owners.remove(client.connection);
      client.connection.close();
      client.connection = null;
    }
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
}
