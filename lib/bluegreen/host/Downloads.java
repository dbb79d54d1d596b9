package bluegreen.host;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks servers for files: by a client of Java's, as answers may be larger than memory, and in its
 * own way with redirects, as no header of the user's may reach another server than was meant.
 */
public final class Downloads {
  private static final int MOST_REDIRECTS = 10;

  /** How often it is asked what there is, where no answer comes. */
  private static final int LOOKS = 2;

  /** How often somebody is told what is waited for. */
  private static final Duration TOLD = Duration.ofMillis(250);

  /** What servers say who answer no HEAD, or have signed a URL for GET alone. */
  private static final Set<Integer> NO_HEAD = Set.of(403, 405, 501);

  /** What may be otherwise a moment later. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final Trace trace;
  private final Patience patience;
  private final HttpClient client;

  /** With usual patience. */
  public Downloads(Trace trace) {
    this(trace, Patience.USUAL);
  }

  /** With another patience. */
  public Downloads(Trace trace, Patience patience) {
    this.trace = trace;
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(patience.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(Proxies.of(System.getenv()))
            .sslContext(Tls.context(Http.Request.get("https://elsewhere/", patience.answer())))
            .build();
  }

  /**
   * A request for a file.
   *
   * @param headers for the server that is asked first, and for no other
   */
  public record Wish(WebAddress address, Map<String, String> headers) {}

  /**
   * What a server answered, wherever that one was found.
   *
   * @param stated the digest that a server on the way has told
   */
  record Answer<T>(HttpResponse<T> response, WebAddress from, Optional<String> stated) {
    Offer offer() {
      return Offer.of(response.statusCode(), response.headers()).stating(stated);
    }

    boolean ok() {
      return response.statusCode() == 200 || response.statusCode() == 206;
    }
  }

  /** That there was no answer, or not all of it: another try may have more luck. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String why) {
      super(why, null, false, false);
    }
  }

  Trace trace() {
    return trace;
  }

  Patience patience() {
    return patience;
  }

  /**
   * Asks what there is, and fetches nothing of it.
   *
   * @throws HostFailure where it cannot be had, with the URL, and nothing secret of it
   */
  public Offer look(Wish wish) throws HostFailure, InterruptedException {
    return new Tries(this, LOOKS).of(() -> lookOnce(wish));
  }

  private Offer lookOnce(Wish wish) throws Broken, HostFailure, InterruptedException {
    Answer<Void> answer = ask(wish, "HEAD", Map.of(), BodyHandlers.discarding());
    if (NO_HEAD.contains(answer.response().statusCode())) {
      // The body is not read: where the server sends more than a byte, the connection is closed.
      answer = ask(wish, "GET", Map.of("Range", "bytes=0-0"), info -> new Unread());
    }
    return checked(wish, answer).offer();
  }

  /** An answer that has a file, or the reason why it has none. */
  <T> Answer<T> checked(Wish wish, Answer<T> answer) throws Broken, HostFailure {
    int status = answer.response().statusCode();
    if (answer.ok()) {
      return answer;
    }
    String why = answer.from().shown() + " answered " + status + meaning(status);
    if (PASSING.contains(status)) {
      throw new Broken(why);
    }
    boolean led = !answer.from().isBeside(wish.address());
    boolean kept = led && (status == 401 || status == 403) && !wish.headers().isEmpty();
    throw new HostFailure(
        why
            + (led ? ", where " + wish.address().shown() + " leads" : "")
            + (kept ? "; app.headers are not sent there" : ""));
  }

  private static String meaning(int status) {
    return switch (status) {
      case 401 -> " (who are you? see app.headers)";
      case 403 -> " (not for us)";
      case 404 -> " (there is no such file)";
      case 410 -> " (the file is gone)";
      default -> "";
    };
  }

  /** One request, and where its answer leads elsewhere, that one. */
  <T> Answer<T> ask(Wish wish, String method, Map<String, String> more, BodyHandler<T> body)
      throws Broken, HostFailure, InterruptedException {
    WebAddress at = wish.address();
    Optional<String> stated = Optional.empty();
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<T> response = send(request(wish, at, method, more), at, body);
      HttpHeaders headers = response.headers();
      trace.exchange(method + " " + at.shown() + " -> " + response.statusCode());
      Optional<String> location = headers.firstValue("Location");
      boolean leads = Set.of(301, 302, 303, 307, 308).contains(response.statusCode());
      if (!leads || location.isEmpty()) {
        return new Answer<>(response, at, stated);
      }
      if (response.body() instanceof Inflow unread) {
        unread.cut();
      }
      stated = stated.or(() -> Offer.stated(headers));
      at = at.redirected(location.get());
    }
    throw new HostFailure(
        wish.address().shown() + " leads on and on, more than " + MOST_REDIRECTS + " times");
  }

