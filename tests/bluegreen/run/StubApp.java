package bluegreen.run;

import bluegreen.playbook.Endpoint;
import bluegreen.testing.Await;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** An HTTP server that answers as it is told; "ok" unless it is told something. */
class StubApp implements AutoCloseable {
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final ConcurrentLinkedQueue<Reply> next = new ConcurrentLinkedQueue<>();
  volatile Reply reply = Reply.of(200, "ok");
  volatile Reply health = Reply.of(200, "UP");

  /** What happens before each answer. */
  volatile Runnable before = () -> {};

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "stub");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpServer server;
  private final int port;
  private boolean closed;

  /** An answer; {@code held} until it may go. */
  record Reply(int status, String body, Map<String, String> headers, Semaphore held) {
    static Reply of(int status, String body) {
      return new Reply(status, body, Map.of(), new Semaphore(1));
    }

    /** One that never comes. */
    static Reply never() {
      return new Reply(200, "", Map.of(), new Semaphore(0));
    }

    Reply with(String name, String value) {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.put(name, value);
      return new Reply(status, body, all, held);
    }
  }

  StubApp() throws IOException {
    // Otherwise an answer's body may wait for 40 ms: the client's kernel is slow to say yes.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 16);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    port = server.getAddress().getPort();
  }

  /** Where it is reached. */
  Endpoint endpoint() {
    return Endpoint.here(port());
  }

  final int port() {
    return port;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (body.length > 0) {
      bodies.add(new String(body, StandardCharsets.UTF_8));
    }
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + host);
    try {
      Reply wanted = reply(exchange);
      before.run();
      wanted.held().acquire();
      wanted.held().release();
      byte[] text = wanted.body().getBytes(StandardCharsets.UTF_8);
      wanted.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      exchange.sendResponseHeaders(wanted.status(), text.length == 0 ? -1 : text.length);
      exchange.getResponseBody().write(text);
      exchange.close();
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  /** What it answers to a request. */
  Reply reply(HttpExchange exchange) {
    boolean healthy = exchange.getRequestURI().getPath().equals("/health");
    Reply first = healthy ? next.poll() : null;
    return first != null ? first : healthy ? health : reply;
  }

  /** Ends it; what this process forks, for other tests, may hold its port for a moment yet. */
  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      server.stop(0);
      threads.shutdownNow();
      Await.until("the port to be nobody's", Duration.ofSeconds(20), this::isRefused);
    }
  }

  private boolean isRefused() {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
