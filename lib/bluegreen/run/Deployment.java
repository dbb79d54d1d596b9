package bluegreen.run;

import bluegreen.host.Busy;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.nginx.Nginx;
import bluegreen.observe.Machine;
import bluegreen.plan.Action;
import bluegreen.plan.Done;
import bluegreen.plan.Plan;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.report.Recap;
import bluegreen.report.StepResult;
import bluegreen.state.AppDir;
import bluegreen.state.Proceedings;
import bluegreen.state.Release;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries out a plan, step by step, and nothing but the plan; where a step fails, undoes what would
 * leave traffic elsewhere than it was.
 */
public final class Deployment {
  private final Plan plan;
  private final Diary diary;
  private final Machine machine;
  private final Hands hands;
  private final Undo undo;
  private final Nginx nginx;
  private final Scribe report;
  private final Progress progress;
  private final Watchers watchers;

  private final Set<String> told = new HashSet<>();
  private final List<Status> statuses = new ArrayList<>();
  private String failure = "";
  private boolean interrupted;
  private boolean busy;

  Deployment(
      Plan plan,
      AppDir dir,
      Machine machine,
      Hands hands,
      Undo undo,
      Nginx nginx,
      Scribe report,
      Progress progress,
      Watchers watchers) {
    this.plan = plan;
    plan.steps().forEach(step -> step.notes().forEach(note -> told.add(note.sentence())));
    this.diary = new Diary(plan, dir, machine.files(), report);
    this.machine = machine;
    this.hands = hands;
    this.undo = undo;
    this.nginx = nginx;
    this.report = report;
    this.progress = progress;
    this.watchers = watchers;
  }

  /** How it ended, and what it has done until then. */
  public record Ended(
      Outcome outcome, Recap recap, String failure, boolean interrupted, Proceedings seen) {}

  /** Writes down how a run ended, before its end is reported. */
  public interface Chronicle {
    /** Writes it down. */
    void record(Ended ended) throws HostFailure;

    /** All is written: from now on another run may have the app, whatever is left to be told. */
    default void closed() {}
  }

  /**
   * Carries out the plan. From its last step on, or from a failure, nobody's signal cuts it short,
   * but for the tasks that only tell of a success.
   *
   * @param began when the run began, in the terms of {@link System#nanoTime()}
   */
  public Ended carryOut(long began, Chronicle chronicle) {
    report.begin(plan, false);
    watchers.begin();
    Map<Boolean, List<Step>> steps =
        plan.steps().stream()
            .collect(Collectors.partitioningBy(step -> step.name() == StepName.ON_SUCCESS));
    boolean done = steps.get(false).stream().allMatch(this::perform);
    List<Ended> written = new ArrayList<>();
    machine
        .interruption()
        .<RuntimeException>finish(
            () -> {
              tell(began);
              Outcome outcome = done ? Outcome.OK : undone();
              watchers.end();
              Ended ended = ended(outcome, began);
              diary.close(() -> chronicle.record(ended), hands.nginx().switched().isEmpty());
              chronicle.closed();
              written.add(ended);
            });
    Ended ended = written.get(0);
    if (done && !steps.get(true).isEmpty()) {
      tell(began);
      performAfterwards(steps.get(true));
      ended = ended(ended.outcome(), began);
    }
    report.recap(ended.recap());
    return ended;
  }

  private Ended ended(Outcome outcome, long began) {
    Proceedings seen = report.proceedings(began, watchers.series());
    return new Ended(outcome, recap(outcome, began), failure, interrupted, seen);
  }

  /** To the tasks that run at the end. */
  private void tell(long began) {
    String version = plan.release().map(Release::version).orElse("");
    String seconds = Texts.tenths(millisSince(began) / 1000);
    String lost = watchers.traffic().map(t -> String.valueOf(t.lost())).orElse("");
    hands.tasks().learn(version, plan.activeVersion(), seconds, lost, failure);
  }

  private Recap recap(Outcome outcome, long began) {
    boolean moved =
        hands.nginx().switched().isPresent()
            && (outcome == Outcome.OK || outcome == Outcome.NEEDS_A_PERSON);
    Optional<Slot> active =
        plan.leaves() && (outcome == Outcome.OK || hands.haveLeft())
            ? Optional.empty()
            : moved ? Optional.of(plan.target()) : plan.active();
    String version = plan.release().map(r -> r.version()).orElse("");
    return new Recap(
        plan.app(),
        outcome == Outcome.OK,
        false,
        List.copyOf(statuses),
        active,
        active.flatMap(a -> moved ? Optional.of(plan.endpoint()) : plan.activeEndpoint()),
        active.isEmpty() ? "" : moved ? version : plan.activeVersion(),
        plan.activeVersion(),
        hands.switchMillis(),
        hands.front().live(plan.live()),
        (System.nanoTime() - began) / 1_000_000,
        watchers.traffic());
  }

