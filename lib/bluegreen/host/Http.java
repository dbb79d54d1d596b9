package bluegreen.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import kong.unirest.core.Headers;
import kong.unirest.core.HttpRequest;
import kong.unirest.core.HttpRequestWithBody;
import kong.unirest.core.HttpResponse;
import kong.unirest.core.RawResponse;
import kong.unirest.core.Unirest;
import kong.unirest.core.UnirestException;
import kong.unirest.core.UnirestInstance;

/** The one place where HTTP requests are sent. */
public final class Http implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final String LATE = "no answer within ";

  private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9][\\w.:+-]*)");

  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private static final Pattern SELECTOR = Pattern.compile("HttpClient-\\d+-SelectorManager");
  private static final Duration PARTING = Duration.ofMillis(100);

  private final Lazy plain = new Lazy(NoTls::new);
  private final Map<TlsContext.Asked, Lazy> secure = new ConcurrentHashMap<>();
  private final Trace trace;

  /**
   * What came back: an answer, or the reason why there is none.
   *
   * @param headers the first value of each, by its name in small letters
   */
  public record Answer(
      int status, String body, Map<String, String> headers, Optional<String> cause) {
    /** Where a redirect leads to. */
    public Optional<String> location() {
      return header("location").filter(l -> !l.isEmpty());
    }

    /** A header's first value; its name in small letters. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    /** Whether there was an answer at all. */
    public boolean came() {
      return cause.isEmpty();
    }

    /** Whether somebody accepted the connection and then did not answer in time. */
    public boolean timedOut() {
      return cause.filter(c -> c.startsWith(LATE)).isPresent();
    }

    /** In a few words: {@code 200}, or why there was no answer. */
    public String inShort() {
      return cause.orElseGet(
          () -> status + location().map(l -> " (redirect to " + l + ")").orElse(""));
    }

    private static Answer none(String cause) {
      return new Answer(0, "", Map.of(), Optional.of(cause));
    }
  }

  /**
   * A request.
   *
   * @param headers a {@code Host} among them is also the name that TLS asks for
   * @param trust which certificates count; of no effect without TLS
   * @param withBody whether the answer's body is read
   */
  public record Request(
      String method,
      String url,
      Map<String, String> headers,
      Optional<String> body,
      Duration timeout,
      boolean hidden,
      Trust trust,
      boolean withBody) {
    /** A request whose answer is read to its end. */
    public Request(
        String method,
        String url,
        Map<String, String> headers,
        Optional<String> body,
        Duration timeout,
        boolean hidden,
        Trust trust) {
      this(method, url, headers, body, timeout, hidden, trust, true);
    }

    /** A GET. */
    public static Request get(String url, Duration timeout) {
      return new Request(
          "GET", url, Map.of(), Optional.empty(), timeout, false, Trust.authorities());
    }

    /** The same for another site on the same server. */
    public Request host(String name) {
      return with("Host", name);
    }

    /** The same with one more header. */
    public Request with(String name, String value) {
      return with(Map.of(name, value));
    }

    /** The same with further headers. */
    public Request with(Map<String, String> more) {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.putAll(more);
      return new Request(method, url, all, body, timeout, hidden, trust, withBody);
    }

    /** The same with other certificates trusted. */
    public Request trusting(Trust other) {
      return new Request(method, url, headers, body, timeout, hidden, other, withBody);
    }

    /** The same, of whose answer only status and headers are of interest: it may never end. */
    public Request headersOnly() {
      return new Request(method, url, headers, body, timeout, hidden, trust, false);
    }
  }

  /** Reports every exchange to {@code trace}. */
  public Http(Trace trace) {
    this.trace = trace;
    // Asked for by name (Host), and closed after each answer (Connection): an idle connection of
    // ours to a slot would look like a request in flight while that slot drains.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
  }

  /** A client that is set up when it is first asked for. */
  private static final class Lazy {
    private final Supplier<SSLContext> tls;
    private Optional<UnirestInstance> instance = Optional.empty();

    private Lazy(Supplier<SSLContext> tls) {
      this.tls = tls;
    }

    private synchronized UnirestInstance get() {
      if (instance.isEmpty()) {
        UnirestInstance client = Unirest.spawnInstance();
        client
            .config()
            .connectTimeout((int) CONNECT_TIMEOUT.toMillis())
            .followRedirects(false)
            .enableCookieManagement(false)
            .requestCompression(false)
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .sslContext(tls.get());
        instance = Optional.of(client);
      }
      return instance.get();
    }

    private synchronized void close() {
      instance.ifPresent(UnirestInstance::close);
    }
  }

  /**
   * Makes the first request quick: has the client ask this very process, so that all that a request
   * needs is loaded while the caller does something else.
   */
  public void warmUp() {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answers = new Thread(() -> answer(server), "http-warm-up-answers");
      answers.setDaemon(true);
      answers.start();
      exchange(Request.get("http://127.0.0.1:" + server.getLocalPort() + "/", WARM_UP));
    } catch (IOException e) {
      // The first request is slower then, and that is all.
    }
  }

  private static void answer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.setSoTimeout((int) WARM_UP.toMillis());
      byte[] request = new byte[1024];
      if (socket.getInputStream().read(request) > 0) {
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The client is told by the closed connection.
    }
  }

  /**
   * Sends a request and reads the whole answer; a missing answer is a value, not an exception.
   *
   * @throws InterruptedException where we are told to stop
   */
  public Answer send(Request request) throws InterruptedException {
    Answer answer = exchange(request);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!request.hidden()) {
      trace.exchange(request.method() + " " + request.url() + " -> " + answer.inShort());
      if (!answer.body().isBlank()) {
        trace.output(answer.body());
      }
    }
    return answer;
  }

  private Answer exchange(Request request) {
    try {
      UnirestInstance client = client(request).get();
      HttpRequestWithBody builder = client.request(request.method(), request.url());
      long deadline = System.nanoTime() + request.timeout().toNanos();
      builder.requestTimeout((int) Math.max(1, request.timeout().toMillis()));
      builder.header("Connection", "close");
      request.headers().forEach(builder::headerReplace);
      HttpRequest<?> ready =
          request.body().isPresent() ? builder.body(request.body().get()) : builder;
      HttpResponse<Body> response =
          ready.asObject(raw -> request.withBody() ? Body.read(raw, deadline) : Body.leave(raw));
      Body body = response.getBody();
      if (body.lost().isPresent()) {
        String late = LATE + Texts.seconds(request.timeout());
        return Answer.none(System.nanoTime() < deadline ? body.lost().get() : late);
      }
      return new Answer(
          response.getStatus(), body.text(), headers(response.getHeaders()), Optional.empty());
    } catch (UnirestException e) {
      if (isInterrupt(e)) {
        Thread.currentThread().interrupt(); // Wrapped, it is forgotten by the thread.
      }
      return Answer.none(cause(e, request.timeout()));
    } catch (IllegalArgumentException e) {
      return Answer.none("not a URL: " + request.url());
    }
  }

  private static Map<String, String> headers(Headers all) {
    Map<String, String> first = new HashMap<>();
    all.all().forEach(h -> first.putIfAbsent(h.getName().toLowerCase(Locale.ROOT), h.getValue()));
    return Map.copyOf(first);
  }

  private Lazy client(Request request) {
    if (!request.url().startsWith("https:")) {
      return plain;
    }
    return secure.computeIfAbsent(
        TlsContext.Asked.by(request), asked -> new Lazy(() -> TlsContext.of(asked)));
  }

  /**
   * The body of an answer.
   *
   * @param lost why it did not come whole
   */
  private record Body(String text, Optional<String> lost) {
    /** Bytes; of a larger one the beginning will do. */
    private static final int MOST = 4_000_000;

    /** A thread of its own: where all others wait for answers, somebody has to cut them short. */
    private static final Timer CUTS = new Timer("http-cuts", true);

    static Body leave(RawResponse raw) {
      close(raw.getContent());
      return new Body("", Optional.empty());
    }

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
      CUTS.schedule(cut, TimeUnit.NANOSECONDS.toMillis(left));
      try {
        return new Body(new String(content.readNBytes(MOST), charset(raw)), Optional.empty());
      } catch (IOException e) {
        return new Body("", Optional.of(Texts.reason(e)));
      } finally {
        cut.cancel();
        close(content);
      }
    }

    private static Charset charset(RawResponse raw) {
      Matcher named = CHARSET.matcher(raw.getContentType());
      return named.find() && Charset.isSupported(named.group(1))
          ? Charset.forName(named.group(1))
          : StandardCharsets.UTF_8;
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

  private static String cause(UnirestException e, Duration timeout) {
    Throwable root = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      root = t;
      if (t instanceof HttpConnectTimeoutException) {
        return "no connection within " + Texts.seconds(CONNECT_TIMEOUT);
      } else if (t instanceof HttpTimeoutException) {
        return LATE + Texts.seconds(timeout);
      } else if (t instanceof ConnectException) {
        return "connection refused";
      }
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return message.contains("EOF reached") || message.contains("no bytes")
        ? "connection closed without an answer"
        : message;
  }

  @Override
  public void close() {
    plain.close();
    secure.values().forEach(Lazy::close);
  }

  /**
   * Ends the threads of all clients that this thread or its like have made: Java's exit would wait
   * 0.3 s for them. Before Java 21 a client cannot be closed, and its thread is known by name only.
   */
  public static void endThreads() {
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
