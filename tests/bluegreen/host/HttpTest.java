package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("An HTTP request")
class HttpTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Recorder trace = new Recorder();
  private final Http http = new Http(trace);

  private Http.Answer get(String url) throws InterruptedException {
    return http.send(Http.Request.get(url, LONG));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  @DisplayName("leaves no thread in a system call, for which the end of Java would wait")
  void threads() throws Exception {
    // A client's threads belong to whose thread has made it: nobody else's are ended here.
    ThreadGroup own = new ThreadGroup("own");
    CompletableFuture<List<Long>> selectors = new CompletableFuture<>();
    Thread thread =
        new Thread(
            own,
            () -> {
              try {
                get("http://127.0.0.1:1/");
                long none = selectors(own);
                http.sendAnything(Http.Request.get("http://127.0.0.1:1/", LONG));
                long before = selectors(own);
                Http.endThreads();
                selectors.complete(List.of(none, before, selectors(own)));
              } catch (InterruptedException e) {
                selectors.completeExceptionally(e);
              }
            });
    thread.start();
    assertEquals(List.of(0L, 1L, 0L), selectors.get(30, TimeUnit.SECONDS));
  }

  private static long selectors(ThreadGroup group) {
    Thread[] threads = new Thread[100];
    int count = group.enumerate(threads);
    return Arrays.stream(threads, 0, count).filter(t -> t.getName().contains("Selector")).count();
  }

  @Nested
  @DisplayName("to a server that answers")
  class Answered {
    private final HttpServer server;
    private final String url;
    private final AtomicInteger elsewhere = new AtomicInteger();
    private volatile HttpExchange last;
    private volatile String lastBody = "";

    Answered() throws IOException {
      server = HttpServer.create(ANY, 0);
      url = "http://127.0.0.1:" + server.getAddress().getPort();
      server.createContext("/", this::handle);
      server.start();
    }

    @AfterEach
    void stop() {
      server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
      lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      last = exchange;
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/moved")) {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        answer(exchange, 302, "");
      } else if (path.equals("/elsewhere")) {
        elsewhere.incrementAndGet();
        answer(exchange, 200, "elsewhere");
      } else if (path.equals("/failed")) {
        answer(exchange, 503, "{\"status\":\"DOWN\"}");
      } else if (path.equals("/cookie")) {
        exchange.getResponseHeaders().set("Set-Cookie", "id=1");
        answer(exchange, 204, "");
      } else {
        answer(exchange, 200, "gr\u00fcn");
      }
    }

    @Test
    @DisplayName("brings status and body")
    void answered() throws Exception {
      Http.Answer answer = get(url + "/");
      assertTrue(answer.came());
      assertEquals(200, answer.status());
      assertEquals("gr\u00fcn", answer.body());
      assertEquals("200", answer.inShort());
    }

    @Test
    @DisplayName("brings them too where the status is an error")
    void failed() throws Exception {
      Http.Answer answer = get(url + "/failed");
      assertTrue(answer.came());
      assertEquals(503, answer.status());
      assertEquals("{\"status\":\"DOWN\"}", answer.body());
    }

    @Test
    @DisplayName("is not sent on where a redirect leads, but says where that is")
    void redirect() throws Exception {
      Http.Answer answer = get(url + "/moved");
      assertEquals(302, answer.status());
      assertEquals("302 (redirect to /elsewhere)", answer.inShort());
      assertEquals(0, elsewhere.get());
    }

    @Test
    @DisplayName("can be for another site on the same server")
    void host() throws Exception {
      http.send(Http.Request.get(url, LONG).host("shop.example.com"));
      assertEquals(List.of("shop.example.com"), last.getRequestHeaders().get("Host"));
      get(url);
      assertEquals(
          List.of("127.0.0.1:" + server.getAddress().getPort()),
          last.getRequestHeaders().get("Host"));
    }

    @Test
    @DisplayName("carries method, headers and body")
    void post() throws Exception {
      http.send(
          new Http.Request(
              "POST",
              url + "/orders",
              Map.of("X-Token", "abc", "Content-Type", "application/json"),
              Optional.of("{\"n\":1}"),
              LONG,
              false,
              Trust.authorities()));
      assertEquals("POST", last.getRequestMethod());
      assertEquals("/orders", last.getRequestURI().getPath());
      assertEquals("{\"n\":1}", lastBody);
      assertEquals("abc", last.getRequestHeaders().getFirst("X-Token"));
      assertEquals("application/json", last.getRequestHeaders().getFirst("Content-Type"));
    }

    @Test
    @DisplayName("brings the beginning of a body that does not end")
    void endless() throws Exception {
      server.createContext(
          "/endless",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] lines = "line\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            try (exchange) {
              while (true) {
                exchange.getResponseBody().write(lines);
              }
            }
          });
      assertEquals(4_000_000, get(url + "/endless").body().length());
    }

    @Test
    @DisplayName("reads a body in the charset that it comes in")
    void charset() throws Exception {
      server.createContext(
          "/latin",
          exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=ISO-8859-1");
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
            exchange.close();
          });
      assertEquals("gr\u00fcn", get(url + "/latin").body());
    }

    @Test
    @DisplayName("remembers no cookie")
    void cookies() throws Exception {
      get(url + "/cookie");
      get(url);
      assertFalse(last.getRequestHeaders().containsKey("Cookie"));
    }

    @Test
    @DisplayName("leaves no connection behind, which would look like a request in flight")
    void noConnection() throws Exception {
      get(url);
      Processes processes = new Processes();
      int port = server.getAddress().getPort();
      Set<Long> us = Set.of(ProcessHandle.current().pid());
      Await.until("no connection", LONG, () -> processes.connections(port, us).isEmpty());
      assertEquals("close", last.getRequestHeaders().getFirst("Connection"));
    }

    @Test
    @DisplayName("is heard of with its answer, unless it is hidden")
    void traced() throws Exception {
      get(url + "/failed");
      assertEquals(
          List.of("exchange GET " + url + "/failed -> 503", "output {\"status\":\"DOWN\"}"),
          trace.heard);
      trace.heard.clear();
      http.send(
          new Http.Request(
              "GET", url + "/?key=1", Map.of(), Optional.empty(), LONG, true, Trust.authorities()));
      assertEquals(List.of(), trace.heard);
    }
  }

  @Test
  @DisplayName("that is interrupted is given up")
  void interrupted() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Boolean> given = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  get("http://127.0.0.1:" + socket.getLocalPort());
                  given.complete(false);
                } catch (InterruptedException e) {
                  given.complete(true);
                }
              });
      thread.start();
      socket.accept();
      thread.interrupt();
      assertTrue(given.get());
    }
  }

  @Test
  @DisplayName("by TLS to a server that speaks none gets no answer")
  void plainServer() throws Exception {
    HttpServer server = HttpServer.create(ANY, 0);
    server.createContext("/", exchange -> answer(exchange, 200, "plain"));
    server.start();
    try {
      String url = "https://127.0.0.1:" + server.getAddress().getPort() + "/";
      // It may well wait for the end of a line in what it does not understand.
      assertFalse(http.send(Http.Request.get(url, Duration.ofSeconds(1))).came());
    } finally {
      server.stop(0);
    }
  }
}
