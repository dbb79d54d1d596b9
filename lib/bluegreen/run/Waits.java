package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Texts;
import bluegreen.nginx.NginxFiles;
import bluegreen.plan.Action.AwaitHealth;
import bluegreen.plan.Action.Drain;
import bluegreen.plan.Action.VerifyThrough;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Include;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The three waits of a deployment: for health, for nginx to show the new slot, for the drain. */
final class Waits {
  private static final Duration DRAIN_POLL = Duration.ofMillis(50);
  private static final Duration VERIFY_POLL = Duration.ofMillis(20);
  private static final Duration VERIFY_PATIENCE = Duration.ofSeconds(5);
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);
  private static final int LOG_LINES = 20;

  private final Playbook playbook;
  private final Machine machine;
  private final Runner runner;
  private final HealthCheck health;
  private final NginxFiles nginxFiles;

  Waits(
      Playbook playbook,
      Machine machine,
      Runner runner,
      HealthCheck health,
      NginxFiles nginxFiles) {
    this.playbook = playbook;
    this.machine = machine;
    this.runner = runner;
    this.health = health;
    this.nginxFiles = nginxFiles;
  }

  /** Waits until a slot has answered healthily as often in a row as the playbook wants. */
  String untilHealthy(AwaitHealth action, Progress progress)
      throws StepFailure, InterruptedException {
    Playbook.Health wanted = playbook.health();
    int inARow = 0;
    Duration first = Duration.ZERO;
    HealthCheck.Finding last = new HealthCheck.Finding(false, "no answer yet", false);
    boolean wasHealthy = false;
    while (progress.elapsed().compareTo(wanted.timeout()) < 0) {
      long began = System.nanoTime();
      Optional<Runner.Exit> exit = runner.exited(action.slot());
      if (exit.isPresent()) {
        throw new StepFailure(
            "the new version ended with "
                + exit.get().describe()
                + " after "
                + Texts.seconds(progress.elapsed()),
            lastWords(action));
      }
      last = health.check(action.slot(), action.port());
      if (last.foreign()) {
        throw new StepFailure(
            "port " + action.port() + " is " + last.answer() + ", not by what we started",
            lastWords(action));
      }
      first = last.healthy() && !wasHealthy ? progress.elapsed() : first;
      wasHealthy |= last.healthy();
      inARow = last.healthy() ? inARow + 1 : 0;
      if (inARow >= wanted.successes()) {
        return last.answer() + " after " + Texts.seconds(first) + ", " + inARow + " in a row";
      }
      progress.say(action.url() + ": " + last.answer());
      long spent = (System.nanoTime() - began) / 1_000_000;
      Thread.sleep(Math.max(1, wanted.interval().toMillis() - spent));
    }
    String flaps = wasHealthy ? "; it was healthy for a while, but never long enough" : "";
    throw new StepFailure(
        "not healthy within "
            + Texts.seconds(wanted.timeout())
            + ": "
            + action.url()
            + ": "
            + last.answer()
            + flaps,
        lastWords(action));
  }

  private String lastWords(AwaitHealth action) {
    String words = runner.logTail(action.slot(), LOG_LINES);
    return words.isEmpty()
        ? "it has written nothing"
        : "the last lines that it wrote:\n"
            + words.lines().map(l -> "  " + l).reduce("", (a, b) -> a.isEmpty() ? b : a + "\n" + b);
  }

  /** Waits until nginx answers from a slot, and the app through it. */
  String untilServed(VerifyThrough action, Progress progress)
      throws StepFailure, InterruptedException {
    untilChosen(action.url(), action.slot(), action.port(), progress);
    Http.Answer app = ask(action.url());
    if (!app.came() || app.status() == 502 || app.status() == 504) {
      throw new StepFailure(action.url() + ": " + app.inShort() + ": nginx does not reach the app");
    }
    return "through " + action.url() + ": " + action.slot();
  }

  /** Waits until nginx says that it has chosen a slot; that needs no app to be there. */
  void untilChosen(String url, Slot slot, int port, Progress progress)
      throws StepFailure, InterruptedException {
    String probe = URI.create(url).resolve(nginxFiles.probePath()).toString();
    boolean include = playbook.nginx().target() instanceof Include;
    String wanted = include ? "http://127.0.0.1:" + port : slot.label();
    Http.Answer answer = ask(probe);
    while (!answer.body().strip().equals(wanted)) {
      if (progress.elapsed().compareTo(VERIFY_PATIENCE) > 0) {
        throw new StepFailure(notChosen(probe, wanted, answer));
      }
      progress.say(probe + ": " + answer.inShort());
      Thread.sleep(VERIFY_POLL.toMillis());
      answer = ask(probe);
    }
  }

  private String notChosen(String probe, String wanted, Http.Answer answer) {
    if (!answer.came()) {
      return probe + ": " + answer.inShort() + ": nginx does not answer there; see nginx.url";
    }
    String said = answer.body().strip();
    if (!said.matches("blue|green|http://127\\.0\\.0\\.1:\\d+")) {
      return probe
          + ": "
          + answer.inShort()
          + ": another server block of nginx's answers there, such as a default site; say which"
          + " names are ours with nginx.server_name, or remove that one (see also nginx.listen and"
          + " nginx.url)";
    }
    return "nginx still sends traffic to "
        + said
        + " instead of "
        + wanted
        + "; its workers probably cannot see the marker in "
        + playbook.app().dir()
        + " (every folder above it must be open to them)";
  }

  private Http.Answer ask(String url) throws InterruptedException {
    Http.Request request = Http.Request.get(url, ONE_ANSWER);
    Optional<String> name =
        playbook.nginx().serverNames().stream()
            .filter(n -> n.matches("[A-Za-z0-9.-]+"))
            .findFirst();
    return machine.http().send(name.map(request::host).orElse(request));
  }

  /** Waits until no connection of nginx's is left with a slot that no new request reaches. */
  String untilDrained(Drain action, Progress progress) throws InterruptedException, HostFailure {
    long atFirst = machine.processes().connections(action.port());
    long left = atFirst;
    while (left > 0 && progress.elapsed().compareTo(playbook.rollout().drain()) < 0) {
      progress.say(Texts.count(left, "connection") + " on " + action.slot());
      Thread.sleep(DRAIN_POLL.toMillis());
      left = machine.processes().connections(action.port());
    }
    if (left > 0) {
      return left
          + " of "
          + Texts.count(atFirst, "connection")
          + " still open after "
          + Texts.seconds(playbook.rollout().drain());
    }
    return atFirst == 0 ? "nothing in flight" : Texts.count(atFirst, "connection") + " finished";
  }
}
