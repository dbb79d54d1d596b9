package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.nginx.Nginx;
import bluegreen.observe.HealthCheck;
import bluegreen.plan.Action;
import bluegreen.plan.Done;
import bluegreen.plan.LookAction;
import bluegreen.plan.NginxAction;
import bluegreen.plan.Plan;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings traffic back to where it was when a run has failed, and clears away what it started. */
final class Undo {
  /** One bad answer of a busy app does not make it one that cannot serve. */
  private static final int HEALTH_TRIES = 3;

  /** The time in which nginx connects to the slot that it had chosen just before. */
  private static final Duration SETTLE = Duration.ofMillis(100);

  private final Playbook playbook;
  private final Hands hands;
  private final Nginx nginx;
  private final HealthCheck health;
  private final Waits waits;
  private final LastWords words;
  private final Progress progress;
  private final Report report;

  Undo(
      Playbook playbook,
      Hands hands,
      Nginx nginx,
      HealthCheck health,
      Waits waits,
      LastWords words,
      Progress progress,
      Report report) {
    this.waits = waits;
    this.words = words;
    this.playbook = playbook;
    this.hands = hands;
    this.progress = progress;
    this.nginx = nginx;
    this.health = health;
    this.report = report;
  }

  /** Undoes a failed run; to its end, as nobody's signal reaches it. */
  Outcome after(Plan plan) {
    Optional<Action.Switch> switched = hands.nginx().switched();
    if (switched.isEmpty()) {
      hands.nginx().untried().ifPresent(this::putBack);
    }
    Outcome outcome = switched.map(s -> switchBack(s, plan)).orElse(Outcome.FAILED);
    // Where visitors were sent to another port of ours, some come by it still: it stays open.
    if (outcome == Outcome.FAILED && !hands.front().hasReplaced()) {
      hands
          .nginx()
          .loaded()
          .filter(file -> switched.isPresent() || hands.nginx().untried().isEmpty())
          .ifPresent(this::putLoadedBack);
    }
    if (outcome == Outcome.FAILED && (hands.front().hasReplaced() || hands.front().hasWritten())) {
      outcome = visitorsBack();
    }
    Optional<Slot> started = hands.slots().started();
    if (outcome == Outcome.FAILED && started.isPresent()) {
      stop(started.get(), switched.map(this::drained).orElse(""));
    }
    onFailure(plan);
    return outcome;
  }

  /** Behind the user's own blocks nobody has noticed a first version unless they lead to us. */
  private Outcome switchBack(Action.Switch done, Plan plan) {
    if (playbook.nginx().behind().isPresent() && done.from().isEmpty()) {
      return mayGiveBack(done);
    }
    String now = "nginx sends traffic to " + done.to() + " " + done.at();
    if (done.from().isEmpty() && done.outside().isEmpty()) {
      if (hands.nginx().isLate() || hands.keptAway()) {
        return Outcome.FAILED; // Nobody of those who were served before has it by us.
      }
      report.remark(
          "nothing served before, so there is nothing to switch back to: "
              + now
              + "; see deploy.java status PLAYBOOK and deploy.java logs PLAYBOOK");
      return Outcome.NEEDS_A_PERSON;
    }
    String old =
        done.outside().orElseGet(() -> done.origin() + " " + plan.activeEndpoint().orElseThrow());
    try {
      Optional<String> lost = whyNotBackTo(done, plan);
      if (lost.isPresent()) {
        report.remark(
            "not switched back: the old version on "
                + old
                + " does not answer any more ("
                + lost.get()
                + "); "
                + now
                + ": look at both with deploy.java status PLAYBOOK and deploy.java logs PLAYBOOK");
        return Outcome.NEEDS_A_PERSON;
      }
      nginx.<RuntimeException>exclusively(() -> hands.nginx().switchBack(done));
      if (waits.staysOn(done.to())) {
        report.remark(
            "switched back to "
                + old
                + ", and nginx does not follow: "
                + now
                + ", where nothing was stopped; see nginx's error log and "
                + playbook.nginx().target().file());
        return Outcome.NEEDS_A_PERSON;
      }
      report.remark("switched back to " + old);
      return Outcome.FAILED;
    } catch (HostFailure | InterruptedException e) {
      report.remark(
          "switching back failed: "
              + e.getMessage()
              + "; look at "
              + playbook.nginx().target().file()
              + " and at "
              + playbook.app().dir()
              + "/live: "
              + now);
      return Outcome.NEEDS_A_PERSON;
    }
  }

  private Outcome visitorsBack() {
    try {
      hands.front().undo();
      report.remark("the user's own nginx sends visitors where it did before");
      return Outcome.FAILED;
    } catch (HostFailure | InterruptedException e) {
      report.remark("giving visitors back failed: " + e.getMessage());
      return Outcome.NEEDS_A_PERSON;
    }
  }

