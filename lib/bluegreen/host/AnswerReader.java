package bluegreen.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one answer from a connection (HTTP/1.1, RFC 9112). */
final class AnswerReader {
  /** Bytes of a body; of a larger one the beginning will do. */
  static final int MOST = 4_000_000;

  /** Bytes of a line, and lines of a header: more than any server sends. */
  private static final int LONGEST = 1 << 17;

  private static final int MOST_LINES = 1000;

  /** Letters that are shown of what is no HTTP. */
  private static final int SHOWN = 60;

  private static final int SWITCHING = 101;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) (\\d{3})(?: .*)?");
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9][\\w.:+-]*)");

  private final InputStream in;
  private final String method;
  private boolean old;
  private int status;
  private Map<String, String> headers = Map.of();
  private boolean whole;
  private boolean trailed;

  /** For the answer to a request of a method. */
  AnswerReader(InputStream in, String method) {
    this.in = in;
    this.method = method;
  }

  /** Reads status and headers, and passes over what is only on its way. */
  Http.Answer head() throws IOException {
    do {
      readStatus();
      readHeaders();
    } while (status / 100 == 1 && status != SWITCHING);
    return answer("");
  }

  /** Reads what follows them, up to {@link #MOST} bytes. */
  Http.Answer body() throws IOException {
    boolean none = method.equals("HEAD") || status == 204 || status == 304;
    byte[] body = none ? new byte[0] : content();
    whole = none || whole;
    return answer(new String(body, charset(headers.getOrDefault("content-type", ""))));
  }

  private Http.Answer answer(String body) {
    return new Http.Answer(status, body, Map.copyOf(headers), Optional.empty());
  }

  /** Whether another request may follow on the connection: all was read, and nobody closes it. */
  boolean leavesOpen() throws IOException {
    boolean closes =
        headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    boolean open = whole && !closes && !old && status != SWITCHING;
    if (open && trailed) {
      skipTrailers();
    }
    return open;
  }

  private void readStatus() throws IOException {
    String line = line(in).orElseThrow(() -> new IOException(Http.NOTHING));
    Matcher found = STATUS.matcher(line);
    if (!found.matches()) {
      throw new IOException(
          "not an answer in HTTP: " + line.substring(0, Math.min(line.length(), SHOWN)));
    }
    old = found.group(1).equals("0");
    status = Integer.parseInt(found.group(2));
  }

  private void readHeaders() throws IOException {
    headers = new LinkedHashMap<>();
    for (int i = 0; i < MOST_LINES; i++) {
      String line = line(in).orElseThrow(() -> new IOException("closed within its headers"));
      if (line.isEmpty()) {
        return;
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

  private byte[] content() throws IOException {
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      return chunks();
    }
    String length = headers.getOrDefault("content-length", "");
    if (!length.matches("\\d{1,18}")) {
      return in.readNBytes(MOST);
    }
    whole = Long.parseLong(length) <= MOST;
    return exactly(in, Math.min(MOST, Long.parseLong(length)));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < MOST) {
      String size = line(in).orElse("").replaceFirst(";.*", "").strip();
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("cut short after " + all.size() + " bytes");
      }
      long wanted = Long.parseLong(size, 16);
      if (wanted == 0) {
        whole = true;
        trailed = true;
        return all.toByteArray();
      }
      all.writeBytes(exactly(in, Math.min(MOST - all.size(), wanted)));
      if (all.size() < MOST) {
        line(in);
      }
    }
    return all.toByteArray();
  }

  private void skipTrailers() throws IOException {
    for (int i = 0; i < MOST_LINES && !line(in).orElse("").isEmpty(); i++) {
      // Nobody asks for them.
    }
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
