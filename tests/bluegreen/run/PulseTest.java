package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Http;
import bluegreen.nginx.Passing;
import bluegreen.plan.StepName;
import bluegreen.run.Deployment.Ended;
import bluegreen.run.StubApp.Reply;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import bluegreen.testing.Await;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a run asks through nginx while it works")
class PulseTest extends DeploymentBed {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(10);

  private final ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final List<String> cookies = new CopyOnWriteArrayList<>();
  private StubApp nginx;
  private Pulse pulse;

  @BeforeEach
  void listen() throws IOException {
    nginx =
        new StubApp() {
          @Override
          Reply reply(HttpExchange exchange) {
            cookies.add(exchange.getRequestHeaders().getOrDefault("Cookie", List.of("")).get(0));
            Integer status = statuses.poll();
            return status == null ? reply : Reply.of(status, "told");
          }
        };
    pulse = pulse(false);
  }

  @AfterEach
  void leave() {
    pulse.end();
    nginx.close();
  }

  private Pulse pulse(boolean counted) {
    Http.Request request = Http.Request.get("http://127.0.0.1:" + nginx.port() + "/a", SOON);
    return new Pulse(new Passing(request, false, counted), OFTEN, StepName.START);
  }

  private Traffic.Probe after(int... answers) {
    for (int answer : answers) {
      statuses.add(answer);
    }
    pulse.begin();
    Await.until("the answers", SOON, () -> nginx.asked.size() > answers.length + 1);
    pulse.end();
    return pulse.heard().orElseThrow();
  }

  @Test
  @DisplayName("is counted, and nothing is lost where all is answered")
  void counted() {
    Traffic.Probe traffic = after(200, 302, 404);
    assertTrue(traffic.asked() >= 4, traffic::toString);
    assertEquals(0, traffic.lost() + traffic.errors());
    assertEquals("GET /a 127.0.0.1:" + nginx.port(), nginx.asked.get(0));
  }

  @Test
  @DisplayName("is lost where nginx reached nobody, with its time and what the run was at")
  void lost() {
    pulse.reach("switch");
    Traffic.Probe traffic = after(200, 502, 503, 504, 500);
    assertEquals(2, traffic.lost());
    assertEquals(2, traffic.errors());
    assertEquals(List.of("502", "504"), traffic.losses().stream().map(Traffic.Loss::why).toList());
    assertEquals("switch", traffic.losses().get(0).step());
    assertFalse(traffic.losses().get(1).at().isBefore(traffic.losses().get(0).at()));
  }

  @Test
  @DisplayName("is kept over time, with what failed")
  void overTime() {
    pulse.reach("switch");
    Traffic.Probe traffic = after(200, 502, 200, 503);
    Series series = pulse.series();
    assertEquals(traffic.asked(), series.requests());
    assertEquals(1, series.lost());
    assertEquals(1, series.errors());
    assertEquals(
        List.of("502 true switch", "503 false switch"),
        series.failures().stream().map(f -> f.status() + " " + f.lost() + " " + f.step()).toList());
    assertTrue(series.points().stream().anyMatch(p -> p.max() > 0), series::toString);
  }

  @Test
  @DisplayName("is lost where the connection ends without an answer")
  void closed() {
    pulse.begin();
    Await.until("an answer", SOON, () -> pulse.heard().isPresent());
    nginx.close();
    Await.until("a loss", SOON, () -> pulse.heard().get().lost() > 0);
  }

  @Test
  @DisplayName("counts from the first answer on: there may be nothing yet to ask for")
  void first() {
    Traffic.Probe traffic = after(502, 502, 502, 200, 502);
    assertEquals(1, traffic.lost());
    assertTrue(traffic.asked() >= 2 && traffic.asked() < nginx.asked.size(), traffic::toString);
  }

  @Test
  @DisplayName("is told one by one for the first few only")
  void many() {
    Traffic.Probe traffic = after(200, 502, 502, 502, 502, 502, 502, 502, 502);
    assertEquals(8, traffic.lost());
    assertEquals(Traffic.MOST, traffic.losses().size());
  }

  @Test
  @DisplayName("ends where it is too much")
  void limited() {
    statuses.add(200);
    statuses.add(429);
    pulse.begin();
    Await.until(
        "the end", SOON, () -> pulse.heard().filter(t -> !t.reason().isEmpty()).isPresent());
    assertEquals(2, pulse.heard().get().asked());
    assertEquals("not asked to the end: answered 429", pulse.heard().get().reason());
  }

  @Test
  @DisplayName("does not begin where requests are counted, and says so")
  void counting() {
    Pulse idle = pulse(true);
    idle.begin();
    idle.end();
    assertEquals(
        Optional.of(
            Traffic.Probe.unasked(
                "http://127.0.0.1:" + nginx.port() + "/a",
                "nginx counts requests there (limit_req or limit_conn)")),
        idle.heard());
    assertEquals(List.of(), nginx.asked);
  }

  @Test
  @DisplayName("brings back the cookies that it is given: no app makes a session for each request")
  void session() {
    nginx.reply = Reply.of(200, "hello").with("Set-Cookie", "JSESSIONID=7; Path=/; HttpOnly");
    after(200);
    Await.until("a cookie", SOON, () -> cookies.contains("JSESSIONID=7"));
  }

  @Test
  @DisplayName("ends at once, without the answer that has not come, which is not counted")
  void end() {
    pulse.begin();
    Await.until("an answer", SOON, () -> pulse.heard().isPresent());
    nginx.reply = Reply.never();
    int before = nginx.asked.size();
    Await.until("a request that hangs", SOON, () -> nginx.asked.size() > before);
    pulse.end();
    assertEquals(0, pulse.heard().orElseThrow().lost());
  }

  @Test
  @DisplayName("is in the recap and known to notifications, from the first step to the last")
  void whole() {
    bench.pulse = Optional.of(pulse);
    Ended ended =
        carryOut(
            bench.plan(
                Bench.step(
                    StepName.START,
                    deed(() -> Await.until("it", SOON, () -> pulse.heard().isPresent())))));
    assertTrue(ended.recap().traffic().orElseThrow().requests() > 0);
    assertEquals(0, ended.recap().traffic().get().lost());
    int asked = nginx.asked.size();
    assertFalse(asked == 0);
  }
}
