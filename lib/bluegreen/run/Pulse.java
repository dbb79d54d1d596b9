package bluegreen.run;

import bluegreen.host.Http;
import bluegreen.host.KeptConnection;
import bluegreen.nginx.Passing;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.state.Sampling;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks through nginx all the time while a run works, as a visitor does who keeps his connection and
 * never tries again, and counts what got no answer. It is beside the run: whatever befalls it is
 * none of the run's failures.
 */
final class Pulse {
  private static final int SERVER_ERROR = 500;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final int TOO_MANY = 429;

  private final KeptConnection connection;
  private final Http.Request request;
  private final long intervalNanos;
  private final StepName first;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final List<Traffic.Loss> losses = new ArrayList<>();
  private final Sampling sampling = new Sampling(0.01);
  private String step = "";
  private boolean ended;
  private long asked;
  private long lost;
  private long errors;
  private String reason;

  /**
   * One that has not begun.
   *
   * @param interval from one request to the next, unless an answer takes longer: whoever is slow is
   *     left alone for as long again
   * @param first the step to begin with
   */
  Pulse(Passing way, Duration interval, StepName first) {
    this.first = first;
    this.request = way.request();
    this.connection = new KeptConnection(way.announced());
    this.reason = way.counted() ? "nginx counts requests there (limit_req or limit_conn)" : "";
    this.intervalNanos = interval.toNanos();
  }

  /** One that never asks, and says why. */
  static Pulse unasked(String url, String why) {
    Http.Request request = Http.Request.get(url, Duration.ofSeconds(1));
    Pulse pulse =
        new Pulse(new Passing(request, false, false), Duration.ofSeconds(1), StepName.PREFLIGHT);
    pulse.reason = why;
    return pulse;
  }

  /** Begins to ask. */
  void begin() {
    Thread thread = new Thread(this::run, "probe");
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on it is that step which the run does; it may be the one to begin with. */
  void reach(Step next) {
    reach(next.title());
    if (next.name() == first) {
      begin();
    }
  }

  /** From now on it is that which the run does. */
  synchronized void reach(String what) {
    step = what;
  }

  /** Ends, without waiting for an answer. */
  void end() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    connection.close();
  }

  /** What was counted so far; empty where nobody has answered at all. */
  synchronized Optional<Traffic.Probe> heard() {
    if (asked == 0 && !reason.isEmpty()) {
      return Optional.of(Traffic.Probe.unasked(request.url(), reason));
    }
    return asked == 0
        ? Optional.empty()
        : Optional.of(
            new Traffic.Probe(request.url(), asked, lost, errors, List.copyOf(losses), reason));
  }

  /** The same over time. */
  Series series() {
    return sampling.series();
  }

  private void run() {
    while (goesOn()) {
      Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      long began = System.nanoTime();
      String during = during();
      Http.Answer answer = connection.ask(request.with(cookie()));
      long took = System.nanoTime() - began;
      count(answer, at, during, took / 1e6);
      remember(answer);
      pause(Math.max(intervalNanos, 2 * took) - took);
    }
  }

  private synchronized boolean goesOn() {
    return !ended && reason.isEmpty();
  }

  private synchronized String during() {
    return step;
  }

  /** What is asked once the run has ended is not counted, whatever came of it. */
  private synchronized void count(Http.Answer answer, Instant at, String during, double millis) {
    boolean reached =
        answer.came() && answer.status() != BAD_GATEWAY && answer.status() != GATEWAY_TIMEOUT;
    if (ended || (asked == 0 && !reached)) {
      return;
    }
    reason = answer.status() == TOO_MANY ? "not asked to the end: answered 429" : "";
    asked++;
    boolean error = reached && answer.status() >= SERVER_ERROR;
    if (reached && !error) {
      sampling.answered(at, "", millis);
    } else {
      sampling.failed(
          new Series.Failure(at, "", "", answer.status(), !reached, during, answer.inShort()),
          millis);
    }
    if (!reached) {
      lost++;
      if (losses.size() < Traffic.MOST) {
        losses.add(new Traffic.Loss(at, during, answer.inShort()));
      }
    } else if (error) {
      errors++;
    }
  }

  /** An app that makes a session for whoever has none shall not make one for each request. */
  private void remember(Http.Answer answer) {
    String pair = answer.header("set-cookie").orElse("").replaceFirst(";.*", "");
    int equals = pair.indexOf('=');
    if (equals > 0) {
      cookies.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
  }

  private Map<String, String> cookie() {
    return cookies.isEmpty()
        ? Map.of()
        : Map.of(
            "Cookie",
            String.join(
                "; ",
                cookies.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
  }

  private synchronized void pause(long nanos) {
    long until = System.nanoTime() + nanos;
    try {
      for (long left = nanos; left > 0 && !ended; left = until - System.nanoTime()) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    } catch (InterruptedException e) {
      ended = true; // Nobody interrupts it.
    }
  }
}
