package bluegreen.run;

import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks a slot whether it is healthy, and makes sure that it is our process that answers. */
final class HealthCheck {
  /** The longest wait for one answer; a slower app is told apart from one that is not there. */
  private static final Duration ONE_ANSWER = Duration.ofSeconds(5);

  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Machine machine;
  private final Runner runner;

  /**
   * What one check found.
   *
   * @param foreign whether someone else holds the port
   */
  record Finding(boolean healthy, String answer, boolean foreign) {}

  HealthCheck(Playbook playbook, AppDir dir, Templates templates, Machine machine, Runner runner) {
    this.dir = dir;
    this.playbook = playbook;
    this.templates = templates;
    this.machine = machine;
    this.runner = runner;
  }

  /** The URL for a slot. */
  String url(Slot slot, int port) {
    return templates.fill(playbook.health().url(), names(slot, port));
  }

  private Map<String, Object> names(Slot slot, int port) {
    Optional<Running> running = runner.running(slot);
    String version = running.map(Running::version).orElse("");
    Path release = dir.releases().resolve(running.map(Running::release).orElse("none"));
    return playbook.scope().at(slot, port, version, release.resolve("app")).names();
  }

  /** One check. */
  Finding check(Slot slot, int port) throws InterruptedException {
    Http.Answer answer = machine.http().send(Http.Request.get(url(slot, port), ONE_ANSWER));
    if (!answer.came()) {
      return new Finding(false, answer.inShort(), false);
    }
    Optional<Processes.Listener> stranger = stranger(slot, port);
    if (stranger.isPresent()) {
      return new Finding(false, "answered by " + stranger.get().describe(), true);
    }
    if (answer.status() != playbook.health().status()) {
      return new Finding(false, answer.inShort(), false);
    }
    Optional<String> wanted =
        playbook.health().body().map(b -> templates.fill(b, names(slot, port)));
    if (wanted.filter(w -> !answer.body().contains(w)).isPresent()) {
      return new Finding(false, answer.inShort() + ", but without " + wanted.get(), false);
    }
    return new Finding(true, answer.inShort(), false);
  }

  /** Whoever listens on the slot's port without being ours. */
  Optional<Processes.Listener> stranger(Slot slot, int port) {
    Optional<Long> likely = runner.running(slot).map(r -> r.pid());
    return machine.processes().listeners(port, likely).stream()
        .filter(l -> l.process().filter(p -> runner.owns(slot, p)).isEmpty())
        .findFirst();
  }
}
