package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Reach;
import bluegreen.host.SeLinux;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.Probe;
import bluegreen.nginx.Testimony;
import bluegreen.observe.HealthCheck;
import bluegreen.observe.Machine;
import bluegreen.plan.LookAction.AwaitNginx;
import bluegreen.plan.LookAction.Drain;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.state.AppDir;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits for nginx: to show the new slot, to have loaded a file, to have done with the old slot. */
final class Waits {
  private static final Duration VERIFY_POLL = Duration.ofMillis(20);
  private static final Duration VERIFY_PATIENCE = Duration.ofSeconds(5);

  private final Playbook playbook;
  private final AppDir dir;
  private final Machine machine;
  private final Runner runner;
  private final HealthCheck health;
  private final Nginx nginx;
  private final Probe probe;
  private final Evidence evidence;
  private final LastWords words;
  private final Progress progress;

  Waits(
      Playbook playbook,
      AppDir dir,
      Machine machine,
      Runner runner,
      HealthCheck health,
      Nginx nginx,
      Probe probe,
      Evidence evidence,
      LastWords words,
      Progress progress) {
    this.words = words;
    this.playbook = playbook;
    this.dir = dir;
    this.machine = machine;
    this.runner = runner;
    this.health = health;
    this.nginx = nginx;
    this.probe = probe;
    this.evidence = evidence;
    this.progress = progress;
  }

  /** Waits until nginx answers from a slot, and looks whether visitors do reach the app there. */
  Evidence.Seen untilServed(VerifyThrough action) throws StepFailure, InterruptedException {
    until(action.slot(), ours -> true);
    return evidence.of(action);
  }

  /** Waits until nginx works with the file that it was given. */
  void untilLoaded(AwaitNginx action) throws StepFailure, InterruptedException {
    until(action.slot(), ours -> ours.configuration().equals(action.configuration()));
  }

  private void until(Slot slot, Predicate<Testimony.Ours> further)
      throws StepFailure, InterruptedException {
    Testimony testimony = probe.ask();
    while (!(testimony instanceof Testimony.Ours ours
        && ours.slot() == slot
        && further.test(ours))) {
      if (progress.elapsed().compareTo(VERIFY_PATIENCE) > 0) {
        throw new StepFailure(notChosen(slot, testimony));
      }
      progress.say(probe.url() + ": " + testimony.answer().inShort());
      progress.pause(VERIFY_POLL);
      testimony = probe.ask();
    }
  }

  private String notChosen(Slot wanted, Testimony testimony) throws InterruptedException {
    String answer = testimony.answer().inShort();
    if (!nginx.isRunning()) {
      return "nginx is not running any more; see its error log, and run this again, which starts"
          + " it";
    } else if (testimony instanceof Testimony.Silence) {
      return probe.url() + ": " + answer + ": nginx does not answer there; see nginx.url";
    }
    Optional<String> closed = Reach.doubt(nginx.workersAccount(), dir.live(), machine.commands());
    String label =
        new SeLinux(machine.commands()).advice(dir.live()).map(said -> "\n" + said).orElse("");
    String unseen =
        "its workers probably cannot see the marker in "
            + playbook.app().dir()
            + " (that folder, live/ in it, and every folder above must be open to them"
            + closed.map(said -> ", and " + said).orElse("")
            + ")"
            + label;
    if (testimony instanceof Testimony.Unknown && (closed.isPresent() || !label.isEmpty())) {
      return probe.url() + ": " + answer + ": nginx does not say that it is our site; " + unseen;
    } else if (testimony instanceof Testimony.Unknown) {
      return probe.url()
          + ": "
          + answer
          + ": another server block of nginx's answers there, such as a default site; say which"
          + " names are ours with nginx.server_name, or remove that one (see also nginx.listen and"
          + " nginx.url)";
    }
    Slot chosen = ((Testimony.Ours) testimony).slot();
    if (chosen == wanted) {
      return "nginx still works with an earlier "
          + playbook.nginx().target().file()
          + "; see its error log";
    }
    return "nginx still sends traffic to " + chosen + " instead of " + wanted + "; " + unseen;
  }

  /** Begins to watch a slot that traffic has just been moved to. */
  Vigil watch(Slot slot, Endpoint endpoint, Duration time) {
    Duration interval = playbook.health().interval();
    return new Vigil(slot, endpoint, time, interval, runner, health, words, progress);
  }

  /**
   * Waits for requests in flight.
   *
   * @param served watches the slot that serves now
   */
  String untilDrained(Drain action, Optional<Vigil> served)
      throws StepFailure, InterruptedException, HostFailure {
    return new DrainWait(playbook, dir, machine, nginx, progress).until(action, served);
  }

  /**
   * Whether nginx says, for as long as it may take to load a configuration, that it sends traffic
   * to a slot that it is to leave. Where it says nothing, its connections to the slot are looked at
   * by the drain.
   */
  boolean staysOn(Slot slot) throws InterruptedException {
    long deadline = progress.nanos() + VERIFY_PATIENCE.toNanos();
    while (probe.ask() instanceof Testimony.Ours ours && ours.slot() == slot) {
      if (progress.nanos() > deadline) {
        return true;
      }
      progress.pause(VERIFY_POLL);
    }
    return false;
  }
}
