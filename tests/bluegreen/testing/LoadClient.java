package bluegreen.testing;

import bluegreen.testing.HttpClient.Pace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/**
 * A load of clients that never try a request again, for tests that ask how many requests were lost:
 *
 * <pre>{@code
 * try (var load = LoadClient.to(url).connections(16).slow(2).posts(4).eventStream().start()) {
 *   …
 *   LoadReport report = load.stop();
 *   assertEquals(0, report.failures(), report::describe);
 * }
 * }</pre>
 *
 * <p>Anything but a complete, well-formed 200 with the body expected is a failure. So is a
 * connection that the server closes without having announced it, even while it is idle.
 */
public final class LoadClient {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");
  private static final Pattern SHOP = Pattern.compile("\\bshop (\\S+)");
  private static final Duration USUAL_SLOWNESS = Duration.ofSeconds(2);
  private static final int MOST_CLIENTS = 1_000;

  private final URI url;
  private String host;
  private int connections = 8;
  private int posts;
  private int slow;
  private Duration slowness = USUAL_SLOWNESS;
  private int uploads;
  private Duration uploadTime = USUAL_SLOWNESS;
  private int downloads;
  private Duration downloadTime = USUAL_SLOWNESS;
  private int eventStreams;
  private Duration streamTime = USUAL_SLOWNESS;
  private int webSockets;
  private Duration session = Duration.ofDays(1);
  private boolean closing;
  private double perSecond = Double.POSITIVE_INFINITY;
  private Duration longest = Duration.ofMinutes(5);
  private long most = 5_000_000;
  private Optional<SSLContext> tls = Optional.empty();
  private Function<String, String> versions = LoadClient::versionOfShop;

  private LoadClient(URI url) {
    this.url = url;
    this.host = url.getRawAuthority();
  }

  /**
   * A load for that address, such as {@code http://127.0.0.1:8080/}: its path is what GETs ask for;
   * the other kinds of requests have paths of their own.
   *
   * @throws IllegalArgumentException if it is not HTTP, or not on this machine's loopback
   */
  public static LoadClient to(URI url) {
    if (!String.valueOf(url.getScheme()).matches("https?") || url.getHost() == null) {
      throw new IllegalArgumentException("expected an http:// or https:// address, got " + url);
    }
    if (!LOOPBACK.matcher(url.getHost()).matches()) {
      throw new IllegalArgumentException("a load is for this machine only, not for " + url);
    }
    return new LoadClient(url);
  }

  /** So many clients send GETs over a keep-alive connection each; 8 unless said otherwise. */
  public LoadClient connections(int count) {
    connections = count;
    return this;
  }

  /**
   * So many clients POST bodies of up to 24 kB to {@code /echo}, every second one chunked. The
   * answer must name the length, with a space before and after it.
   */
  public LoadClient posts(int count) {
    posts = count;
    return this;
  }

  /** So many clients always have a request in flight that takes 2 s: {@code /slow?ms=2000}. */
  public LoadClient slow(int count) {
    return slow(count, USUAL_SLOWNESS);
  }

  /** So many clients always have a request to {@code /slow} in flight that takes that time. */
  public LoadClient slow(int count, Duration each) {
    slow = count;
    slowness = each;
    return this;
  }

  /**
   * So many clients always POST 400 kB to {@code /echo} that take that time to send: longer than
   * nginx takes to choose where they go.
   */
  public LoadClient uploads(int count, Duration each) {
    uploads = count;
    uploadTime = each;
    return this;
  }

  /** So many clients always read 1 MB of {@code /download}, which the app sends in that time. */
  public LoadClient downloads(int count, Duration each) {
    downloads = count;
    downloadTime = each;
    return this;
  }

  /** One client reads {@code /events?count=20&ms=100}, 2 s each time; all 20 must arrive. */
  public LoadClient eventStream() {
    return eventStream(USUAL_SLOWNESS);
  }

  /** One client reads {@code /events} for that time, ten a second; all of them must arrive. */
  public LoadClient eventStream(Duration each) {
    eventStreams = 1;
    streamTime = each;
    return this;
  }

  /** One client sends a text to {@code /ws} every 100 ms and expects it back. */
  public LoadClient webSocket() {
    webSockets = 1;
    return this;
  }

  /** As {@link #webSocket()}, but it says goodbye after that time and opens a new one. */
  public LoadClient webSocket(Duration each) {
    session = each;
    return webSocket();
  }