  /** Behind the user's own blocks, visitors may still be served as they were before us. */
  private Outcome mayGiveBack(Action.Switch done) {
    String now = "visitors are sent to " + done.to() + " " + done.at();
    try {
      boolean served = hands.front().live().filter(l -> l).isPresent();
      Optional<String> lost =
          served && done.outside().isPresent()
              ? health.whyNoAnswer(done.outside().get())
              : Optional.empty();
      if (lost.isPresent() || (served && !hands.front().hasReplaced())) {
        report.remark(
            "not given back: "
                + lost.map(l -> done.origin() + " does not answer any more (" + l + ")")
                    .orElse("your own nginx leads to us, and we have not changed that")
                + "; "
                + now
                + ": see deploy.java status PLAYBOOK and deploy.java logs PLAYBOOK");
        return Outcome.NEEDS_A_PERSON;
      }
      if (hands.front().hasReplaced()) {
        report.remark("switched back to " + done.origin());
      }
      return Outcome.FAILED;
    } catch (InterruptedException e) {
      report.remark("giving visitors back failed: " + e.getMessage() + "; " + now);
      return Outcome.NEEDS_A_PERSON;
    }
  }

  /** Why what served before cannot serve again; empty where it can. */
  private Optional<String> whyNotBackTo(Action.Switch done, Plan plan) throws InterruptedException {
    if (done.outside().isPresent()) {
      // It is none of ours and has no health check: any answer will do.
      return health.whyNoAnswer(done.outside().get());
    }
    HealthCheck.Finding finding =
        health.check(done.from().orElseThrow(), plan.activeEndpoint().orElseThrow());
    for (int i = 1; i < HEALTH_TRIES && !finding.healthy(); i++) {
      progress.pause(playbook.health().interval());
      finding = health.check(done.from().orElseThrow(), plan.activeEndpoint().orElseThrow());
    }
    return finding.healthy() ? Optional.empty() : Optional.of(finding.answer());
  }

  /**
   * Has the requests finish that the new version still has in hand, now that no further one reaches
   * it.
   *
   * @return how that went, in a few words; empty where there was none
   */
  private String drained(Action.Switch done) {
    progress.begin(Step.looking(StepName.DRAIN));
    try {
      progress.pause(SETTLE);
      LookAction.Drain drain =
          new LookAction.Drain(done.to().label(), done.at(), true, hands.front().hasReplaced());
      return ": " + waits.untilDrained(drain, Optional.empty());
    } catch (HostFailure e) {
      return ", without waiting for its requests: " + e.getMessage();
    } catch (InterruptedException e) {
      return ", without waiting for its requests";
    }
  }

  /** Gives nginx the file that it had before a step that failed with the new one. */
  void putBack(NginxAction.WriteNginxFile file) {
    if (file.before().isEmpty() && nginx.isPrivate()) {
      return; // A private nginx has nothing but this file: without it, it could not run at all.
    }
    try {
      nginx.<RuntimeException>exclusively(() -> hands.nginx().putBack(file, soft()));
      report.remark("put " + file.file() + " back as it was");
    } catch (HostFailure | InterruptedException e) {
      report.remark("cannot put " + file.file() + " back: " + e.getMessage());
    }
  }

  /** The same once nginx has worked with the new one, where there was one before, or others. */
  private void putLoadedBack(NginxAction.WriteNginxFile file) {
    if (file.before().isEmpty() && !hands.nginx().isLate()) {
      return; // What nginx answers without it is no better.
    }
    try {
      nginx.<RuntimeException>exclusively(
          () -> {
            if (file.before().isPresent()) {
              nginx.writeAndTest(file.file(), file.before().get());
            } else {
              nginx.removeAndTest(file.file(), file.after(), List.of());
            }
            nginx.reload(soft());
          });
      report.remark("put " + file.file() + " back as it was");
    } catch (HostFailure | InterruptedException e) {
      report.remark("cannot put " + file.file() + " back: " + e.getMessage());
    }
  }

  private Duration soft() {
    return hands.areUrgent() ? Duration.ZERO : playbook.nginx().soft();
  }

  private void stop(Slot slot, String drained) {
    try {
      words.nowOf(slot).forEach(report::remark);
      String killed = progress.telling("stop " + slot, () -> hands.slots().stop(slot)).detail();
      report.remark("stopped " + slot + drained + (killed.isEmpty() ? "" : "; " + killed));
    } catch (HostFailure | InterruptedException e) {
      report.remark("cannot stop " + slot + ": " + e.getMessage());
    }
  }

  private void onFailure(Plan plan) {
    if (plan.release().isEmpty()) {
      return;
    }
    for (Task task : playbook.hooks().onFailure()) {
      Action.RunTask action =
          new Action.RunTask(task, plan.target(), plan.endpoint(), plan.release().get());
      try {
        Done done = hands.tasks().run(action);
        report.remark(
            "on_failure: "
                + task.name()
                + ": "
                + done.status().map(Status::label).orElse("ok")
                + (done.detail().isEmpty() ? "" : ": " + done.detail()));
      } catch (StepFailure e) {
        report.remark("on_failure: " + task.name() + " failed: " + e.getMessage());
        if (!e.note().isEmpty()) {
          report.note(e.note());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
