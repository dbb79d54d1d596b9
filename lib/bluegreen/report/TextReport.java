package bluegreen.report;

import bluegreen.host.Command;
import bluegreen.host.Secrets;
import bluegreen.host.Texts;
import bluegreen.plan.Action;
import bluegreen.plan.Note;
import bluegreen.plan.Plan;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The report that people read; coloured and with live progress on a terminal, plain elsewhere. */
public final class TextReport implements Report {
  private static final int NAME_WIDTH = 11;
  private static final int STATUS_WIDTH = 9;
  private static final int SUMMARY_WIDTH = 55;
  private static final int INDENT = 2 + NAME_WIDTH + STATUS_WIDTH;

  /** A text that is broken into shorter lines could not be read. */
  private static final int TELLING = 12;

  /** When a wait is mentioned for the first time where there is no terminal to show it live. */
  private static final Duration FIRST_PROGRESS = Duration.ofSeconds(2);

  /** And then at whole multiples of so much; a long wait less often, as logs are short. */
  private static final Duration PLAIN_PROGRESS = Duration.ofSeconds(5);

  private static final Duration LONG_PROGRESS = Duration.ofSeconds(15);
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Duration LIVE_PROGRESS = Duration.ofMillis(300);

  /**
   * Where a line of a note is cut. Of a hook's output AWS CodeDeploy keeps the last 2,048 bytes, in
   * whole lines: there has to be room for several.
   */
  private static final int NOTE_WIDTH = 400;

  /** How many lines may follow a failed step's row before its cause is said again at the end. */
  private static final int LINES_IN_SIGHT = 5;

  private final PrintStream out;
  private final Verbosity verbosity;
  private final Secrets secrets;
  private final Terminal terminal;
  private final Call call;
  private Step current = Step.looking(StepName.PREFLIGHT);
  private boolean progressShown;
  private Duration lastProgress = Duration.ZERO;
  private Duration nextPlainProgress = FIRST_PROGRESS;
  private String failure = "";
  private long linesSinceFailure;

  /** A report to a stream. */
  public TextReport(
      PrintStream out, Verbosity verbosity, Secrets secrets, Terminal terminal, Call call) {
    this.call = call;
    this.out = out;
    this.verbosity = verbosity;
    this.secrets = secrets;
    this.terminal = terminal;
  }

  @Override
  public synchronized void begin(Plan plan, boolean dryRun) {
    if (verbosity == Verbosity.QUIET) {
      return;
    }
    StringBuilder line = new StringBuilder();
    line.append(dryRun ? "DRY RUN " : "");
    line.append(plan.goal().name()).append(' ').append(plan.app());
    plan.release().ifPresent(r -> line.append(' ').append(r.describe()));
    if (!plan.leaves()) {
      line.append("  ").append(plan.target()).append(' ').append(plan.endpoint());
    }
    line.append("   active: ").append(RecapLines.active(plan.active(), plan.activeEndpoint()));
    line.append(plan.activeVersion().isEmpty() ? "" : " (" + plan.activeVersion() + ")");
    print(terminal.bold(line.toString()));
    boolean all = verbosity.compareTo(Verbosity.VERBOSE) >= 0;
    if (dryRun || all) { // Who deploys has seen it, or wants it short.
      DifferenceLines.of(plan.difference(), all, terminal.width() - 2).stream()
          .flatMap(l -> BrokenLine.of("  " + l, width()).stream())
          .forEach(this::print);
    }
  }

  @Override
  public synchronized void planned(Step step) {
    boolean failed = step.expected() == Status.FAILED;
    if (verbosity == Verbosity.QUIET && !failed) {
      return;
    }
    String summary = Tense.planned(step.summary()).replace("\n", "\n    ");
    rows(step, step.expected(), summary, 1).forEach(row -> show(row.stripTrailing()));
    notes(step);
    for (Action action : step.actions()) {
      print("    " + action.describe());
      action.edit().ifPresent(edit -> print(indented(Diff.shown(edit, terminal))));
    }
    step.undo().forEach(line -> detail(Verbosity.VERBOSE, "if it fails: " + line));
  }

  private static String indented(String text) {
    return text.lines().map(l -> "      " + l).reduce((a, b) -> a + "\n" + b).orElse("");
  }

  @Override
  public synchronized void starting(Step step) {
    current = step;
    lastProgress = Duration.ZERO;
    nextPlainProgress = FIRST_PROGRESS;
  }

  @Override
  public synchronized void progress(String what, Duration since) {
    waiting(current, what, since);
  }

  @Override
  public synchronized void waiting(Step step, String what, Duration since) {
    if (verbosity == Verbosity.QUIET) {
      return;
    }
    if (terminal.isLive()) {
      if (since.compareTo(LIVE_PROGRESS) >= 0) {
        String line = terminal.fit(step.title(), secrets.hide(what), Texts.seconds(since));
        out.print("\r\u001b[K" + terminal.dim(line));
        out.flush();
        progressShown = true;
      }
      return;
    }
    if (since.compareTo(lastProgress) < 0) {
      nextPlainProgress = FIRST_PROGRESS; // The step has begun to wait for something else.
    }
    lastProgress = since;
    if (since.compareTo(nextPlainProgress) >= 0) {
      print("  " + step.title() + "  " + what + "  " + Texts.seconds(since));
      Duration pause = since.compareTo(LONG) < 0 ? PLAIN_PROGRESS : LONG_PROGRESS;
      nextPlainProgress = pause.multipliedBy(since.dividedBy(pause) + 1);
    }
  }

