package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.report.Report;
import java.time.Duration;

/** Tells of the wait that is going on, and ends it where we are told to stop. */
final class Progress {
  private static final long PAUSE_MILLIS = 1000;

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

  /** Work that may take long, and says nothing of itself. */
  interface Work<T> {
    /** Does it. */
    T run() throws HostFailure, InterruptedException;
  }

  /** Says what is being done for as long as it takes, from some time after its beginning on. */
  <T> T telling(String what, Work<T> work) throws HostFailure, InterruptedException {
    Teller teller = new Teller(what);
    try {
      return work.run();
    } finally {
      teller.end();
    }
  }

  /** Says it from beside the work; when it is told to end, nothing is said any more. */
  private final class Teller implements Runnable {
    private final String what;
    private boolean ended;

    Teller(String what) {
      this.what = what;
      Thread thread = new Thread(this, "progress");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public synchronized void run() {
      try {
        while (!ended) {
          wait(PAUSE_MILLIS);
          if (!ended) {
            report.waiting(step, what, elapsed());
          }
        }
      } catch (InterruptedException e) {
        // Nobody interrupts it; the work goes on unsaid.
      }
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }
  }

  /** Waits a little. */
  void pause(Duration time) throws InterruptedException {
    interruption.pause(time);
  }
}
