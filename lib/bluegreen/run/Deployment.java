package bluegreen.run;

import bluegreen.host.Busy;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.nginx.Nginx;
import bluegreen.plan.Action;
import bluegreen.plan.Goal;
import bluegreen.plan.Plan;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.report.Recap;
import bluegreen.report.Report;
import bluegreen.report.StepResult;
import bluegreen.state.AppDir;
import bluegreen.state.Intent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Carries out a plan, step by step, and nothing but the plan; where a step fails, undoes what would
 * leave traffic elsewhere than it was.
 */
public final class Deployment {
  private final Plan plan;
  private final AppDir dir;
  private final Machine machine;
  private final Actions actions;
  private final Waits waits;
  private final Evidence evidence;
  private final Bystanders bystanders;
  private final TaskRunner tasks;
  private final Undo undo;
  private final Nginx nginx;
  private final FrontWork front;
  private final Report report;

  private final List<String> unwritten = new ArrayList<>();
  private final List<Status> statuses = new ArrayList<>();
  private Optional<Slot> started = Optional.empty();
  private Optional<Action.Switch> switched = Optional.empty();
  private Optional<Vigil> vigil = Optional.empty();
  private Optional<Action.WriteNginxFile> written = Optional.empty();
  private Optional<Double> switchMillis = Optional.empty();
  private String failure = "";
  private boolean interrupted;
  private boolean busy;

  Deployment(
      Plan plan,
      AppDir dir,
      Machine machine,
      Actions actions,
      Waits waits,
      Evidence evidence,
      Bystanders bystanders,
      TaskRunner tasks,
      Undo undo,
      Nginx nginx,
      FrontWork front,
      Report report) {
    this.plan = plan;
    this.dir = dir;
    this.machine = machine;
    this.actions = actions;
    this.waits = waits;
    this.evidence = evidence;
    this.bystanders = bystanders;
    this.tasks = tasks;
    this.undo = undo;
    this.nginx = nginx;
    this.front = front;
    this.report = report;
  }

  /** How it ended. */
  public record Ended(Outcome outcome, Recap recap, String failure, boolean interrupted) {}

  /** Writes down how a run ended, before its end is reported. */
  public interface Chronicle {
    /** Writes it down. */
    void record(Ended ended) throws HostFailure;
  }

  /**
   * Carries out the plan.
   *
   * @param began when the run began, in the terms of {@link System#nanoTime()}
   */
  public Ended carryOut(long began, Chronicle chronicle) {
    report.begin(plan, false);
    Outcome outcome = Outcome.OK;
    for (Step step : plan.steps()) {
      if (!perform(step)) {
        outcome = undone();
        break;
      }
    }
    boolean moved = switched.isPresent() && outcome != Outcome.FAILED && outcome != Outcome.LOCKED;
    Optional<Slot> active =
        plan.leaves() && outcome == Outcome.OK
            ? Optional.empty()
            : moved ? Optional.of(plan.target()) : plan.active();
    String version = plan.release().map(r -> r.version()).orElse("");
    Recap recap =
        new Recap(
            plan.app(),
            outcome == Outcome.OK,
            false,
            List.copyOf(statuses),
            active,
            active.isEmpty() ? 0 : moved ? plan.port() : plan.activePort(),
            active.isEmpty() ? "" : moved ? version : plan.activeVersion(),
            plan.activeVersion(),
            switchMillis,
            front.live().or(plan::live),
            (System.nanoTime() - began) / 1_000_000);
    Ended ended = new Ended(outcome, recap, failure, interrupted);
    writeDown(ended, chronicle);
    report.recap(recap);
    return ended;
  }

  /** One step; false where it failed. */
  private boolean perform(Step step) {
    long began = System.nanoTime();
    report.starting(step);
    Map<String, Object> figures = new HashMap<>();
    try {
      if (Thread.interrupted()) { // While nothing waited that would have noticed.
        throw new InterruptedException();
      } else if (step.expected() == Status.FAILED) {
        throw new StepFailure(step.summary());
      }
      rememberIntent(step);
      Result result = performAll(step, figures);
      done(step, result.status(), result.detail(), began, figures);
      written = Optional.empty(); // nginx has shown that it works with it.
      return true;
    } catch (StepFailure e) {
      fail(step, e.getMessage(), e.note(), began);
    } catch (HostFailure e) {
      busy = e instanceof Busy;
      // Whoever is interrupted while he reads or writes a file is told that it was closed.
      interrupted = Thread.interrupted();
      fail(step, interrupted ? "interrupted" : e.getMessage(), "", began);
    } catch (InterruptedException e) {
      interrupted = true;
      fail(step, "interrupted", "", began);
    } catch (RuntimeException e) {
      fail(step, "unexpected: " + e, "", began);
    }
    return false;
  }

  /** Others wait for nginx only from the first action that touches it to the last. */
  private Result performAll(Step step, Map<String, Object> figures)
      throws StepFailure, HostFailure, InterruptedException {
    List<Action> all = step.actions();
    List<Action> touching = all.stream().filter(Action::touchesNginx).toList();
    int from = touching.isEmpty() ? all.size() : all.indexOf(touching.get(0));
    int to =
        touching.isEmpty() ? all.size() : all.lastIndexOf(touching.get(touching.size() - 1)) + 1;
    Result[] result = {new Result(step.expected(), step.summary())};
    result[0] = perform(step, all.subList(0, from), result[0], figures);
    if (from < to) {
      nginx.<StepFailure>exclusively(
          () -> result[0] = perform(step, all.subList(from, to), result[0], figures));
    }
    return perform(step, all.subList(to, all.size()), result[0], figures);
  }

