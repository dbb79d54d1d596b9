package bluegreen.run;

import bluegreen.host.Http;
import bluegreen.nginx.Probe;
import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.SiteWays;
import bluegreen.nginx.Testimony;
import bluegreen.observe.Machine;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Whether visitors get what they are to get: asked on every way that they go, and compared with
 * what the new process answers by itself and with what was answered before.
 */
final class Evidence {
  private static final int ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private final Playbook playbook;
  private final Machine machine;
  private final Probe probe;

  /** What the new process answers by itself; empty where nobody has asked, or it was too slow. */
  private Optional<Http.Answer> own = Optional.empty();

  /** What visitors got before. */
  private Optional<Http.Answer> old = Optional.empty();

  Evidence(Playbook playbook, Machine machine, Probe probe) {
    this.playbook = playbook;
    this.machine = machine;
    this.probe = probe;
  }

  /**
   * Asks before the switch: the new process where nginx will ask it, and who serves now.
   *
   * @throws StepFailure where nothing answers there
   */
  void before(Slot slot, Endpoint endpoint) throws StepFailure, InterruptedException {
    Way main = probe.main();
    String direct = endpoint.url() + path(main.url());
    Http.Request request =
        probe
            .request(new Way(direct, main.name()))
            .with("X-Forwarded-Proto", URI.create(main.url()).getScheme());
    Http.Answer answer = machine.http().send(request);
    if (!answer.came() && !answer.timedOut()) {
      throw new StepFailure(
          "nginx will ask "
              + slot
              + " at "
              + endpoint.address()
              + ", and there: "
              + answer.inShort()
              + "; the app has to listen on that address (health.url asks "
              + playbook.health().url().source()
              + ")");
    }
    own = Optional.of(answer).filter(Http.Answer::came);
    if (probe.ask(main) instanceof Testimony.Ours ours && ours.upstream().isPresent()) {
      old = Optional.of(ours.answer());
    }
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
  String of(VerifyThrough action) throws StepFailure, InterruptedException {
    List<Way> ways = probe.ways();
    List<SiteWays.Redirect> redirected = probe.redirected();
    for (SiteWays.Redirect redirect : redirected) {
      Http.Answer answer = probe.visit(redirect.way());
      if (!answer.location().equals(Optional.of(redirect.location()))) {
        throw new StepFailure(notRedirected(redirect, answer));
      }
    }
    String byItself = "";
    for (Way way : ways) {
      Testimony testimony = probe.ask(way);
      Optional<String> wrong = wrong(way, testimony, action);
      if (wrong.isPresent()) {
        throw new StepFailure(wrong.get());
      }
      Optional<Http.Answer> itself = byItself(way, testimony);
      if (itself.isPresent()) {
        byItself = "; nginx itself answers " + itself.get().inShort() + " to " + way.describe();
      }
    }
    int others = ways.size() - 1 + redirected.size();
    String more = others > 0 ? ", and " + others + " more ways" : "";
    return "through "
        + action.url()
        + ": "
        + action.slot()
        + (others == 1 ? ", and 1 more way" : more)
        + byItself;
  }

  /** What a rule of the user's own answers there; empty where visitors come to the app. */
  private Optional<Http.Answer> byItself(Way way, Testimony testimony) throws InterruptedException {
    if (testimony instanceof Testimony.Ours ours && ours.upstream().isEmpty()) {
      return Optional.of(ours.answer());
    } else if (playbook.nginx().location().isEmpty()) {
      return Optional.empty();
    }
    // Such as try_files, which a question of ours goes past.
    Http.Answer visitors = probe.visit(way);
    boolean other = visitors.came() && visitors.status() != testimony.answer().status();
    return Optional.of(visitors).filter(v -> other);
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
    } else if (ours.upstream().isEmpty()) {
      return Optional.empty(); // A rule of the user's own has answered, whatever the slot.
    } else if (!ours.upstream().get().equals(action.endpoint().address())) {
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
