import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/**
 * A web app that starts in a moment, for tests in which the app does not matter. It answers like
 * the shop does, and fails like it where {@code SHOP_FAIL} says so: {@code exit}, {@code hang},
 * {@code unhealthy}, {@code late}, which is unhealthy for a second and a half, {@code tell}, which
 * ends with its password as its last words, or {@code talk}, which ends after long lines and a
 * Korean one.
 */
public final class Light {
  private static final long LATE_NANOS = 1_500_000_000L;
  private static final int WORKERS = 32;
  private static final int TALK = 100;

  private final String version;
  private final String failure = System.getenv().getOrDefault("SHOP_FAIL", "none");
  private final long started = System.nanoTime();

  private Light(String version) {
    this.version = version;
  }

  /**
   * Starts the app.
   *
   * @param args {@code --server.port=8081}, and whatever else; the rest is of no effect
   */
  public static void main(String... args) throws IOException, InterruptedException {
    // Without it, answers on a connection that is kept open may take 40 ms longer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    int port = 0;
    for (String arg : args) {
      if (arg.startsWith("--server.port=")) {
        port = Integer.parseInt(arg.substring(arg.indexOf('=') + 1));
      }
    }
    try (InputStream in = Light.class.getResourceAsStream("/version.txt")) {
      new Light(new String(in.readAllBytes(), StandardCharsets.UTF_8)).start(port);
    }
  }

  private void start(int port) throws IOException, InterruptedException {
    System.out.println("Connecting to the database");
    if (failure.equals("tell")) {
      System.out.println("the password is " + System.getenv("DB_PASSWORD"));
      System.exit(3);
    } else if (failure.equals("talk")) {
      for (int i = 1; i <= TALK; i++) {
        System.out.println(i + ": " + "what has happened, at great length; ".repeat(TALK));
      }
      System.out.println("Cannot start: \ub370\uc774\ud130\ubca0\uc774\uc2a4");
      System.exit(3);
    } else if (failure.equals("exit")) {
      System.out.println("Cannot start: the database refused the connection");
      System.exit(3);
    } else if (failure.equals("hang")) {
      System.out.println("Waiting for something that never comes");
      Thread.currentThread().join();
    }
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", exchange -> handle(exchange, port));
    server.setExecutor(Executors.newFixedThreadPool(WORKERS));
    server.start();
    System.out.println("version " + version + " listens on port " + port);
  }

  private void handle(HttpExchange exchange, int port) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      switch (exchange.getRequestURI().getPath()) {
        case "/version" -> answer(exchange, 200, version);
        case "/actuator/health" -> health(exchange);
        case "/env" -> answer(exchange, 200, digest(System.getenv(query)));
        case "/header" -> answer(exchange, 200, exchange.getRequestHeaders().getFirst(query));
        case "/none" -> answer(exchange, 404, "not found");
        case "/echo" -> answer(exchange, 200, echo(exchange, body));
        case "/log" -> {
          System.out.println(query);
          answer(exchange, 200, "logged");
        }
        default -> answer(exchange, 200, "shop " + version + " port " + port);
      }
    }
  }

  private static String echo(HttpExchange exchange, byte[] body) {
    String from = exchange.getRequestHeaders().getFirst("X-From");
    String text = new String(body, StandardCharsets.UTF_8);
    return String.join(" ", exchange.getRequestMethod(), from, text);
  }

  private void health(HttpExchange exchange) throws IOException {
    boolean late = failure.equals("late") && System.nanoTime() - started < LATE_NANOS;
    if (late || failure.equals("unhealthy")) {
      answer(exchange, 503, "{\"status\":\"DOWN\"}");
    } else {
      answer(exchange, 200, "{\"status\":\"UP\"}");
    }
  }

  /** So that a test can tell that we got a value, and the answer does not hold it. */
  private static String digest(String value) {
    if (value == null) {
      return "none";
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
