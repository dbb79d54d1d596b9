import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A web app in one file: {@code java App.java --port 8081 --version 1}. */
class App {
  private static final int MOST_AT_ONCE = 200;
  private static final long STOP_MS = 10_000;

  private final AtomicInteger inHand = new AtomicInteger();
  private volatile boolean stopping;
  private final String version;
  private final int port;
  private final String slot = System.getenv().getOrDefault("BLUEGREEN_SLOT", "gray");

  private App(String version, int port) {
    this.version = version;
    this.port = port;
  }

  public static void main(String[] args) throws IOException {
    // Read once, when the server's classes load. Without the first, answers on a connection that is
    // kept open may take 40 ms longer; the others make us keep idle connections for longer than
    // nginx does (60 s), which would else write to one that we are just closing.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "300");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    List<String> options = List.of(args);
    int port = Integer.parseInt(options.get(options.indexOf("--port") + 1));
    new App(options.get(options.indexOf("--version") + 1), port).serve();
  }

  private void serve() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1024);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newFixedThreadPool(MOST_AT_ONCE));
    Runtime.getRuntime().addShutdownHook(new Thread(this::finishRequests));
    server.start();
    System.out.printf("version %s listens on port %d (%s)%n", version, port, slot);
  }

  private void finishRequests() {
    stopping = true;
    long deadline = System.currentTimeMillis() + STOP_MS;
    try {
      // A moment more than none in hand: the next one may be on its way to us.
      for (int quiet = 0; quiet < 10 && System.currentTimeMillis() < deadline; quiet++) {
        Thread.sleep(10);
        quiet = inHand.get() == 0 ? quiet : -1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.println("stopped");
  }

  private void handle(HttpExchange exchange) throws IOException {
    inHand.incrementAndGet();
    try (exchange) {
      if (stopping) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      switch (exchange.getRequestURI().getPath()) {
        case "/" -> home(exchange);
        case "/health" -> answer(exchange, 200, "application/json", "{\"status\":\"UP\"}\n");
        case "/version" -> answer(exchange, 200, "text/plain", version + "\n");
        case "/slow" -> answer(exchange, 200, "text/plain", slow(exchange));
        default -> answer(exchange, 404, "text/plain", "not found\n");
      }
    } finally {
      inHand.decrementAndGet();
    }
  }

  private void home(HttpExchange exchange) throws IOException {
    String line = "demo %s on %s, port %d".formatted(version, slot, port);
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    if (accept == null || !accept.contains("text/html")) {
      answer(exchange, 200, "text/plain", line + "\n");
      return;
    }
    String style =
        "background:%s;color:white;font:3em sans-serif;text-align:center".formatted(slot);
    String page = "<!doctype html><title>%s</title><body style='%s'><h1>%s</h1><p>%s</p></body>\n";
    answer(exchange, 200, "text/html", page.formatted(version, style, version, line));
  }

  private String slow(HttpExchange exchange) {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    try {
      Thread.sleep(query.matches("ms=\\d{1,5}") ? Long.parseLong(query.substring(3)) : 2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "demo %s, slowly%n".formatted(version);
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }
}