  /** One step; false where it failed. */
  private boolean perform(Step step) {
    long began = System.nanoTime();
    report.starting(step);
    watchers.reach(step);
    try {
      machine.interruption().check();
      if (step.expected() == Status.FAILED) {
        throw new StepFailure(step.summary());
      }
      diary.remember(step);
      Result result = performAll(step);
      done(step, result.status(), result.detail(), began, figures(step));
      hands.warnings().stream().filter(told::add).forEach(report::note);
      hands.nginx().stepDone();
      return true;
    } catch (StepFailure e) {
      fail(step, e.getMessage(), e.note(), began);
    } catch (HostFailure e) {
      busy = e instanceof Busy;
      interrupted =
          machine.interruption().isTold(); // A signal to our group ends our commands, too.
      fail(step, interrupted ? "interrupted" : e.getMessage(), "", began);
    } catch (InterruptedException e) {
      interrupted = true;
      fail(step, "interrupted", "", began);
    } catch (RuntimeException | Error e) { // A deploy.jar that is overwritten loses its classes.
      fail(step, "unexpected: " + e, "", began);
    }
    return false;
  }

  /** The tasks whose failure changes nothing any more, until a signal says that it is enough. */
  private void performAfterwards(List<Step> steps) {
    boolean told = false;
    for (Step step : steps) {
      told = told || machine.interruption().isTold();
      if (told) {
        report.remark(step.title() + ": not run, as we were told to stop; the deployment is done");
      } else {
        performAfterwards(step);
      }
    }
  }

  private void performAfterwards(Step step) {
    long began = System.nanoTime();
    report.starting(step);
    try {
      Result result = performAll(step);
      done(step, result.status(), result.detail(), began, Map.of());
    } catch (StepFailure e) {
      failAfterwards(step, e.getMessage(), began);
      e.note().lines().forEach(report::note);
    } catch (InterruptedException e) {
      failAfterwards(step, "cut short, as we were told to stop", began);
    } catch (HostFailure | RuntimeException | Error e) {
      failAfterwards(step, e.toString(), began);
    }
  }

  private void failAfterwards(Step step, String why, long began) {
    done(step, Status.OK, "failed; the deployment is done", began, Map.of());
    report.remark(step.title() + ": " + why);
  }

  private Map<String, Object> figures(Step step) {
    return step.name() == StepName.SWITCH && hands.switchMillis().isPresent()
        ? Map.of("switch_ms", hands.switchMillis().get())
        : Map.of();
  }

  /** Others wait for nginx only from the first action that touches it to the last. */
  private Result performAll(Step step) throws HostFailure, InterruptedException {
    List<Action> all = step.actions();
    List<Action> touching = all.stream().filter(Action::touchesNginx).toList();
    int from = touching.isEmpty() ? all.size() : all.indexOf(touching.get(0));
    int to =
        touching.isEmpty() ? all.size() : all.lastIndexOf(touching.get(touching.size() - 1)) + 1;
    Result[] result = {new Result(step.expected(), step.summary())};
    result[0] = perform(step, all.subList(0, from), result[0]);
    if (from < to) {
      nginx.<HostFailure>exclusively(
          () -> result[0] = perform(step, all.subList(from, to), result[0]));
    }
    return perform(step, all.subList(to, all.size()), result[0]);
  }

  private Result perform(Step step, List<Action> actions, Result before)
      throws HostFailure, InterruptedException {
    Result result = before;
    for (Action action : actions) {
      machine.interruption().check();
      progress.begin(step);
      result =
          result.then(
              action.tells()
                  ? action.carryOut(hands)
                  : progress.telling(
                      Texts.headline(action.describe()), () -> action.carryOut(hands)));
    }
    return result;
  }

  /** What a step has come to so far. */
  private record Result(Status status, String detail) {
    private Result then(Done done) {
      String further = detail.isEmpty() ? done.detail() : detail + "; " + done.detail();
      String said = done.further() ? further : done.detail();
      return new Result(done.status().orElse(status), said.isEmpty() ? detail : said);
    }
  }

  private void done(
      Step step, Status status, String detail, long began, Map<String, Object> figures) {
    statuses.add(status);
    report.done(new StepResult(step, status, detail, millisSince(began), figures));
  }

  private void fail(Step step, String message, String note, long began) {
    failure = Texts.headline(step.title() + ": " + message);
    done(step, Status.FAILED, message, began, Map.of());
    if (!note.isEmpty()) {
      report.note(note);
    }
  }

  private Outcome undone() {
    watchers.reach("the way back");
    try {
      Outcome outcome = undo.after(plan);
      return busy && outcome == Outcome.FAILED ? Outcome.LOCKED : outcome;
    } catch (RuntimeException | Error e) {
      report.remark("undoing it failed, unexpectedly: " + e + "; see deploy.java status PLAYBOOK");
      return Outcome.NEEDS_A_PERSON;
    }
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
