package bluegreen.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of the service in {@code tests/apps/talk} that never try anything again: short sessions,
 * one after the other, and long ones that go on until the load is stopped.
 */
public final class TalkLoad implements AutoCloseable {
  private static final int PATIENCE = 10_000;
  private static final int MOST_SESSIONS = 200_000;

  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong sessions = new AtomicLong();
  private final AtomicLong lines = new AtomicLong();
  private volatile boolean stopped;

  private TalkLoad(int port) {
    this.port = port;
  }

  /** Begins with that many clients of each kind. */
  public static TalkLoad begin(int port, int shortOnes, int longOnes) {
    TalkLoad load = new TalkLoad(port);
    for (int i = 0; i < shortOnes; i++) {
      load.client("short " + i, load::sessions);
    }
    for (int i = 0; i < longOnes; i++) {
      load.client("long " + i, load::session);
    }
    return load;
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void client(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | RuntimeException e) {
                failures.add(name + ": " + e);
              } catch (InterruptedException e) {
                failures.add(name + ": interrupted");
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void sessions() throws InterruptedException {
    while (!stopped && sessions.get() < MOST_SESSIONS) {
      try (Session session = new Session(port)) {
        session.ask("PING", "+PONG");
        sessions.incrementAndGet();
      } catch (IOException | RuntimeException e) {
        failures.add("a short session: " + e);
      }
      Thread.sleep(20);
    }
  }

  private void session() throws IOException, InterruptedException {
    try (Session session = new Session(port)) {
      for (int i = 0; !stopped; i++) {
        session.ask("line " + i, session.version() + " line " + i);
        lines.incrementAndGet();
        Thread.sleep(50);
      }
    }
  }

  /** Short sessions that went well. */
  public long done() {
    return sessions.get();
  }

  /** Lines of long sessions that were answered. */
  public long answered() {
    return lines.get();
  }

  /** What went wrong, a line each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Ends all sessions in good order. */
  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join(2L * PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One connection to the service. */
  public static final class Session implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader answers;
    private final String version;

    /** Connects, and hears who is there. */
    public Session(int port) throws IOException {
      try {
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE);
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String hello = answers.readLine();
        if (hello == null || !hello.startsWith("hello ")) {
          throw new IOException("greeted with " + hello);
        }
        version = hello.substring(6);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    /** The version that it leads to. */
    public String version() {
      return version;
    }

    /** Sends a line, which has to be answered with that other one. */
    public void ask(String line, String expected) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      String answer = answers.readLine();
      if (!expected.equals(answer)) {
        throw new IOException("asked " + line + ", answered " + answer);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
