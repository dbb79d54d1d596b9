package bluegreen.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import kong.unirest.core.Headers;
import kong.unirest.core.HttpRequest;
import kong.unirest.core.HttpRequestWithBody;
import kong.unirest.core.HttpResponse;
import kong.unirest.core.RawResponse;
import kong.unirest.core.Unirest;
import kong.unirest.core.UnirestException;
import kong.unirest.core.UnirestInstance;

/** Sends whatever requests users want to send, by Unirest. */
final class WebClient {
  private static final Pattern SELECTOR = Pattern.compile("HttpClient-\\d+-SelectorManager");
  private static final Duration PARTING = Duration.ofMillis(100);

  private WebClient() {}

  /** What comes back; where that is nothing, why. An interrupt is left on the thread. */
  static Http.Answer send(Http.Request request) {
    // Asked for by name (Host), and closed after each answer (Connection): an idle connection of
    // ours to a slot would look like a request in flight while that slot drains.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
    try (UnirestInstance client = Unirest.spawnInstance()) {
      client
          .config()
          .connectTimeout((int) Wire.CONNECT_TIMEOUT.toMillis())
          .followRedirects(false)
          .enableCookieManagement(false)
          .requestCompression(false)
          .version(HttpClient.Version.HTTP_1_1);
      if (request.url().startsWith("https:")) {
        client.config().sslContext(Tls.context(request));
      }
      return exchange(client, request);
    } catch (UnirestException e) {
      if (isInterrupt(e)) {
        Thread.currentThread().interrupt(); // Wrapped, it is forgotten by the thread.
      }
      return Http.Answer.none(reason(e, request));
    } catch (IllegalArgumentException e) {
      return Http.Answer.none("not a URL: " + request.url());
    }
  }

  private static Http.Answer exchange(UnirestInstance client, Http.Request request) {
    HttpRequestWithBody builder = client.request(request.method(), request.url());
    long deadline = System.nanoTime() + request.timeout().toNanos();
    builder.requestTimeout((int) Math.max(1, request.timeout().toMillis()));
    builder.header("Connection", "close");
    request.headers().forEach(builder::headerReplace);
    HttpRequest<?> ready =
        request.body().isPresent() ? builder.body(request.body().get()) : builder;
    HttpResponse<Body> response = ready.asObject(raw -> Body.read(raw, deadline));
    Body body = response.getBody();
    if (body.lost().isPresent()) {
      return Http.Answer.none(
          System.nanoTime() < deadline ? body.lost().get() : Http.late(request.timeout()));
    }
    return new Http.Answer(
        response.getStatus(), body.text(), headers(response.getHeaders()), Optional.empty());
  }

  private static Map<String, String> headers(Headers all) {
    Map<String, String> first = new HashMap<>();
    all.all().forEach(h -> first.putIfAbsent(h.getName().toLowerCase(Locale.ROOT), h.getValue()));
    return Map.copyOf(first);
  }

  /**
   * The body of an answer.
   *
   * @param lost why it did not come whole
   */
  private record Body(String text, Optional<String> lost) {

    /** The client's own limit ends with the headers: a body that stalls would hold us for ever. */
    static Body read(RawResponse raw, long deadline) {
      InputStream content = raw.getContent();
      TimerTask cut =
          new TimerTask() {
            @Override
            public void run() {
              close(content);
            }
          };
      long left = Math.max(0, deadline - System.nanoTime());
      Wire.CUTS.schedule(cut, TimeUnit.NANOSECONDS.toMillis(left));
      try {
        byte[] bytes = content.readNBytes(AnswerReader.MOST);
        return new Body(
            new String(bytes, AnswerReader.charset(raw.getContentType())), Optional.empty());
      } catch (IOException e) {
        return new Body("", Optional.of(Texts.reason(e)));
      } finally {
        cut.cancel();
        close(content);
      }
    }

    private static void close(InputStream content) {
      try {
        content.close();
      } catch (IOException e) {
        // The connection is gone either way.
      }
    }
  }

  private static boolean isInterrupt(Throwable e) {
    return e instanceof InterruptedException || e.getCause() != null && isInterrupt(e.getCause());
  }

  private static String reason(UnirestException e, Http.Request request) {
    Throwable cause = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof HttpConnectTimeoutException) {
        return "no connection within " + Texts.seconds(Wire.CONNECT_TIMEOUT);
      } else if (t instanceof HttpTimeoutException) {
        return Http.late(request.timeout());
      } else if (t instanceof ClosedChannelException && cause instanceof ConnectException) {
        return "connection refused"; // That is all that is left of it.
      } else if (t instanceof UnresolvedAddressException) {
        return "there is no host " + URI.create(request.url()).getHost();
      }
      cause = t;
    }
    return Http.reason(e);
  }

  /**
   * Ends the threads of all clients that this thread or its like have made: Java's exit would wait
   * 0.3 s for them. Before Java 21 a client cannot be closed, and its thread is known by name only.
   */
  static void endThreads() {
    Thread[] threads = new Thread[Thread.activeCount() + 8];
    int count = Thread.enumerate(threads);
    try {
      for (Thread thread : Arrays.asList(threads).subList(0, count)) {
        if (SELECTOR.matcher(thread.getName()).matches()) {
          thread.interrupt();
          thread.join(PARTING.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
