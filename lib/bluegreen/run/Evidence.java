package bluegreen.run;

import bluegreen.host.Http;
import bluegreen.host.Knock;
import bluegreen.host.Texts;
import bluegreen.nginx.Probe;
import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.SiteWays;
import bluegreen.nginx.Testimony;
import bluegreen.nginx.Upstreams;
import bluegreen.observe.Machine;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether visitors get what they are to get: asked on every way that they go, and compared with
 * what the new process answers by itself and with what was answered before.
 */
final class Evidence {
  private static final int ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /** So many ways are named beside the first. */
  private static final int NAMED = 3;

  private final Playbook playbook;
  private final Machine machine;
  private final Probe probe;
  private final Runner runner;
  private final OwnAnswers ownAnswers;
  private boolean keptAway;
  private Optional<StreamEvidence> stream = Optional.empty();

  /** What the new process answers by itself; empty where nobody has asked, or it was too slow. */
  private Optional<Http.Answer> own = Optional.empty();

  /** What visitors got before. */
  private Optional<Http.Answer> old = Optional.empty();

  /** What the version before answers by itself, where nginx itself answers visitors. */
  private Optional<Http.Answer> oldItself = Optional.empty();

  Evidence(Playbook playbook, Machine machine, Probe probe, Runner runner) {
    this.runner = runner;
    this.playbook = playbook;
    this.machine = machine;
    this.probe = probe;
    this.ownAnswers = new OwnAnswers(playbook, machine, probe);
  }

  /**
   * What was seen of a slot that serves.
   *
   * @param line in a few words
   * @param notes what is good to know, a sentence each
   */
  record Seen(String line, List<String> notes) {
    /** All of it in one line. */
    String all() {
      return String.join("; ", Stream.concat(Stream.of(line), notes.stream()).toList());
    }
  }

  /** The same where nginx passes on connections, and no requests that could be asked. */
  Evidence ofStream(Optional<StreamEvidence> other) {
    stream = other;
    return this;
  }

  /** Whether nobody has reached the app that was to serve, as nginx itself has answered. */
  boolean keptAway() {
    return keptAway;
  }

  /** What visitors are answered by nginx itself. */
  OwnAnswers ownAnswers() {
    return ownAnswers;
  }

  /**
   * Asks before the switch: the new process where nginx will ask it, and who serves now.
   *
   * @throws StepFailure where nothing answers there
   */
  void before(Slot slot, Endpoint endpoint) throws StepFailure, InterruptedException {
    if (stream.isPresent()) {
      stream.get().before(slot, endpoint);
      return;
    }
    Http.Answer answer = itself(endpoint);
    boolean slow = answer.timedOut() && (endpoint.isHere() || isAnswered(endpoint));
    if (!answer.came() && !slow) {
      throw new StepFailure(
          "nginx will ask "
              + slot
              + " at "
              + endpoint.address()
              + ", and there: "
              + answer.inShort()
              + "; the app has to listen on that address ("
              + playbook.health().question().key()
              + " asks "
              + playbook.health().question().place().source()
              + ")");
    }
    own = Optional.of(answer).filter(Http.Answer::came);
    Testimony testimony = probe.ask(probe.main());
    if (testimony instanceof Testimony.Ours ours && ours.upstream().isPresent()) {
      old = Optional.of(ours.answer());
    } else if (testimony instanceof Testimony.Ours ours && ours.slot() != slot) {
      // What nginx itself has answered hides both; each of them can be asked past it.
      Optional<Endpoint> other = runner.running(ours.slot()).map(Running::endpoint);
      oldItself =
          other.isPresent()
              ? Optional.of(itself(other.get())).filter(Http.Answer::came)
              : Optional.empty();
    }
  }

  private static boolean isAnswered(Endpoint endpoint) {
    return Knock.isAnswered(endpoint.host(), endpoint.port());
  }

  /** What the process there answers where nobody is in between. */
  private Http.Answer itself(Endpoint endpoint) throws InterruptedException {
    Way main = probe.main();
    String direct = endpoint.url() + path(main.url());
    Http.Request request = probe.request(new Way(direct, main.name()));
    return machine
        .http()
        .send(request.with("X-Forwarded-Proto", URI.create(main.url()).getScheme()));
  }

