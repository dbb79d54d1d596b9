package bluegreen.run;

import bluegreen.host.Processes;
import bluegreen.host.Texts;
import bluegreen.observe.HealthCheck;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.runner.Exit;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches a slot from the moment that traffic was moved to it: its process all the time, its health
 * for as long as the playbook says.
 */
final class Vigil {
  /** One bad answer of a busy app is no reason to go back. */
  private static final int FAILURES = 3;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Slot slot;
  private final Endpoint endpoint;
  private final Duration time;
  private final Duration pause;
  private final Runner runner;
  private final HealthCheck health;
  private final LastWords words;
  private final Progress progress;
  private final Optional<Optional<Processes.Id>> process;
  private final long began;

  private long next;
  private boolean looked;
  private int failures;

  /**
   * Begins now.
   *
   * @param time how long its health is watched; zero for not at all
   * @param interval between two checks, as the playbook has it
   */
  Vigil(
      Slot slot,
      Endpoint endpoint,
      Duration time,
      Duration interval,
      Runner runner,
      HealthCheck health,
      LastWords words,
      Progress progress) {
    this.words = words;
    this.slot = slot;
    this.endpoint = endpoint;
    this.time = time;
    this.pause = clamped(interval);
    this.runner = runner;
    this.health = health;
    this.progress = progress;
    this.process = runner.running(slot).map(Running::process);
    this.began = progress.nanos();
    this.next = began;
  }

  private static Duration clamped(Duration interval) {
    Duration atLeast = interval.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : interval;
    return atLeast.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : atLeast;
  }

  /** Whether it has been watched for as long as it was to be, and was healthy at last. */
  boolean isOver() {
    return time.isZero() || (looked && failures == 0 && since().compareTo(time) >= 0);
  }

  /**
   * Looks once, as often as it is worth while.
   *
   * @throws StepFailure where its process has ended, or is not healthy a few times in a row
   */
  void look() throws StepFailure, InterruptedException {
    failIfGone();
    if (isOver() || progress.nanos() < next) {
      return;
    }
    HealthCheck.Finding found = health.check(slot, endpoint);
    looked = true;
    failures = found.healthy() ? 0 : failures + 1;
    if (failures >= FAILURES) {
      failIfGone(); // The better reason, where there is one.
      boolean answers = found.kind() != HealthCheck.Kind.UNREACHABLE;
      words.later(new LastWords.Asked(slot, endpoint, answers, found.answer()));
      throw new StepFailure(
          "the new version on %s is not healthy any more, %s after the switch: %s: %s, %d times in a row"
              .formatted(
                  slot,
                  Texts.seconds(since()),
                  health.url(slot, endpoint),
                  found.answer(),
                  failures),
          words.of(slot));
    }
    next = progress.nanos() + pause.toNanos();
  }

  /** What it does, in a few words. */
  String what() {
    return "watching " + slot + " " + endpoint;
  }

  /** Looks until it is over; what came of it, in a few words. */
  String await() throws StepFailure, InterruptedException {
    look();
    while (!isOver()) {
      progress.say(what());
      progress.pause(POLL);
      look();
    }
    return "healthy " + Texts.seconds(since()) + " after the switch";
  }

  private void failIfGone() throws StepFailure, InterruptedException {
    if (process.isEmpty() || !runner.running(slot).map(Running::process).equals(process)) {
      Optional<Exit> exit = runner.exited(slot);
      String how = exit.map(e -> " with " + e.describe()).orElse("");
      String why = exit.map(Exit::because).orElse("");
      throw new StepFailure(
          "the new version on " + slot + " has ended" + how + " after the switch" + why,
          words.of(slot));
    }
  }

  private Duration since() {
    return Duration.ofNanos(progress.nanos() - began);
  }
}
