import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A web app that starts in a moment, for tests in which the app does not matter. It answers like
 * the shop does, but for WebSockets, and fails where {@code SHOP_FAIL} says so:
 *
 * <ul>
 *   <li>{@code exit}: ends at its start
 *   <li>{@code crash}: ends with the first health check
 *   <li>{@code killed}: kills itself at its start
 *   <li>{@code tell}: ends with its password as its last words
 *   <li>{@code talk}: ends after long lines and a Korean one
 *   <li>{@code hang}: never listens
 *   <li>{@code unstoppable}: does not end by a SIGTERM
 *   <li>{@code accept}: takes connections and never answers
 *   <li>{@code unhealthy}, {@code error}, {@code redirect}: 503, 500 or 302 for the health check
 *   <li>{@code late}: is unhealthy for a second and a half
 *   <li>{@code flap}: is healthy for every second check
 *   <li>{@code broken}: 500 for its first page, though it is healthy
 *   <li>{@code stream}: its first page is an endless stream of events
 *   <li>{@code slow}: takes three seconds for each answer to a check
 *   <li>{@code host}: answers 400 to a check that is not for {@code shop.example.com}
 * </ul>
 *
 * <p>{@code /sick?checks=3} makes the next three checks 503. {@code /moved} leads on to {@code
 * /version}, by the name that was asked for. {@code /end} answers, and then it ends.
 */
public final class Light {
  private static final long LATE_NANOS = 1_500_000_000L;
  private static final long END_MILLIS = 500;
  private static final long SLOW_MILLIS = 3_000;
  private static final int STREAM_MILLIS = 100;
  private static final int WORKERS = 64;
  private static final int TALK = 100;

  private final String version;
  private final String failure = System.getenv().getOrDefault("SHOP_FAIL", "none");
  private final long started = System.nanoTime();
  private final AtomicLong checks = new AtomicLong();
  private final AtomicLong sick = new AtomicLong();

  private Light(String version) {
    this.version = version;
  }

  /**
   * Starts the app.
   *
   * @param args {@code --server.port=8081}, perhaps {@code --server.address=127.0.0.2}, and
   *     whatever else; the rest is of no effect
   */
  public static void main(String... args) throws IOException, InterruptedException {
    // Without it, answers on a connection that is kept open may take 40 ms longer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    int port = 0;
    String address = "127.0.0.1";
    for (String arg : args) {
      if (arg.startsWith("--server.port=")) {
        port = Integer.parseInt(arg.substring(arg.indexOf('=') + 1));
      } else if (arg.startsWith("--server.address=")) {
        address = arg.substring(arg.indexOf('=') + 1);
      }
    }
    try (InputStream in = Light.class.getResourceAsStream("/version.txt")) {
      new Light(new String(in.readAllBytes(), StandardCharsets.UTF_8)).start(address, port);
    }
  }

  private void start(String address, int port) throws IOException, InterruptedException {
    System.out.println("Connecting to the database");
    switch (failure) {
      case "tell" -> {
        System.out.println("the password is " + System.getenv("DB_PASSWORD"));
        System.exit(3);
      }
      case "exit" -> {
        System.out.println("Cannot start: the database refused the connection");
        System.exit(3);
      }
      case "talk" -> {
        for (int i = 1; i <= TALK; i++) {
          System.out.println(i + ": " + "what has happened, at great length; ".repeat(TALK));
        }
        System.out.println("Cannot start: \ub370\uc774\ud130\ubca0\uc774\uc2a4");
        System.exit(3);
      }
      case "killed" -> {
        System.out.println("Out of memory, or so it seems");
        new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
        Thread.currentThread().join();
      }
      case "hang" -> {
        System.out.println("Waiting for something that never comes");
        Thread.currentThread().join();
      }
      case "unstoppable" ->
          Runtime.getRuntime().addShutdownHook(new Thread(() -> sleep(Long.MAX_VALUE)));
      case "accept" -> accept(port);
      default -> {}
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.createContext("/", exchange -> handle(exchange, port));
    server.setExecutor(Executors.newFixedThreadPool(WORKERS));
    server.start();
    System.out.println("version " + version + " listens on port " + port);
  }

  private static void accept(int port) throws IOException {
    List<Socket> held = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"))) {
      System.out.println("Waiting for a lock while clients wait for us");
      while (true) {
        held.add(server.accept());
      }
    }
  }

