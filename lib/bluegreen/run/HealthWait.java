package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.observe.HealthCheck;
import bluegreen.plan.LookAction.AwaitHealth;
import bluegreen.playbook.Health;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Exit;
import bluegreen.runner.Runner;
import java.time.Duration;
import java.util.Optional;

/** Waits for a new version's health. */
final class HealthWait {
  /** How a process ended is known a moment after; in the other, systemd starts it anew. */
  private static final Duration EXIT_PATIENCE = Duration.ofSeconds(1);

  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(5);

  private final Playbook playbook;
  private final Runner runner;
  private final HealthCheck health;
  private final QuietStart quiet;
  private final LastWords words;
  private final Progress progress;

  HealthWait(
      Playbook playbook,
      Runner runner,
      HealthCheck health,
      QuietStart quiet,
      LastWords words,
      Progress progress) {
    this.words = words;
    this.playbook = playbook;
    this.runner = runner;
    this.health = health;
    this.quiet = quiet;
    this.progress = progress;
  }

  /** Waits until a slot has answered healthily as often in a row as the playbook wants. */
  String until(AwaitHealth action) throws StepFailure, InterruptedException {
    Health wanted = playbook.health();
    HealthTally tally = new HealthTally(action.url());
    boolean ran = runner.running(action.slot()).isPresent();
    long seen = progress.nanos();
    boolean isQuiet = true;
    while (progress.elapsed().compareTo(wanted.timeout()) < 0) {
      long began = progress.nanos();
      failIfEnded(action);
      seen = runner.running(action.slot()).isPresent() ? began : seen;
      failIfGone(action, ran, Duration.ofNanos(began - seen));
      Duration left = wanted.timeout().minus(progress.elapsed());
      HealthCheck.Finding found = health.check(action.slot(), action.endpoint(), left);
      if (found.kind() == HealthCheck.Kind.FOREIGN) {
        throw new StepFailure(
            "port "
                + action.endpoint().port()
                + " is "
                + found.answer()
                + ", not by what we started",
            words.of(action.slot()));
      }
      tally.add(found, progress.elapsed());
      if (isQuiet && (found.healthy() || isStarved(action.slot()))) {
        endQuiet(action.slot());
        isQuiet = false;
      }
      if (tally.inARow() >= wanted.successes()) {
        return found.answer()
            + " after "
            + Texts.seconds(tally.firstHealthy())
            + ", "
            + tally.inARow()
            + " in a row";
      }
      progress.say(action.url() + ": " + found.answer());
      long spent = (progress.nanos() - began) / 1_000_000;
      progress.pause(Duration.ofMillis(Math.max(1, wanted.interval().toMillis() - spent)));
    }
    failIfEnded(action);
    throw new StepFailure(
        "not healthy within " + Texts.seconds(wanted.timeout()) + ": " + tally.diagnosis(),
        words.examined(
            new LastWords.Asked(
                action.slot(), action.endpoint(), tally.answers(), tally.diagnosis())));
  }

  private void failIfEnded(AwaitHealth action) throws StepFailure, InterruptedException {
    Optional<Exit> exit = runner.exited(action.slot());
    if (exit.isPresent()) {
      throw new StepFailure(
          "the new version ended with "
              + exit.get().describe()
              + " after "
              + Texts.seconds(progress.elapsed())
              + exit.get().because()
              + stranger(action),
          words.of(action.slot()));
    }
  }

  /** Of what another run has started, such as a standby, nobody says how it ended. */
  private void failIfGone(AwaitHealth action, boolean ran, Duration gone)
      throws StepFailure, InterruptedException {
    boolean isGone = ran && runner.running(action.slot()).isEmpty();
    if (isGone && gone.compareTo(runner.keeps() ? RESTART_PATIENCE : EXIT_PATIENCE) >= 0) {
      throw new StepFailure(
          "what ran on "
              + action.slot()
              + " has ended, before traffic came to it"
              + stranger(action),
          words.of(action.slot()));
    }
  }

  /** Names whoever has taken the port, which mostly is why the new version could not run. */
  private String stranger(AwaitHealth action) {
    return runner
        .at(action.slot(), action.endpoint())
        .stranger()
        .map(s -> "; port " + action.endpoint().port() + " is held by " + s.describe())
        .orElse("");
  }

  private boolean isStarved(Slot slot) {
    return quiet.isStarved(slot, progress.elapsed(), playbook.health().timeout());
  }

  private void endQuiet(Slot slot) throws StepFailure, InterruptedException {
    try {
      quiet.end(slot);
    } catch (HostFailure e) {
      throw new StepFailure(e.getMessage());
    }
  }
}
