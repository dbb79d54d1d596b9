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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request and its answer by a connection of their own (HTTP/1.1, RFC 9112). Nothing is tried
 * twice, nothing is kept, and the deadline holds for all of it: the name of the site that is asked
 * for may be another than the address, which Java's own clients do not let one say to TLS.
 */
final class Exchange {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Bytes of a body; of a larger one the beginning will do. */
  static final int MOST = 4_000_000;

  /** Bytes of a line, and lines of a header: more than any server sends. */
  private static final int LONGEST = 1 << 17;

  private static final int MOST_LINES = 1000;

  /** Letters that are shown of what is no HTTP. */
  private static final int SHOWN = 60;

  private static final int SWITCHING = 101;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9][\\w.:+-]*)");

  /** Where all others wait for answers, somebody has to cut them short. */
  static final Timer CUTS = new Timer("http-cuts", true);

  private final Http.Request request;
  private final URI url;
  private final boolean announced;

  private Exchange(Http.Request request, URI url, boolean announced) {
    this.request = request;
    this.url = url;
    this.announced = announced;
  }

  /** What comes back; where that is nothing, why. An interrupt is left on the thread. */
  static Http.Answer of(Http.Request request, boolean announced) {
    Optional<URI> url = url(request.url());
    if (url.isEmpty()) {
      return Http.Answer.none("not a URL: " + request.url());
    }
    AtomicBoolean late = new AtomicBoolean();
    try (SocketChannel channel = SocketChannel.open()) {
      TimerTask cut =
          new TimerTask() {
            @Override
            public void run() {
              late.set(true);
              close(channel);
            }
          };
      CUTS.schedule(cut, Math.max(1, request.timeout().toMillis()));
      try {
        return new Exchange(request, url.get(), announced).by(channel);
      } finally {
        cut.cancel();
      }
    } catch (IOException e) {
      return Http.Answer.none(late.get() ? Http.late(request.timeout()) : Http.reason(e));
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The connection is gone either way.
    }
  }

  private static Optional<URI> url(String text) {
    try {
      URI url = URI.create(text);
      return Optional.of(url).filter(u -> u.getHost() != null && text.matches("(?i)https?://.*"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isSecure() {
    return url.getScheme().equalsIgnoreCase("https");
  }

  private Http.Answer by(SocketChannel channel) throws IOException {
    int port = url.getPort() >= 0 ? url.getPort() : isSecure() ? 443 : 80;
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
    Socket socket = isSecure() ? Tls.over(channel.socket(), request, port) : channel.socket();
    socket.getOutputStream().write(written());
    socket.getOutputStream().flush();
    return read(new BufferedInputStream(socket.getInputStream()));
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

  private byte[] written() {
    byte[] body = request.body().orElse("").getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Host", url.getRawAuthority().replaceFirst("^.*@", ""));
    headers.put("User-Agent", "deploy.java");
    headers.put("Accept", "*/*");
    headers.putAll(request.headers());
    headers.put("Connection", "close"); // Kept, it would look like a request in flight.
    if (request.body().isPresent()) {
      headers.put("Content-Length", String.valueOf(body.length));
    }
    StringBuilder head = new StringBuilder(request.method() + " " + target() + " HTTP/1.1\r\n");
    headers.forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private String target() {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
  }

  private Http.Answer read(InputStream in) throws IOException {
    int status = status(in);
    Map<String, String> headers = headers(in);
    while (status / 100 == 1 && status != SWITCHING) { // Of what is only on its way.
      status = status(in);
      headers = headers(in);
    }
    boolean none = request.method().equals("HEAD") || status == 204 || status == 304;
    String body =
        none || !request.withBody()
            ? ""
            : new String(body(in, headers), charset(headers.getOrDefault("content-type", "")));
    return new Http.Answer(status, body, Map.copyOf(headers), Optional.empty());
  }

  private static int status(InputStream in) throws IOException {
    String line = line(in).orElseThrow(() -> new IOException(Http.NOTHING));
    Matcher status = STATUS.matcher(line);
    if (!status.matches()) {
      throw new IOException(
          "not an answer in HTTP: " + line.substring(0, Math.min(line.length(), SHOWN)));
    }
    return Integer.parseInt(status.group(1));
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < MOST_LINES; i++) {
      String line = line(in).orElseThrow(() -> new IOException("closed within its headers"));
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.putIfAbsent(name, line.substring(colon + 1).strip());
      }
    }
    throw new IOException("more than " + MOST_LINES + " headers");
  }

  /** A line without its end; empty where there is nothing any more. */
  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      if (line.size() > LONGEST) {
        throw new IOException("a line of more than " + LONGEST + " bytes in its headers");
      }
      line.write(next);
      next = in.read();
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      return chunks(in);
    }
    String length = headers.getOrDefault("content-length", "");
    if (!length.matches("\\d{1,18}")) {
      return in.readNBytes(MOST);
    }
    return exactly(in, Math.min(MOST, Long.parseLong(length)));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < MOST) {
      String size = line(in).orElse("").replaceFirst(";.*", "").strip();
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("cut short after " + all.size() + " bytes");
      }
      long wanted = Long.parseLong(size, 16);
      if (wanted == 0) {
        return all.toByteArray();
      }
      all.writeBytes(exactly(in, Math.min(MOST - all.size(), wanted)));
      if (all.size() < MOST) {
        line(in);
      }
    }
    return all.toByteArray();
  }

  private static byte[] exactly(InputStream in, long wanted) throws IOException {
    byte[] read = in.readNBytes((int) wanted);
    if (read.length < wanted) {
      throw new IOException("cut short after " + read.length + " of " + wanted + " bytes");
    }
    return read;
  }

  static Charset charset(String type) {
    Matcher named = CHARSET.matcher(type);
    return named.find() && Charset.isSupported(named.group(1))
        ? Charset.forName(named.group(1))
        : StandardCharsets.UTF_8;
  }
}