  /** Paces GETs and POSTs, to so many a second in all; otherwise they go out back to back. */
  public LoadClient perSecond(double requests) {
    perSecond = requests;
    return this;
  }

  /**
   * Speaks TLS, as an {@code https://} address needs it. The certificate has to be for the name
   * that the Host header says.
   */
  public LoadClient trusting(SSLContext authorities) {
    tls = Optional.of(authorities);
    return this;
  }

  /**
   * Every HTTP request goes over a connection of its own, and says so: for an nginx that reloads,
   * which closes connections that are kept open.
   */
  public LoadClient withoutKeepAlive() {
    closing = true;
    return this;
  }

  /** What the Host header says, such as {@code shop.example.com}. */
  public LoadClient host(String name) {
    host = name;
    return this;
  }

  /**
   * How the app's version is found in the body of an answer: the function gives an empty text where
   * there is none, and that counts as a failure. Unless said otherwise: the word after {@code
   * shop}.
   */
  public LoadClient versions(Function<String, String> fromBody) {
    versions = fromBody;
    return this;
  }

  /** The load ends by itself after that time; 5 minutes unless said otherwise. */
  public LoadClient atMost(Duration time) {
    longest = time;
    return this;
  }

  /** The load ends by itself after so many requests; 5 million unless said otherwise. */
  public LoadClient atMost(long requests) {
    most = requests;
    return this;
  }

  /**
   * Starts the clients.
   *
   * @throws IllegalArgumentException if that is no client at all, or more than 1,000, or nobody
   *     said whom to trust
   */
  public Load start() {
    int count = connections + posts + slow + uploads + downloads + eventStreams + webSockets;
    if (count < 1 || count > MOST_CLIENTS) {
      throw new IllegalArgumentException("expected 1 to " + MOST_CLIENTS + " clients: " + count);
    }
    Gate gate = new Gate(longest, most);
    return new Load(gate, clients(gate));
  }

  private List<Client> clients(Gate gate) {
    Server server = server();
    Requests requests = new Requests(host, closing);
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    IntFunction<Client> webSocket = i -> new WebSocketClient(gate, server, requests, session);

    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < connections + posts; i++) {
      Requests.Source source = i < connections ? requests.gets(path + query) : requests.posts();
      clients.add(new HttpClient(gate, server, source, versions, pace(i)));
    }
    for (Requests.Source source : lengthy(requests)) {
      clients.add(new HttpClient(gate, server, source, versions, Pace.BACK_TO_BACK));
    }
    IntStream.range(0, webSockets).mapToObj(webSocket).forEach(clients::add);
    return clients;
  }

  private List<Requests.Source> lengthy(Requests requests) {
    List<Requests.Source> sources = new ArrayList<>();
    sources.addAll(Collections.nCopies(slow, requests.slow(slowness)));
    sources.addAll(Collections.nCopies(uploads, requests.uploads(uploadTime)));
    sources.addAll(Collections.nCopies(downloads, requests.downloads(downloadTime)));
    sources.addAll(Collections.nCopies(eventStreams, requests.events(streamTime)));
    return sources;
  }

  private Pace pace(int client) {
    if (Double.isInfinite(perSecond)) {
      return Pace.BACK_TO_BACK;
    }
    long nanosBetweenRequests = (long) (1e9 / perSecond);
    return new Pace(
        Duration.ofNanos(nanosBetweenRequests * client),
        Duration.ofNanos(nanosBetweenRequests * (connections + posts)));
  }

  private Server server() {
    boolean secure = url.getScheme().equals("https");
    if (secure != tls.isPresent()) {
      throw new IllegalArgumentException(
          "https:// needs someone to trust, and http:// nobody: " + url);
    }
    try {
      InetAddress address = InetAddress.getByName(url.getHost());
      if (!address.isLoopbackAddress()) {
        throw new IllegalArgumentException(url.getHost() + " is not on the loopback here");
      }
      int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
      return new Server(
          new InetSocketAddress(address, port),
          host.replaceFirst(":\\d+$", ""),
          tls.map(SSLContext::getSocketFactory));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("cannot find " + url.getHost(), e);
    }
  }

  private static String versionOfShop(String body) {
    Matcher shop = SHOP.matcher(body);
    return shop.find() ? shop.group(1) : "";
  }
}