  private HttpRequest request(Wish wish, WebAddress at, String method, Map<String, String> more)
      throws HostFailure {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(at.uri())
            .timeout(patience.answer())
            .method(method, HttpRequest.BodyPublishers.noBody())
            .setHeader("User-Agent", "deploy.java")
            .setHeader("Accept", "*/*")
            .setHeader("Accept-Encoding", "identity");
    if (at.isBeside(wish.address())) {
      wish.address().authorization().ifPresent(a -> builder.setHeader("Authorization", a));
      for (Map.Entry<String, String> header : wish.headers().entrySet()) {
        try {
          builder.setHeader(header.getKey(), header.getValue());
        } catch (IllegalArgumentException e) {
          throw new HostFailure("app.headers: " + header.getKey() + " cannot be sent as it is");
        }
      }
    }
    more.forEach(builder::setHeader);
    return builder.build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, WebAddress at, BodyHandler<T> body)
      throws Broken, HostFailure, InterruptedException {
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
    long began = System.nanoTime();
    try {
      while (true) { // The client itself looks at the time.
        Optional<HttpResponse<T>> come = within(answer, TOLD);
        if (come.isPresent()) {
          return come.get();
        }
        Duration since = Duration.ofNanos(System.nanoTime() - began);
        trace.progress("waiting for " + at.host(), since);
      }
    } catch (ExecutionException e) {
      String why = at.shown() + ": " + reason(e.getCause(), at);
      if (isDistrust(e)) {
        throw new HostFailure(why);
      }
      throw new Broken(why);
    } finally {
      answer.cancel(true); // Of no effect where it has come.
    }
  }

  /** Whether a certificate is not good enough: it is none the better for being asked again. */
  private static boolean isDistrust(Throwable failure) {
    return failure instanceof CertificateException
        || failure.getCause() != null && isDistrust(failure.getCause());
  }

  /** What comes within a time; empty where nothing does. */
  static <T> Optional<T> within(CompletableFuture<T> future, Duration time)
      throws ExecutionException, InterruptedException {
    return Interruption.waiting(
        () -> {
          try {
            return Optional.of(future.get(time.toMillis(), TimeUnit.MILLISECONDS));
          } catch (TimeoutException e) {
            return Optional.<T>empty();
          }
        });
  }

  /** Why there was no answer, or no further byte. */
  String reason(Throwable failure, WebAddress at) {
    Throwable above = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof HttpConnectTimeoutException) {
        return "no connection within " + Texts.seconds(patience.connect());
      } else if (t instanceof HttpTimeoutException) {
        return Http.late(patience.answer());
      } else if (t instanceof ClosedChannelException && above instanceof ConnectException) {
        return "connection refused"; // That is all that is left of it.
      } else if (t instanceof UnresolvedAddressException) {
        return "there is no host " + at.host();
      }
      above = t;
    }
    return Http.reason(failure instanceof Exception e ? e : new IOException(failure));
  }

  /** How long a pause is before a try, the first of which has the number 1. */
  Duration pause(int vain) {
    return patience.pause().multipliedBy(1L << Math.min(vain - 1, 6));
  }
}