  private static String path(String url) {
    URI uri = URI.create(url);
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  /**
   * Asks on every way who answers.
   *
   * @return what was seen, for the step's line
   * @throws StepFailure where it is not the slot's process, or visitors get worse from it
   */
  Seen of(VerifyThrough action) throws StepFailure, InterruptedException {
    if (stream.isPresent()) {
      return stream.get().of(action);
    }
    List<Way> ways = probe.ways();
    List<SiteWays.Redirect> redirected = probe.redirected();
    for (SiteWays.Redirect redirect : redirected) {
      Http.Answer answer = probe.visit(redirect.way());
      if (!answer.location().equals(Optional.of(redirect.location()))) {
        throw new StepFailure(notRedirected(redirect, answer));
      }
    }
    List<String> notes = new ArrayList<>();
    for (Way way : ways) {
      Testimony testimony = ownAnswers.ask(way);
      Optional<String> wrong = wrong(way, testimony, action);
      if (wrong.isPresent()) {
        throw new StepFailure(wrong.get());
      }
      Optional<OwnAnswers.Own> answered = ownAnswers.of(way, testimony);
      if (answered.isPresent()) {
        notes.add(noted(answered.get(), testimony, action.endpoint()));
      }
    }
    List<String> others =
        Stream.concat(
                ways.stream().skip(1).map(Way::describe),
                redirected.stream().map(r -> r.way().describe() + " (redirect)"))
            .toList();
    return new Seen("through " + action.url() + ": " + action.slot() + also(others), notes);
  }

  /** The other ways by name, unless they are many. */
  private static String also(List<String> others) {
    if (others.isEmpty()) {
      return "";
    }
    List<String> named = others.subList(0, Math.min(NAMED, others.size()));
    int more = others.size() - named.size();
    return ", and through "
        + String.join(", ", named)
        + (more > 0 ? ", and " + Texts.count(more, "more way") : "");
  }

  /**
   * What is said of an answer that the app has no part in.
   *
   * @throws StepFailure where that is the reason why visitors do not get the app
   */
  private String noted(OwnAnswers.Own answered, Testimony testimony, Endpoint endpoint)
      throws StepFailure, InterruptedException {
    boolean passed = testimony instanceof Testimony.Ours ours && ours.upstream().isPresent();
    if (own.isEmpty() && !passed) {
      own = Optional.of(itself(endpoint)).filter(Http.Answer::came);
    }
    Optional<Http.Answer> app = passed ? Optional.of(testimony.answer()) : own;
    if (ownAnswers.isHarm(answered, app)) {
      keptAway = true;
      throw new StepFailure(
          answered.said()
              + ", where the app answers "
              + app.get().inShort()
              + ": visitors do not reach it; "
              + (answered.isInPlaybook() ? "take that out of nginx.location, or " : "")
              + "have it let them through");
    }
    return answered.said() + (ownAnswers.isOld(answered) ? ", as it did before" : "");
  }

  private static String notRedirected(SiteWays.Redirect redirect, Http.Answer answer) {
    return redirect.way().describe()
        + ": "
        + answer.inShort()
        + ": our block there redirects to "
        + redirect.location()
        + (answer.came()
            ? "; another server block answers; see nginx.listen and nginx.server_name"
            : "; nginx does not answer there; see nginx.listen");
  }

  private Optional<String> wrong(Way way, Testimony testimony, VerifyThrough action) {
    Http.Answer answer = testimony.answer();
    String asked = way.describe() + ": " + answer.inShort();
    if (answer.timedOut()) {
      return Optional.of(
          asked + ": where the app may take longer there, name another path with nginx.url");
    } else if (testimony instanceof Testimony.Silence) {
      return Optional.of(asked + ": nginx does not answer there; see nginx.listen and nginx.url");
    } else if (!(testimony instanceof Testimony.Ours ours)) {
      return Optional.of(
          asked + ": another server block answers there; see nginx.listen and nginx.server_name");
    } else if (ours.slot() != action.slot()) {
      return Optional.of(asked + ": answered from " + ours.slot() + ", not " + action.slot());
    } else if (ours.upstream().isEmpty()) { // A rule of the user's own, whatever the slot.
      return own.filter(o -> o.status() >= SERVER_ERROR)
          .filter(o -> oldItself.filter(was -> was.status() < SERVER_ERROR).isPresent())
          .map(
              o ->
                  "%s: behind that the app itself answers %s; the version before answered %s"
                      .formatted(asked, o.inShort(), oldItself.get().inShort()));
    } else if (!Upstreams.names(action.endpoint()).contains(ours.upstream().get())) {
      return Optional.of(asked + ": nginx asked " + ours.upstream().get());
    }
    return worse(answer).map(why -> asked + ": " + why);
  }

  private Optional<String> worse(Http.Answer answer) {
    if (answer.status() < ERROR) {
      return Optional.empty();
    } else if (answer.status() == 502 || answer.status() == 504) {
      if (own.filter(o -> o.status() == answer.status()).isEmpty()) {
        return Optional.of("nginx does not reach the app");
      }
    }
    Optional<Http.Answer> better = own.filter(o -> o.status() < ERROR);
    if (better.isPresent()) {
      return Optional.of(
          "the app itself answers "
              + better.get().inShort()
              + "; nginx passes on what it does not like, such as a header twice");
    }
    return old.filter(o -> answer.status() >= SERVER_ERROR && o.status() < SERVER_ERROR)
        .map(o -> "the version before answered " + o.inShort());
  }
}
