package bluegreen.run;

import bluegreen.plan.Step;
import bluegreen.report.Report;
import java.time.Duration;

/** Tells of one step's wait. */
record Progress(Report report, Step step, long startedNanos) {
  static Progress of(Report report, Step step) {
    return new Progress(report, step, System.nanoTime());
  }

  /** How long the wait is going on. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  void say(String what) {
    report.waiting(step, what, elapsed());
  }
}
