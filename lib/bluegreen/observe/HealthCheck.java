package bluegreen.observe;

import bluegreen.host.Http;
import bluegreen.host.Knock;
import bluegreen.host.Processes;
import bluegreen.host.Trust;
import bluegreen.playbook.Endpoint;
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
    return templates.fill(playbook.health().url(), names(slot, endpoint));
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
    Http.Answer answer =
        machine
            .http()
            .send(
                request(templates.fill(playbook.health().url(), names), timeout)
                    .with(headers(names)));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Optional<Processes.Listener> stranger =
        answer.came() ? runner.at(slot, endpoint).stranger() : Optional.empty();
    if (stranger.isPresent()) {
      return new Finding(Kind.FOREIGN, "answered by " + stranger.get().describe(), took);
    }
    return judge(slot, endpoint, answer, took);
  }

  private Map<String, String> headers(Map<String, Object> names) {
    Map<String, String> headers = new LinkedHashMap<>();
    playbook.health().headers().forEach((k, v) -> headers.put(k, templates.fill(v, names)));
    return headers;
  }

  /** Who listens is asked of the kernel; no certificate could tell it better. */
  private static Http.Request request(String url, Duration timeout) {
    return Http.Request.get(url, timeout).trusting(Trust.anyHere());
  }

  private Finding judge(Slot slot, Endpoint endpoint, Http.Answer answer, Duration took) {
    Playbook.Health wanted = playbook.health();
    boolean far = !endpoint.isHere();
    if (far && answer.timedOut() && !Knock.isAnswered(endpoint.host(), endpoint.port())) {
      return new Finding(Kind.UNREACHABLE, "no connection, the host is silent", took);
    } else if (!answer.came()) {
      Kind kind = answer.timedOut() ? Kind.SILENT : Kind.UNREACHABLE;
      return new Finding(kind, answer.inShort(), took);
    } else if (answer.status() != wanted.status()) {
      Kind kind = answer.location().isPresent() ? Kind.REDIRECT : Kind.WRONG_STATUS;
      String wrong = answer.status() / 100 == 2 ? " instead of " + wanted.status() : "";
      return new Finding(kind, answer.inShort() + wrong + said(answer), took);
    }
    Optional<String> text = wanted.body().map(b -> templates.fill(b, names(slot, endpoint)));
    if (text.filter(t -> !answer.body().contains(t)).isPresent()) {
      return new Finding(Kind.WRONG_BODY, answer.inShort() + ", but without " + text.get(), took);
    }
    return new Finding(Kind.HEALTHY, answer.inShort(), took);
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
