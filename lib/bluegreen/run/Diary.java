package bluegreen.run;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.plan.Goal;
import bluegreen.plan.Plan;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.report.Report;
import bluegreen.state.AppDir;
import bluegreen.state.Intent;
import java.util.ArrayList;
import java.util.List;

/** What a run writes of itself: first what it is about, at its end what became of it. */
final class Diary {
  private final Plan plan;
  private final AppDir dir;
  private final AtomicFiles files;
  private final Report report;
  private final List<String> unwritten = new ArrayList<>();

  Diary(Plan plan, AppDir dir, AtomicFiles files, Report report) {
    this.plan = plan;
    this.dir = dir;
    this.files = files;
    this.report = report;
  }

  /** Something that may fail to be written. */
  interface Writing {
    /** Writes it. */
    void write() throws HostFailure;
  }

  /** Written when the app's folder is there and before anything is started or switched. */
  void remember(Step step) throws HostFailure {
    boolean last = step.name() == StepName.NGINX;
    if (last && plan.release().isPresent() && plan.changes()) {
      try {
        new Intent(plan.goal().label(), plan.release().get().id()).write(dir, files);
      } catch (HostFailure e) {
        if (plan.goal() != Goal.ROLLBACK) {
          throw e;
        }
        // The way back must not need room on a disk; said when it is done.
        unwritten.add(e.getMessage());
      }
    }
  }

  /**
   * History first: a run that is killed in between is still known by its intent.
   *
   * @param unmoved whether no traffic was moved; otherwise the intent may be all that tells of it
   */
  void close(Writing history, boolean unmoved) {
    unwritten.forEach(report::note);
    boolean told = noted(history);
    if (told || unmoved) {
      noted(() -> files.remove(dir.intent()));
    }
  }

  private boolean noted(Writing writing) {
    try {
      writing.write();
      return true;
    } catch (HostFailure e) {
      report.remark(e.getMessage());
      return false;
    }
  }
}
