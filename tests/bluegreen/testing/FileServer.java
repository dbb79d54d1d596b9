package bluegreen.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A repository of files by HTTP on this machine, as good or as bad as a test wants it. */
public final class FileServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Served> files = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What somebody has asked for. */
  public record Asked(String method, String path, Headers headers) {
    /** A header's value; empty where there is none. */
    public String header(String name) {
      return Optional.ofNullable(headers.getFirst(name)).orElse("");
    }
  }

  /** A file, and how it is served. */
  public static final class Served {
    private volatile byte[] content;
    private final Map<String, String> headers = new TreeMap<>();
    private volatile int status = 200;
    private volatile int ofHead = 200;
    private volatile boolean ranges = true;
    private volatile int times;
    private volatile int enough;
    private volatile boolean stalls;
    private volatile boolean trickles;
    private volatile long announced = -1;

    private Served(byte[] content) {
      this.content = content;
    }

    /** With that header, or without it where the value is empty. */
    public Served with(String name, String value) {
      if (value.isEmpty()) {
        headers.remove(name);
      } else {
        headers.put(name, value);
      }
      return this;
    }

    /** With another status. */
    public Served status(int code) {
      status = code;
      return this;
    }

    /** With another status for HEAD. */
    public Served head(int code) {
      ofHead = code;
      return this;
    }

    /** As a whole, whatever part is asked for. */
    public Served whole() {
      ranges = false;
      return this;
    }

    /** The connection breaks after so many bytes, so many times. */
    public Served breaking(int bytes, int often) {
      enough = bytes;
      times = often;
      return this;
    }

    /** Nothing comes after so many bytes, the first time. */
    public Served stalling(int bytes) {
      stalls = true;
      return breaking(bytes, 1);
    }

    /** A byte now and then, for ever. */
    public Served trickling() {
      trickles = true;
      return this;
    }

    /** With a length that it does not have. */
    public Served announcing(long bytes) {
      announced = bytes;
      return this;
    }
  }

  private FileServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** One that serves nothing yet. */
  public static FileServer start() {
    try {
      InetAddress here = InetAddress.getByName("127.0.0.1");
      return new FileServer(HttpServer.create(new InetSocketAddress(here, 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same by HTTPS. */
  public static FileServer start(SSLContext tls) {
    try {
      InetAddress here = InetAddress.getByName("127.0.0.1");
      HttpsServer server = HttpsServer.create(new InetSocketAddress(here, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new FileServer(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves a file from now on, with an ETag of its content. */
  public Served put(String path, byte[] content) {
    Served served = new Served(content).with("ETag", etag(content));
    files.put(path, served);
    return served;
  }

  /** Answers with a redirect from now on. */
  public Served redirect(String path, String to) {
    return put(path, new byte[0]).status(302).with("Location", to);
  }

  private static String etag(byte[] content) {
    return "\"" + Integer.toHexString(java.util.Arrays.hashCode(content)) + "\"";
  }

  /** Where a path is, at this machine's address. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** The same by another name. */
  public String otherUrl(String path) {
    return url(path).replace("127.0.0.1", "localhost");
  }

  /** What was asked for so far. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** What was asked for by that method so far. */
  public List<Asked> asked(String method) {
    return asked.stream().filter(a -> a.method().equals(method)).toList();
  }

  /** Forgets what was asked for. */
  public void forget() {
    asked.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    Headers sent = new Headers();
    sent.putAll(exchange.getRequestHeaders());
    asked.add(new Asked(exchange.getRequestMethod(), path, sent));
    Served file = files.get(exchange.getRequestURI().getPath());
    try (exchange) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      file.headers.forEach(exchange.getResponseHeaders()::set);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      int status = head && file.ofHead != 200 ? file.ofHead : file.status;
      if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
      } else if (head) {
        long length = file.announced >= 0 ? file.announced : file.content.length;
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
        exchange.sendResponseHeaders(200, -1);
      } else {
        body(exchange, file);
      }
    }
  }

  private void body(HttpExchange exchange, Served file) throws IOException {
    byte[] all = file.content;
    int from = from(exchange.getRequestHeaders(), file);
    long length = file.announced >= 0 ? file.announced : all.length - from;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == 0 ? -1 : length);
    OutputStream out = exchange.getResponseBody();
    if (file.times > 0) {
      file.times--;
      out.write(all, from, Math.min(file.enough, all.length - from));
      out.flush();
      if (file.stalls) {
        await();
      }
      return; // Less than was announced: the connection is cut.
    }
    for (int i = from; file.trickles && i < all.length; i++) {
      out.write(all[i]);
      out.flush();
      if (isClosing(20)) {
        return;
      }
    }
    out.write(all, from, all.length - from);
    out.flush();
  }

  private static int from(Headers request, Served file) {
    Matcher range = RANGE.matcher(Optional.ofNullable(request.getFirst("Range")).orElse(""));
    String condition = request.getFirst("If-Range");
    boolean same = condition == null || condition.equals(file.headers.get("ETag"));
    return file.ranges && range.matches() && same ? Integer.parseInt(range.group(1)) : 0;
  }

  private void await() {
    isClosing(Long.MAX_VALUE);
  }

  private boolean isClosing(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
