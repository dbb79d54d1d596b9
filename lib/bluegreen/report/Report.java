package bluegreen.report;

import bluegreen.host.Trace;
import bluegreen.plan.Plan;
import bluegreen.plan.Step;
import java.time.Duration;

/** Tells the user what happens, as it happens. */
public interface Report extends Trace {

  /** A plan is about to be carried out, or to be shown. */
  void begin(Plan plan, boolean dryRun);

  /** A step of a dry run: what it would do. */
  void planned(Step step);

  /** A step begins. */
  void starting(Step step);

  /** A step waits; said again and again while it does. */
  void waiting(Step step, String what, Duration since);

  /** A step has ended. */
  void done(StepResult result);

  /** Further lines about a failure, such as an app's last words. */
  void note(String text);

  /** The same in words of ours, which may name commands of ours. */
  default void remark(String text) {
    note(text);
  }

  /** The run has ended. */
  void recap(Recap recap);

  /** A run that could not even begin, or another error that belongs to no step. */
  void error(String message);
}
