package bluegreen.observe;

import bluegreen.host.Http;
import bluegreen.host.Knock;
import bluegreen.host.Processes;
import bluegreen.host.TcpExchange;
import bluegreen.host.Trust;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Health;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Asks a slot whether it is healthy, and makes sure that it is our process that answers. */
public final class HealthCheck {
  /** The longest wait for one answer; a slower app is told apart from one that is not there. */
  public static final Duration ONE_ANSWER = Duration.ofSeconds(5);

  /** Characters of an answer's first line that are shown. */
  private static final int MOST_SAID = 200;

  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Machine machine;
  private final Runner runner;

  /** What kind of answer a check got. */
  public enum Kind {
    HEALTHY,
    /** Nobody accepts connections. */
    UNREACHABLE,
    /** Somebody accepts connections, and does not answer in time. */
    SILENT,
    REDIRECT,
    WRONG_STATUS,
    WRONG_BODY,
    /** Someone else holds the port. */
    FOREIGN
  }

  /**
   * What one check found.
   *
   * @param answer what came back, in a few words
   * @param took how long the answer took
   */
  public record Finding(Kind kind, String answer, Duration took) {
    /** Whether it was the app, and well. */
    public boolean healthy() {
      return kind == Kind.HEALTHY;
    }
  }

  public HealthCheck(
      Playbook playbook, AppDir dir, Templates templates, Machine machine, Runner runner) {
    this.dir = dir;
    this.playbook = playbook;
    this.templates = templates;
    this.machine = machine;
    this.runner = runner;
  }

  /** The URL for a slot. */
  public String url(Slot slot, Endpoint endpoint) {
    return templates.fill(playbook.health().question().place(), names(slot, endpoint));
  }

  private Map<String, Object> names(Slot slot, Endpoint endpoint) {
    Optional<Running> running = runner.running(slot);
    String version = running.map(Running::version).orElse("");
    Path release = dir.releases().resolve(running.map(Running::release).orElse("none"));
    return playbook.scope().at(slot, endpoint, version, release.resolve("app")).names();
  }

  /** One check. */
  public Finding check(Slot slot, Endpoint endpoint) throws InterruptedException {
    return check(slot, endpoint, ONE_ANSWER);
  }

  /** One check that waits for its answer for at most {@code patience}, and never very long. */
  public Finding check(Slot slot, Endpoint endpoint, Duration patience)
      throws InterruptedException {
    Duration longest = patience.compareTo(ONE_ANSWER) < 0 ? patience : ONE_ANSWER;
    Duration timeout = longest.compareTo(SHORTEST) < 0 ? SHORTEST : longest;
    long began = System.nanoTime();
    Map<String, Object> names = names(slot, endpoint);
    Health.Question question = playbook.health().question();
    Seen seen =
        question instanceof Health.Url url
            ? judge(url, url(slot, endpoint), endpoint, names, timeout)
            : judge((Health.Tcp) question, endpoint, names, timeout);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Optional<Processes.Listener> stranger =
        seen.came() ? runner.at(slot, endpoint).stranger() : Optional.empty();
    return stranger.isPresent()
        ? new Finding(Kind.FOREIGN, "answered by " + stranger.get().describe(), took)
        : new Finding(seen.kind(), seen.answer(), took);
  }

  /**
   * Why a slot's app is not well by way of another place that leads to it; empty where it is, or
   * where health is asked of another port of its.
   */
  public Optional<String> wrongThrough(Slot slot, Endpoint endpoint, Endpoint way)
      throws InterruptedException {
    Map<String, Object> names = names(slot, endpoint);
    if (playbook.health().question() instanceof Health.Tcp tcp) {
      TcpExchange.Result result = exchange(tcp, way, names, ONE_ANSWER).run();
      return Optional.of(result.said()).filter(s -> result.end() != TcpExchange.End.MET);
    }
    Health.Url url = (Health.Url) playbook.health().question();
    String own = "//" + endpoint.address() + "/";
    String asked = templates.fill(url.url(), names);
    if (!asked.contains(own)) {
      return Optional.empty();
    }
    Seen seen = judge(url, asked.replace(own, "//" + way.address() + "/"), way, names, ONE_ANSWER);
    return Optional.of(seen.answer()).filter(s -> seen.kind() != Kind.HEALTHY);
  }

