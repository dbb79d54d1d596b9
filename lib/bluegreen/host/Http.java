package bluegreen.host;

import java.io.EOFException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The one place where HTTP requests are sent. */
public final class Http {
  static final String NOTHING = "connection closed without an answer";

  private static final String LATE = "no answer within ";

  private final Trace trace;
  private final boolean announces;

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

    static Answer none(String cause) {
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
    this(trace, false);
  }

  private Http(Trace trace, boolean announces) {
    this.trace = trace;
    this.announces = announces;
  }

  /**
   * The same for servers that want to be told first who asks, by the PROXY protocol (haproxy.org,
   * proxy-protocol.txt).
   */
  public Http announcing() {
    return new Http(trace, true);
  }

  /**
   * Sends a request by a connection of its own, once, and reads the whole answer; a missing answer
   * is a value, not an exception.
   *
   * @throws InterruptedException where we are told to stop
   */
  public Answer send(Request request) throws InterruptedException {
    return heard(request, Interruption.waiting(() -> Exchange.of(request, announces)));
  }

  /**
   * Sends a request of the user's own: the same by a client that knows more of HTTP.
   *
   * @throws InterruptedException where we are told to stop
   */
  public Answer sendAnything(Request request) throws InterruptedException {
    // It cannot ask one address for the site of another name by TLS.
    boolean named = request.url().startsWith("https:") && Tls.site(request).isPresent();
    return named
        ? send(request)
        : heard(request, Interruption.waiting(() -> WebClient.send(request)));
  }

  private Answer heard(Request request, Answer answer) throws InterruptedException {
    if (Interruption.isDue()) {
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

  /** That time is up. */
  static String late(Duration timeout) {
    return LATE + Texts.seconds(timeout);
  }

  /** Why there is no answer. */
  static String reason(Exception e) {
    Throwable root = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      root = t;
      if (t instanceof ConnectException && String.valueOf(t.getMessage()).contains("refused")) {
        return "connection refused";
      }
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return root instanceof EOFException || message.contains("no bytes") ? NOTHING : message;
  }

  /** Ends what would keep Java from ending at once. */
  public static void endThreads() {
    WebClient.endThreads();
  }
}
