package bluegreen.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks one URL again and again from a thread of its own, until it is closed. */
abstract class Watcher implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final HttpRequest request;
  private final Thread thread = new Thread(this::watch, getClass().getSimpleName());

  Watcher(String url) {
    request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    thread.setDaemon(true);
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
  abstract void heard(Optional<HttpResponse<String>> answer, long at);

  private void watch() {
    long due = System.nanoTime();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Optional<HttpResponse<String>> answer = ask();
        heard(answer, System.nanoTime());
        // Time lost to a slow answer is not made up for: that would be a burst.
        due = Math.max(due + INTERVAL.toNanos(), System.nanoTime());
        Thread.sleep(Duration.ofNanos(due - System.nanoTime()).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<HttpResponse<String>> ask() throws InterruptedException {
    try {
      return Optional.of(client.send(request, BodyHandlers.ofString()));
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
