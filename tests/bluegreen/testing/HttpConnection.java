package bluegreen.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection, on a socket of our own: ready-made HTTP clients send a GET again when a
 * connection breaks, and so hide the very failures that are to be counted.
 */
final class HttpConnection implements Closeable {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.([01]) (\\d{3})(?: .*)?");
  private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9a-fA-F]{1,7})\\s*(?:;.*)?");
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
  private static final int LONGEST_LINE = 16_384;
  private static final int MOST_HEADERS = 100;
  private static final int LARGEST_BODY = 16_000_000;

  /** How far a request has come, in words that complete the cause of a failure. */
  private enum Phase {
    CONNECT("while connecting"),
    WRITE("while the request was being written"),
    STATUS("before the status line"),
    HEADERS("in the headers"),
    BODY("in the body"),
    FRAMES("between WebSocket frames");

    private final String words;

    Phase(String words) {
      this.words = words;
    }
  }

  /**
   * A complete answer.
   *
   * @param headers by name in lower case
   * @param last whether the server announced that it closes the connection
   */
  record Answer(int status, Map<String, String> headers, String body, boolean last) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final Socket socket = new Socket();
  private final byte[] buffer = new byte[16_384];
  private Phase phase = Phase.CONNECT;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private int next;
  private int end;
  private long deadline;
  private long sent;

  void connect(Server server) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(server.address(), (int) LONGEST_CONNECT.toMillis());
    socket.setSoTimeout((int) LONGEST_CONNECT.toMillis());
    Socket spoken = server.secured(socket);
    in = spoken.getInputStream();
    out = spoken.getOutputStream();
  }

  /** How many requests this connection has begun to carry. */
  long sent() {
    return sent;
  }

  /** What happened to the request under way, as a phrase for {@link LoadFailure#cause}. */
  String explain(IOException e) {
    String what = e instanceof SocketTimeoutException ? "no answer in time" : e.getMessage();
    return e instanceof BadAnswer ? what : what + " " + phase.words;
  }

  /** Sends a request, or its beginning. The time for the whole exchange starts here. */
  void send(byte[] beginning, Duration patience) throws IOException {
    phase = Phase.WRITE;
    sent++;
    deadline = System.nanoTime() + patience.toNanos();
    if (next < end) {
      throw new BadAnswer("bytes that nobody asked for came after the answer before");
    }
    out.write(beginning);
  }

  /** Sends a further part of the request. */
  void sendMore(byte[] part) throws IOException {
    out.write(part);
  }

  /** Sends a WebSocket frame; the time for what is read next starts here. */
  void write(byte[] frame, Duration patience) throws IOException {
    phase = Phase.FRAMES;
    sent++;
    deadline = System.nanoTime() + patience.toNanos();
    out.write(frame);
  }

  Answer receive() throws IOException {
    phase = Phase.STATUS;
    Matcher status = statusLine();
    while (status.group(2).startsWith("1") && !status.group(2).equals("101")) {
      headers();
      status = statusLine();
    }
    phase = Phase.HEADERS;
    Map<String, String> headers = headers();
    phase = Phase.BODY;
    boolean last =
        status.group(1).equals("0")
            || headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    int code = Integer.parseInt(status.group(2));
    byte[] body = code == 101 || code == 204 || code == 304 ? new byte[0] : body(headers, last);
    return new Answer(code, headers, new String(body, StandardCharsets.UTF_8), last);
  }

  private Matcher statusLine() throws IOException {
    String line = line();
    Matcher status = STATUS_LINE.matcher(line);
    if (!status.matches()) {
      throw new BadAnswer("not a status line: " + shortened(line));
    }
    return status;
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() > MOST_HEADERS) {
        throw new BadAnswer("not a header: " + shortened(line));
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers, boolean last) throws IOException {
    String encoding = headers.getOrDefault("transfer-encoding", "");
    String length = headers.getOrDefault("content-length", "");
    if (encoding.equalsIgnoreCase("chunked") && length.isEmpty()) {
      return chunks();
    }
    if (encoding.isEmpty() && length.matches("\\d{1,8}")) {
      return bytes(Integer.parseInt(length));
    }
    if (encoding.isEmpty() && length.isEmpty() && last) {
      return untilClosed();
    }
    throw new BadAnswer("no telling the body's end: '" + encoding + "', '" + length + "'");
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Matcher size = CHUNK_SIZE.matcher(line());
      if (!size.matches()) {
        throw new BadAnswer("not the size of a chunk");
      }
      int length = Integer.parseInt(size.group(1), 16);
      if (length == 0) {
        headers();
        return body.toByteArray();
      }
      body.write(bytes(length));
      if (body.size() > LARGEST_BODY || !line().isEmpty()) {
        throw new BadAnswer("a chunk that does not end where it should");
      }
    }
  }

  private byte[] untilClosed() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (next < end || fill()) {
      body.write(buffer, next, end - next);
      next = end;
      if (body.size() > LARGEST_BODY) {
        throw new BadAnswer("a body of more than " + LARGEST_BODY + " bytes");
      }
    }
    return body.toByteArray();
  }

  /** Exactly so many bytes. */
  byte[] bytes(int count) throws IOException {
    if (count > LARGEST_BODY) {
      throw new BadAnswer("a body of more than " + LARGEST_BODY + " bytes");
    }
    byte[] bytes = new byte[count];
    int got = 0;
    while (got < count) {
      need();
      int some = Math.min(count - got, end - next);
      System.arraycopy(buffer, next, bytes, got, some);
      next += some;
      got += some;
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    while (line.length() < LONGEST_LINE) {
      need();
      char c = (char) (buffer[next++] & 0xff);
      if (c == '\n') {
        int length = line.length();
        boolean crlf = length > 0 && line.charAt(length - 1) == '\r';
        return line.substring(0, crlf ? length - 1 : length);
      }
      line.append(c);
    }
    throw new BadAnswer("a line of more than " + LONGEST_LINE + " bytes");
  }

  /** Whether anything can be read within that time; the end of the stream counts as well. */
  boolean hasInput(Duration within) throws IOException {
    phase = Phase.FRAMES;
    if (next < end) {
      return true;
    }
    deadline = System.nanoTime() + within.toNanos();
    try {
      need();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private void need() throws IOException {
    if (next == end && !fill()) {
      throw new EOFException("closed by the server");
    }
  }

  private boolean fill() throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    int got = in.read(buffer);
    next = 0;
    end = Math.max(got, 0);
    return got > 0;
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing that was counted depends on it.
    }
  }
}
