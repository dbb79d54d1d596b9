package bluegreen.run;

import bluegreen.host.Interruption;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.report.Report;
import java.time.Duration;

/** Tells of the wait that is going on, and ends it where we are told to stop. */
final class Progress {
  private final Report report;
  private final Interruption interruption;
  private Step step = Step.looking(StepName.PREFLIGHT);
  private long began;

  Progress(Report report, Interruption interruption) {
    this.report = report;
    this.interruption = interruption;
    this.began = interruption.nanos();
  }

  /** Begins anew, for an action of a step. */
  void begin(Step step) {
    this.step = step;
    began = nanos();
  }

  /** Whether it is a step of that name that waits. */
  boolean isOf(StepName name) {
    return step.name() == name;
  }

  /** What the plan says of the step that waits. */
  String planned() {
    return step.summary();
  }

  /** How long the wait is going on. */
  Duration elapsed() {
    return Duration.ofNanos(nanos() - began);
  }

  /** The time, as it passes while we wait. */
  long nanos() {
    return interruption.nanos();
  }

  /** Says what is waited for. */
  void say(String what) throws InterruptedException {
    interruption.check();
    report.waiting(step, what, elapsed());
  }

  /** Waits a little. */
  void pause(Duration time) throws InterruptedException {
    interruption.pause(time);
  }
}
