package bluegreen.host;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;

/** A connection to a server (HTTP/1.1, RFC 9112), and what is asked and answered on it. */
final class Wire implements AutoCloseable {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Where all others wait for answers, somebody has to cut them short. */
  static final Timer CUTS = new Timer("http-cuts", true);

  private final SocketChannel channel;
  private Optional<Socket> socket = Optional.empty();
  private Optional<InputStream> in = Optional.empty();
  private volatile boolean late;

  /** One that is not made yet. */
  Wire() throws IOException {
    channel = SocketChannel.open();
  }

  /** What a request may be sent to; empty where that is no URL. */
  static Optional<URI> url(String text) {
    try {
      URI url = URI.create(text);
      return Optional.of(url).filter(u -> u.getHost() != null && text.matches("(?i)https?://.*"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Some work on it. */
  interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Works on it for a limited time; when it is over, {@link #isLate} holds, and it is closed. */
  <T> T within(Duration time, Work<T> work) throws IOException {
    TimerTask cut =
        new TimerTask() {
          @Override
          public void run() {
            late = true;
            close();
          }
        };
    CUTS.schedule(cut, Math.max(1, time.toMillis()));
    try {
      return work.run();
    } finally {
      cut.cancel();
    }
  }

  /** Whether it was closed because time was up. */
  boolean isLate() {
    return late;
  }

  /**
   * Connects, and makes itself known where that is wanted.
   *
   * @param announced whether by the PROXY protocol
   */
  void open(Http.Request request, URI url, boolean announced) throws IOException {
    boolean secure = url.getScheme().equalsIgnoreCase("https");
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    InetSocketAddress address =
        new InetSocketAddress(url.getHost().replaceAll("[\\[\\]]", ""), port);
    if (address.isUnresolved()) {
      throw new IOException("there is no host " + url.getHost());
    }
    try {
      channel.socket().connect(address, (int) CONNECT_TIMEOUT.toMillis());
    } catch (java.net.SocketTimeoutException e) {
      throw new IOException("no connection within " + Texts.seconds(CONNECT_TIMEOUT), e);
    }
    if (announced) {
      byte[] line = announcement(channel.socket()).getBytes(StandardCharsets.US_ASCII);
      channel.socket().getOutputStream().write(line);
    }
    Socket opened = secure ? Tls.over(channel.socket(), request, port) : channel.socket();
    in = Optional.of(new BufferedInputStream(opened.getInputStream()));
    socket = Optional.of(opened);
  }

  /** Who speaks to whom, in version 1 of the PROXY protocol. */
  private static String announcement(Socket socket) {
    InetAddress own = socket.getLocalAddress();
    return "PROXY %s %s %s %d %d\r\n"
        .formatted(
            own instanceof Inet6Address ? "TCP6" : "TCP4",
            own.getHostAddress().replaceFirst("%.*", ""),
            socket.getInetAddress().getHostAddress().replaceFirst("%.*", ""),
            socket.getLocalPort(),
            socket.getPort());
  }

  /**
   * Sends a request.
   *
   * @param kept whether the server is to keep the connection
   * @return who reads the answer
   */
  AnswerReader send(Http.Request request, URI url, boolean kept) throws IOException {
    socket.orElseThrow().getOutputStream().write(written(request, url, kept));
    socket.orElseThrow().getOutputStream().flush();
    return new AnswerReader(in.orElseThrow(), request.method());
  }

  private static byte[] written(Http.Request request, URI url, boolean kept) {
    byte[] body = request.body().orElse("").getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Host", url.getRawAuthority().replaceFirst("^.*@", ""));
    headers.put("User-Agent", "deploy.java");
    headers.put("Accept", "*/*");
    headers.putAll(request.headers());
    // One that is kept looks like a request in flight.
    headers.put("Connection", kept ? "keep-alive" : "close");
    if (request.body().isPresent()) {
      headers.put("Content-Length", String.valueOf(body.length));
    }
    StringBuilder head = new StringBuilder(request.method() + " " + target(url) + " HTTP/1.1\r\n");
    headers.forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static String target(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The connection is gone either way.
    }
  }
}