  /** What was seen of a slot, whoever has answered; {@code came} where anybody has. */
  private record Seen(boolean came, Kind kind, String answer) {}

  private Seen judge(
      Health.Tcp tcp, Endpoint endpoint, Map<String, Object> names, Duration timeout) {
    TcpExchange.Result result = exchange(tcp, endpoint, names, timeout).run();
    Kind kind =
        switch (result.end()) {
          case MET -> Kind.HEALTHY;
          case UNREACHABLE -> Kind.UNREACHABLE;
          case SILENT -> Kind.SILENT;
          case UNMET -> Kind.WRONG_BODY;
        };
    return new Seen(result.connected(), kind, result.said());
  }

  private TcpExchange exchange(
      Health.Tcp tcp, Endpoint at, Map<String, Object> names, Duration timeout) {
    return new TcpExchange(
        at.host(),
        at.port(),
        tcp.send().map(t -> templates.fill(t, names)),
        tcp.expect().map(t -> templates.fill(t, names)),
        timeout);
  }

  private Map<String, String> headers(Health.Url url, Map<String, Object> names) {
    Map<String, String> headers = new LinkedHashMap<>();
    url.headers().forEach((k, v) -> headers.put(k, templates.fill(v, names)));
    return headers;
  }

  /** Who listens is asked of the kernel; no certificate could tell it better. */
  private static Http.Request request(String url, Duration timeout) {
    return Http.Request.get(url, timeout).trusting(Trust.anyHere());
  }

  private Seen judge(
      Health.Url url, String asked, Endpoint endpoint, Map<String, Object> names, Duration timeout)
      throws InterruptedException {
    Http.Request request = request(asked, timeout);
    Http.Answer answer = machine.http().send(request.with(headers(url, names)));
    boolean far = !endpoint.isHere();
    if (far && answer.timedOut() && !Knock.isAnswered(endpoint.host(), endpoint.port())) {
      return new Seen(false, Kind.UNREACHABLE, "no connection, the host is silent");
    } else if (!answer.came()) {
      return new Seen(false, answer.timedOut() ? Kind.SILENT : Kind.UNREACHABLE, answer.inShort());
    } else if (answer.status() != url.status()) {
      Kind kind = answer.location().isPresent() ? Kind.REDIRECT : Kind.WRONG_STATUS;
      String wrong = answer.status() / 100 == 2 ? " instead of " + url.status() : "";
      return new Seen(true, kind, answer.inShort() + wrong + said(answer));
    }
    Optional<String> text = url.body().map(b -> templates.fill(b, names));
    return text.filter(t -> !answer.body().contains(t)).isPresent()
        ? new Seen(true, Kind.WRONG_BODY, answer.inShort() + ", but without " + text.get())
        : new Seen(true, Kind.HEALTHY, answer.inShort());
  }

  /** The first line of an answer that is not the wanted one: it mostly says why. */
  private static String said(Http.Answer answer) {
    String first =
        answer.body().lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    String plain = first.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", " ");
    boolean isLong = plain.codePointCount(0, plain.length()) > MOST_SAID;
    String cut =
        isLong ? plain.substring(0, plain.offsetByCodePoints(0, MOST_SAID)) + " ..." : plain;
    return cut.isEmpty() || answer.location().isPresent() ? "" : ": " + cut;
  }

  /** Why an address gives no answer at all; empty where it gives one. */
  public Optional<String> whyNoAnswer(String url) throws InterruptedException {
    Http.Answer answer = machine.http().send(request(url, ONE_ANSWER));
    return answer.came() ? Optional.empty() : Optional.of(answer.inShort());
  }
}