  private void handle(HttpExchange exchange, int port) throws IOException {
    String signed = "shop " + version + " port " + port;
    Map<String, Integer> numbers = numbers(exchange.getRequestURI().getQuery());
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      switch (exchange.getRequestURI().getPath()) {
        case "/version" -> answer(exchange, 200, version);
        case "/actuator/health" -> health(exchange);
        case "/env" -> answer(exchange, 200, digest(System.getenv(query)));
        case "/header" -> answer(exchange, 200, exchange.getRequestHeaders().getFirst(query));
        case "/sick" -> {
          sick.set(numbers.get("checks"));
          answer(exchange, 200, "sick");
        }
        case "/moved" -> {
          String host = exchange.getRequestHeaders().getFirst("Host");
          exchange.getResponseHeaders().set("Location", "http://" + host + "/version");
          answer(exchange, 302, signed);
        }
        case "/none" -> answer(exchange, 404, "not found");
        case "/broken" -> answer(exchange, 500, "broken " + signed);
        case "/half" -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
        }
        case "/echo" -> answer(exchange, 200, echo(exchange, body, signed));
        case "/slow" -> {
          System.out.println("slow: " + query);
          sleep(numbers.get("ms"));
          answer(exchange, 200, "slow " + signed);
        }
        case "/events" -> events(exchange, numbers.get("count"), numbers.get("ms"), signed);
        case "/download" -> download(exchange, numbers.get("bytes"), numbers.get("ms"), signed);
        case "/do" -> {
          System.out.println("done: " + exchange.getRequestMethod() + " " + query);
          exchange.getResponseHeaders().set("X-Big", "x".repeat(numbers.getOrDefault("big", 1)));
          answer(exchange, 200, "done");
        }
        case "/die" -> {
          System.out.println("Cannot bear this request: " + exchange.getRequestMethod());
          Runtime.getRuntime().halt(4);
        }
        case "/end" -> {
          answer(exchange, 200, "soon");
          exchange.close();
          sleep(END_MILLIS);
          System.out.println("Cannot go on: the orders cannot be imported");
          System.exit(7);
        }
        case "/log" -> {
          System.out.println(query);
          answer(exchange, 200, "logged");
        }
        default -> root(exchange, signed);
      }
    }
  }

  private void root(HttpExchange exchange, String signed) throws IOException {
    if (failure.equals("stream")) {
      events(exchange, Integer.MAX_VALUE, STREAM_MILLIS, signed);
    } else if (exchange.getRequestHeaders().containsKey("X-Refuse")) {
      answer(exchange, 400, "a header that is not liked");
    } else {
      answer(exchange, failure.equals("broken") ? 500 : 200, signed);
    }
  }

  /** The numbers in a query such as {@code count=20&ms=100}. */
  private static Map<String, Integer> numbers(String query) {
    Map<String, Integer> numbers = new HashMap<>();
    for (String one : String.valueOf(query).split("&")) {
      if (one.matches("[a-z]+=\\d{1,9}")) {
        numbers.put(
            one.substring(0, one.indexOf('=')),
            Integer.valueOf(one.substring(one.indexOf('=') + 1)));
      }
    }
    return numbers;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void events(HttpExchange exchange, int count, int millis, String signed)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
    exchange.sendResponseHeaders(200, 0);
    for (int i = 1; i <= count; i++) {
      write(exchange, "id: " + i + "\ndata: " + signed + "\n\n");
      exchange.getResponseBody().flush();
      sleep(millis);
    }
  }

  /** So many bytes, evenly spread over so many milliseconds. */
  private static void download(HttpExchange exchange, int bytes, int millis, String signed)
      throws IOException {
    int pieces = 20;
    exchange.sendResponseHeaders(200, bytes);
    write(exchange, signed + "\n");
    int sent = signed.length() + 1;
    for (int i = 1; i <= pieces; i++) {
      sleep(millis / pieces);
      int more = (int) ((long) bytes * i / pieces) - sent;
      write(exchange, "x".repeat(more));
      exchange.getResponseBody().flush();
      sent += more;
    }
  }

  private static void write(HttpExchange exchange, String text) throws IOException {
    OutputStream out = exchange.getResponseBody();
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What was sent, for one who says who it is; for others, its length. */
  private static String echo(HttpExchange exchange, byte[] body, String signed) {
    String from = exchange.getRequestHeaders().getFirst("X-From");
    if (from == null) {
      return "echo " + body.length + " " + signed;
    }
    String text = new String(body, StandardCharsets.UTF_8);
    return String.join(" ", exchange.getRequestMethod(), from, text);
  }

  private void health(HttpExchange exchange) throws IOException {
    long check = checks.incrementAndGet();
    switch (failure) {
      case "crash" -> {
        System.out.println("Cannot go on: the disk is full");
        System.exit(5);
      }
      case "error" -> answer(exchange, 500, "java.lang.NullPointerException");
      case "redirect" -> {
        exchange.getResponseHeaders().set("Location", "/login");
        answer(exchange, 302, "to the login");
      }
      case "slow" -> sleep(SLOW_MILLIS);
      default -> {}
    }
    boolean late = failure.equals("late") && System.nanoTime() - started < LATE_NANOS;
    boolean down = failure.equals("flap") && check % 2 == 0;
    boolean ill = sick.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (failure.equals("host") && !"shop.example.com".equals(host)) {
      answer(exchange, 400, "Invalid host header");
    } else if (late || down || ill || failure.equals("unhealthy")) {
      answer(exchange, 503, "{\"status\":\"DOWN\"}");
    } else if (!failure.equals("error") && !failure.equals("redirect")) {
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