  private Result perform(
      Step step, List<Action> actions, Result before, Map<String, Object> figures)
      throws StepFailure, HostFailure, InterruptedException {
    Result result = before;
    for (Action action : actions) {
      result = result.then(perform(step, action, result, figures));
    }
    return result;
  }

  /** What a step has come to so far. */
  private record Result(Status status, String detail) {
    private Result then(Result next) {
      return new Result(next.status(), next.detail().isEmpty() ? detail : next.detail());
    }

    private Result and(String more) {
      return new Result(status, detail.isEmpty() ? more : detail + "; " + more);
    }
  }

  private Result perform(Step step, Action action, Result before, Map<String, Object> figures)
      throws StepFailure, HostFailure, InterruptedException {
    Progress progress = Progress.of(report, step);
    Status status = step.expected();
    if (action instanceof Action.AwaitHealth a) {
      return new Result(status, waits.untilHealthy(a, progress));
    } else if (action instanceof Action.VerifyThrough a) {
      return new Result(status, waits.untilServed(a, progress));
    } else if (action instanceof Action.OnFront a) {
      return new Result(status, front.perform(a, progress, step.summary()));
    } else if (action instanceof Action.AwaitNginx a) {
      waits.untilLoaded(a, progress);
      return new Result(status, step.summary());
    } else if (action instanceof Action.AskOthers a) {
      if (a.again()) {
        bystanders.compare();
      } else {
        bystanders.note(a.ways());
      }
      return new Result(status, step.summary());
    } else if (action instanceof Action.Drain a) {
      String drained = waits.untilDrained(a, vigil, progress);
      return new Result(status, step.name() == StepName.DRAIN ? drained : step.summary());
    } else if (action instanceof Action.Watch) {
      return before.and(vigil.orElseThrow().await(progress));
    } else if (action instanceof Action.RunTask a) {
      TaskRunner.Done done = tasks.run(a);
      return new Result(done.status(), done.detail());
    } else if (action instanceof Action.Switch a) {
      evidence.before(a.to(), a.port());
      switchOver(a);
      figures.put("switch_ms", switchMillis.get());
      boolean loaded = step.actions().stream().anyMatch(Action.ReloadNginx.class::isInstance);
      return new Result(status, Wording.switched(a, switchMillis.get(), loaded));
    } else if (action instanceof Action.StartSlot a) {
      started = Optional.of(a.launch().slot());
    }
    Result result = new Result(status, actions.perform(action));
    if (action instanceof Action.WriteNginxFile a && a.tested()) {
      written = Optional.of(a);
    }
    return result;
  }

  private void switchOver(Action.Switch action) throws HostFailure, InterruptedException {
    actions.haveStandIns(action);
    switched = Optional.of(action);
    try {
      switchMillis = Optional.of(actions.switchOver(action));
      vigil = Optional.of(waits.watch(action.to(), action.port(), watched()));
    } catch (HostFailure e) {
      boolean untouched = !nginx.marked().equals(Optional.of(action.to()));
      switched = untouched ? Optional.empty() : switched;
      throw e;
    }
  }

  /** How long the plan wants the new version to be watched. */
  private Duration watched() {
    return plan.steps().stream()
        .flatMap(step -> step.actions().stream())
        .flatMap(action -> action instanceof Action.Watch w ? Stream.of(w.time()) : Stream.empty())
        .findFirst()
        .orElse(Duration.ZERO);
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
    if (switched.isEmpty()) {
      written.ifPresent(undo::putBack);
    }
    Outcome outcome = undo.after(plan, started, switched, failure, tasks);
    return busy && outcome == Outcome.FAILED ? Outcome.LOCKED : outcome;
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  /** Written when the app's folder is there and before anything is started or switched. */
  private void rememberIntent(Step step) throws HostFailure {
    boolean last = step.name() == StepName.NGINX;
    if (last && plan.release().isPresent() && plan.changes()) {
      try {
        new Intent(plan.goal().label(), plan.release().get().id()).write(dir, machine.files());
      } catch (HostFailure e) {
        if (plan.goal() != Goal.ROLLBACK) {
          throw e;
        }
        // The way back must not need room on a disk; said when it is done.
        unwritten.add(e.getMessage());
      }
    }
  }

  /** History first: a run that is killed in between is still known by its intent. */
  private void writeDown(Ended ended, Chronicle chronicle) {
    unwritten.forEach(report::note);
    boolean told = noted(() -> chronicle.record(ended));
    if (told || switched.isEmpty()) { // Otherwise the intent is all that tells of the switch.
      noted(() -> machine.files().remove(dir.intent()));
    }
  }

  private interface Writing {
    void write() throws HostFailure;
  }

  private boolean noted(Writing writing) {
    try {
      writing.write();
      return true;
    } catch (HostFailure e) {
      report.note(e.getMessage());
      return false;
    }
  }
}
