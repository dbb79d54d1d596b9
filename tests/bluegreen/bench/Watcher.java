package bluegreen.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks one URL again and again from a thread of its own, until it is closed. Each time on a new
 * connection and a plain socket, which takes less of the processor than an HTTP client.
 */
abstract class Watcher implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final InetSocketAddress server;
  private final byte[] request;
  private final Thread thread = new Thread(this::watch, getClass().getSimpleName());

  Watcher(String url) {
    URI uri = URI.create(url);
    server = new InetSocketAddress(uri.getHost(), uri.getPort());
    String text =
        "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n".formatted(uri.getPath(), uri.getAuthority());
    request = text.getBytes(StandardCharsets.US_ASCII);
    thread.setDaemon(true);
  }

  /** What came back, its end included. */
  record Answer(boolean ok, String body) {
    private static Answer read(String text) {
      int bodyAt = text.indexOf("\r\n\r\n") + 4;
      return new Answer(
          text.matches("(?s)HTTP/1\\.[01] 200 .*"), bodyAt < 4 ? "" : text.substring(bodyAt));
    }
  }

  void start() {
    thread.start();
  }

  /**
   * Hears of one request.
   *
   * @param answer empty where none came
   * @param at when the answer was there, as {@link System#nanoTime} has it
   */
  abstract void heard(Optional<Answer> answer, long at);

  private void watch() {
    long due = System.nanoTime();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Optional<Answer> answer = ask();
        heard(answer, System.nanoTime());
        // Time lost to a slow answer is not made up for: that would be a burst.
        due = Math.max(due + INTERVAL.toNanos(), System.nanoTime());
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Answer> ask() {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(server, (int) PATIENCE.toMillis());
      socket.getOutputStream().write(request);
      byte[] answer = socket.getInputStream().readAllBytes();
      return Optional.of(Answer.read(new String(answer, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