  @Override
  public synchronized void done(StepResult result) {
    if (verbosity == Verbosity.QUIET && result.status() != Status.FAILED) {
      return;
    }
    List<String> lines = said(Texts.closed(result.detail())).lines().toList();
    // The time stands between what is announced and what follows.
    String first = lines.isEmpty() ? "" : Texts.closed(lines.get(0));
    String time = Texts.tenths(result.millis() / 1000) + "s";
    List<String> rows = rows(result.step(), result.status(), first, time.length() + 2);
    rows.subList(0, rows.size() - 1).forEach(this::show);
    String last = rows.get(rows.size() - 1);
    String text = said(text(result.step(), first));
    int visible = rows.size() > 1 ? last.length() : INDENT + text.length();
    int column = Math.min(INDENT + SUMMARY_WIDTH, terminal.width() - 8);
    String gap = visible < column ? " ".repeat(column - visible) : "  ";
    show(last + gap + time);
    lines.stream().skip(1).forEach(l -> print("    " + l));
    notes(result.step());
    if (result.status() == Status.FAILED) {
      failure = Texts.headline(result.step().title() + ": " + result.detail());
      linesSinceFailure = Math.max(0, lines.size() - 1);
    }
  }

  /** The columns that lines are broken for; 0 where none is. */
  private int width() {
    return terminal.isLive() ? terminal.width() : 0;
  }

  private void notes(Step step) {
    for (Note note : step.notes()) {
      NoteLines.of(said(note.sentence()), said(note.remedy()), width()).forEach(this::show);
    }
  }

  /**
   * A step's row, broken between words where a terminal is too narrow for it and for what follows;
   * what has failed is not, as it may hold a command to be copied.
   */
  private List<String> rows(Step step, Status status, String text, int further) {
    String row = row(step, status, text);
    String said = said(text(step, text));
    int room = terminal.width() - INDENT - further;
    boolean whole = said.length() <= room || room < TELLING || said.contains("\n");
    if (whole || !terminal.isLive() || status == Status.FAILED) {
      return List.of(row);
    }
    String margin = " ".repeat(INDENT);
    List<String> rows =
        new ArrayList<>(BrokenLine.of(margin, margin, said, terminal.width() - further));
    rows.set(0, row.substring(0, row.length() - said.length()) + rows.get(0).substring(INDENT));
    return rows;
  }

  private String row(Step step, Status status, String text) {
    String name = step.task().isPresent() ? "task" : step.name().label();
    String label = pad(status.label(), STATUS_WIDTH);
    return "  " + pad(name, NAME_WIDTH) + terminal.status(status, label) + said(text(step, text));
  }

  /** A task's row names hook and task, which would not fit into the column of the steps' names. */
  private static String text(Step step, String text) {
    String separator = text.isEmpty() ? "" : ": ";
    return step.task().isPresent() ? step.title() + separator + text : text;
  }

  private static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  @Override
  public synchronized void note(String text) {
    linesSinceFailure += text.lines().count();
    // Hidden before it is cut: of half a secret nobody would know that it is one.
    secrets.hide(text).lines().forEach(line -> print("      " + cut(line)));
  }

  @Override
  public void remark(String text) {
    note(said(text));
  }

  private static String cut(String line) {
    return line.codePointCount(0, line.length()) <= NOTE_WIDTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, NOTE_WIDTH)) + " ...";
  }

  @Override
  public synchronized void recap(Recap recap) {
    if (!failure.isEmpty() && linesSinceFailure > LINES_IN_SIGHT) {
      print(terminal.status(Status.FAILED, "FAILED ") + cut(said(failure)));
    }
    print(terminal.bold(RecapLines.outcome(recap)));
    recap.traffic().stream()
        .flatMap(t -> RecapLines.traffic(t, ZoneId.systemDefault()).stream())
        .flatMap(line -> BrokenLine.of(line, width()).stream())
        .forEach(line -> print(recap.lossless() ? line : terminal.status(Status.FAILED, line)));
  }

  @Override
  public synchronized void error(String message) {
    print(terminal.status(Status.FAILED, "error: ") + said(Texts.closed(message)));
  }

  @Override
  public synchronized void command(List<String> argv) {
    detail(Verbosity.VERBOSE, "$ " + Command.shown(argv));
  }

  @Override
  public synchronized void output(String text) {
    text.stripTrailing().lines().forEach(l -> detail(Verbosity.EVERYTHING, "  | " + l));
  }

  @Override
  public synchronized void exchange(String line) {
    detail(Verbosity.VERBOSE, line);
  }

  @Override
  public synchronized void file(String line) {
    detail(Verbosity.VERBOSE, line);
  }

  private void detail(Verbosity level, String line) {
    if (verbosity.compareTo(level) >= 0) {
      print(terminal.dim("    " + line));
    }
  }

  /** In words of ours: nothing secret, and our commands as they are to be typed. */
  private String said(String text) {
    return call.in(secrets.hide(text));
  }

  private void print(String text) {
    show(secrets.hide(text));
  }

  /** What is hidden already, where it has to be. */
  private void show(String text) {
    if (progressShown) {
      out.print("\r\u001b[K");
      progressShown = false;
    }
    out.println(Texts.tame(text)); // An app's last words are its own.
  }
}
