package bluegreen.run;

import bluegreen.plan.Plan;
import bluegreen.plan.Step;
import bluegreen.report.Recap;
import bluegreen.report.Report;
import bluegreen.report.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps all that a run tells and does, in its order; its folder is not said. */
final class Heard implements Report {
  final List<String> all = new CopyOnWriteArrayList<>();
  final List<Recap> recaps = new CopyOnWriteArrayList<>();
  final List<StepResult> results = new CopyOnWriteArrayList<>();
  private final Path folder;

  Heard(Path folder) {
    this.folder = folder;
  }

  void add(String line) {
    all.add(line.replace(folder + "/", ""));
  }

  /** What begins with a word, without it. */
  List<String> of(String word) {
    return all.stream()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .toList();
  }

  /** What was said below the steps. */
  List<String> notes() {
    return of("note");
  }

  /** Everything of some kinds, in its order. */
  List<String> only(String regex) {
    return all.stream().filter(line -> line.matches(regex)).toList();
  }

  @Override
  public void command(List<String> argv) {
    add("command " + String.join(" ", argv));
  }

  @Override
  public void output(String text) {
    add("output " + text);
  }

  @Override
  public void exchange(String line) {
    add("exchange " + line);
  }

  @Override
  public void file(String line) {
    if (!line.contains("/app/roles/")) { // What the processes are told decides about no traffic.
      add("file " + line);
    }
  }

  @Override
  public void begin(Plan plan, boolean dryRun) {
    add("begin " + plan.app() + " " + dryRun);
  }

  @Override
  public void planned(Step step) {
    add("planned " + step.title());
  }

  @Override
  public void starting(Step step) {
    add("starting " + step.title());
  }

  @Override
  public void waiting(Step step, String what, Duration since) {
    add("waiting " + step.title() + ": " + what);
  }

  @Override
  public void done(StepResult result) {
    results.add(result);
    add("done " + result.step().title() + " " + result.status().label() + " " + result.detail());
  }

  @Override
  public void note(String text) {
    add("note " + text);
  }

  @Override
  public void recap(Recap recap) {
    recaps.add(recap);
    add("recap " + recap.ok());
  }

  @Override
  public void error(String message) {
    add("error " + message);
  }
}
