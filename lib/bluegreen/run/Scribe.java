package bluegreen.run;

import bluegreen.plan.Action;
import bluegreen.plan.Plan;
import bluegreen.plan.Step;
import bluegreen.report.Diff;
import bluegreen.report.Recap;
import bluegreen.report.Report;
import bluegreen.report.StepResult;
import bluegreen.state.Proceedings;
import bluegreen.state.Proceedings.Change;
import bluegreen.state.Proceedings.Stage;
import bluegreen.state.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Passes on what a run tells, and writes down what of it is evidence. */
final class Scribe implements Report {
  /** So many lines of one step's words, and of one diff, are kept; of words the last ones. */
  private static final int MOST_LINES = 200;

  private final Report report;
  private final List<Written> all = new ArrayList<>();
  private long began = System.nanoTime();

  Scribe(Report report) {
    this.report = report;
  }

  /** A step, with what was said after it and before the next one. */
  private record Written(StepResult result, long began, List<String> words, List<String> remarks) {}

  /**
   * What was told so far.
   *
   * @param start when the run began, in the terms of {@link System#nanoTime()}
   */
  synchronized Proceedings proceedings(long start, Map<String, Series> series) {
    Instant at = Instant.now().minusNanos(System.nanoTime() - start);
    List<Stage> stages = all.stream().map(written -> stage(written, start)).toList();
    return new Proceedings(at.truncatedTo(ChronoUnit.MILLIS), stages, series);
  }

  private static Stage stage(Written written, long start) {
    StepResult result = written.result();
    return new Stage(
        result.step().title(),
        result.status().label(),
        result.detail(),
        Math.max(0, (written.began() - start) / 1_000_000),
        result.millis(),
        last(written.words()),
        last(written.remarks()),
        result.step().actions().stream()
            .map(Action::edit)
            .flatMap(edit -> edit.stream())
            .map(e -> new Change(e.file().toString(), diff(e.before().orElse(""), e.after())))
            .filter(change -> !change.diff().isEmpty())
            .toList());
  }

  private static List<String> diff(String before, String after) {
    List<String> lines = Diff.unified(before, after);
    return lines.size() <= MOST_LINES ? lines : lines.subList(0, MOST_LINES);
  }

  private static List<String> last(List<String> lines) {
    return List.copyOf(lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  @Override
  public void begin(Plan plan, boolean dryRun) {
    report.begin(plan, dryRun);
  }

  @Override
  public void planned(Step step) {
    report.planned(step);
  }

  @Override
  public void starting(Step step) {
    synchronized (this) {
      began = System.nanoTime();
    }
    report.starting(step);
  }

  @Override
  public void waiting(Step step, String what, Duration since) {
    report.waiting(step, what, since);
  }

  @Override
  public void done(StepResult result) {
    synchronized (this) {
      all.add(new Written(result, began, new ArrayList<>(), new ArrayList<>()));
    }
    report.done(result);
  }

  @Override
  public void note(String text) {
    keep(text, Written::words);
    report.note(text);
  }

  @Override
  public void remark(String text) {
    keep(text, Written::remarks);
    report.remark(text);
  }

  private synchronized void keep(String text, Function<Written, List<String>> where) {
    if (!all.isEmpty()) {
      text.lines().forEach(where.apply(all.get(all.size() - 1))::add);
    }
  }

  @Override
  public void recap(Recap recap) {
    report.recap(recap);
  }

  @Override
  public void error(String message) {
    report.error(message);
  }

  @Override
  public void command(List<String> argv) {
    report.command(argv);
  }

  @Override
  public void output(String text) {
    report.output(text);
  }

  @Override
  public void exchange(String line) {
    report.exchange(line);
  }

  @Override
  public void file(String line) {
    report.file(line);
  }

  @Override
  public void progress(String what, Duration since) {
    report.progress(what, since);
  }
}
