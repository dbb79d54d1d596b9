package bluegreen.report;

import bluegreen.host.Command;
import bluegreen.host.Edit;
import bluegreen.host.Secrets;
import bluegreen.host.Texts;
import bluegreen.plan.Action;
import bluegreen.plan.Plan;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.playbook.Endpoint;
import bluegreen.state.Release;
import bluegreen.state.Traffic;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The report for machines: one JSON object a line, the recap last. */
public final class JsonReport implements Report {
  /** The keys whose values are words of ours, which programs go by. */
  private static final Set<String> OURS =
      Set.of("event", "action", "step", "status", "slot", "active", "change");

  /** The events in words of ours; the others tell what an app or a program has said. */
  private static final Set<String> SPOKEN = Set.of("step", "recap", "error");

  private final PrintStream out;
  private final Verbosity verbosity;
  private final Secrets secrets;
  private final Call call;
  private Optional<Release> wanted = Optional.empty();
  private Optional<String> failure = Optional.empty();

  /** A report to a stream. */
  public JsonReport(PrintStream out, Verbosity verbosity, Secrets secrets, Call call) {
    this.call = call;
    this.out = out;
    this.verbosity = verbosity;
    this.secrets = secrets;
  }

  @Override
  public void begin(Plan plan, boolean dryRun) {
    wanted = plan.release();
    JsonObject event = event("begin");
    event.put("action", plan.goal().label());
    event.put("app", plan.app());
    event.put("dry_run", dryRun);
    plan.release()
        .ifPresent(
            r -> {
              event.put("version", r.label().orElse(null));
              event.put("digest", r.isUnfetched() ? null : r.digest());
            });
    event.put("slot", plan.target().label());
    event.put("port", plan.endpoint().port());
    event.put("active", plan.active().map(Object::toString).orElse(null));
    event.put("active_version", plan.activeVersion());
    if (!plan.difference().isEmpty()) {
      event.put("changes", DifferenceJson.of(plan.difference()));
    }
    print(event);
  }

  @Override
  public void planned(Step step) {
    if (step.expected() == Status.FAILED) {
      failed(step, step.summary());
    }
    JsonObject event = step(step, step.expected());
    event.put("message", step.summary());
    JsonArray actions = new JsonArray();
    for (Action action : step.actions()) {
      JsonObject line = new JsonObject();
      line.put("action", action.describe());
      action.edit().ifPresent(edit -> line.put("diff", diff(edit)));
      actions.add(line);
    }
    event.put("actions", actions);
    if (!step.undo().isEmpty()) {
      event.put("undo", new JsonArray(step.undo()));
    }
    print(event);
  }

  private static String diff(Edit edit) {
    return String.join("\n", Diff.unified(edit.before().orElse(""), edit.after()));
  }

  @Override
  public void starting(Step step) {
    // A step is reported once it has ended.
  }

  @Override
  public void waiting(Step step, String what, Duration since) {
    // Progress is for people.
  }

  @Override
  public void done(StepResult result) {
    if (result.status() == Status.FAILED) {
      failed(result.step(), result.detail());
    }
    JsonObject event = step(result.step(), result.status());
    event.put("ms", rounded(result.millis()));
    event.put("message", Texts.closed(result.detail()));
    result
        .figures()
        .forEach((name, value) -> event.put(name, value instanceof Double d ? rounded(d) : value));
    print(event);
  }

  /** The first one is the cause; the others come of it. */
  private void failed(Step step, String detail) {
    String sentence = Texts.headline(step.title() + ": " + detail);
    failure = failure.or(() -> Optional.of(sentence));
  }

  private static JsonObject step(Step step, Status status) {
    JsonObject event = event("step");
    event.put("step", step.name().label());
    step.task().ifPresent(t -> event.put("task", t));
    event.put("status", status.label());
    if (!step.notes().isEmpty()) {
      JsonArray notes = new JsonArray();
      step.notes().forEach(note -> notes.add(note.inOneLine()));
      event.put("notes", notes);
    }
    return event;
  }

  @Override
  public void note(String text) {
    JsonObject event = event("note");
    event.put("message", text);
    print(event);
  }

  @Override
  public void remark(String text) {
    note(call.in(secrets.hide(text)));
  }

  @Override
  public void recap(Recap recap) {
    JsonObject event = event("recap");
    event.put("app", recap.app());
    event.put("status", recap.ok() ? "ok" : "failed");
    event.put("dry_run", recap.dryRun());
    for (Status status : Status.values()) {
      event.put(status.label(), recap.count(status));
    }
    event.put("active", recap.active().map(Object::toString).orElse(null));
    event.put("port", recap.endpoint().map(Endpoint::port).orElse(0));
    event.put("version", recap.version());
    event.put("previous", recap.previous());
    event.put("wanted", wanted.flatMap(Release::label).orElse(null));
    event.put(
        "wanted_digest", wanted.filter(r -> !r.isUnfetched()).map(Release::digest).orElse(null));
    event.put("switch_ms", recap.switchMillis().map(JsonReport::rounded).orElse(null));
    recap.live().ifPresent(live -> event.put("live", live));
    event.put("total_ms", recap.totalMillis());
    event.put("traffic", recap.traffic().map(Traffic::json).orElse(null));
    failure.filter(f -> !recap.ok()).ifPresent(f -> event.put("failure", f));
    print(event);
  }

  @Override
  public void error(String message) {
    failure = failure.or(() -> Optional.of(Texts.headline(message)));
    JsonObject event = event("error");
    event.put("message", message);
    print(event);
  }

  @Override
  public void command(List<String> argv) {
    detail(Verbosity.VERBOSE, "command", Command.shown(argv));
  }

  @Override
  public void output(String text) {
    detail(Verbosity.EVERYTHING, "output", text);
  }

  @Override
  public void exchange(String line) {
    detail(Verbosity.VERBOSE, "http", line);
  }

  @Override
  public void file(String line) {
    detail(Verbosity.VERBOSE, "file", line);
  }

  private void detail(Verbosity level, String name, String text) {
    if (verbosity.compareTo(level) >= 0) {
      JsonObject event = event(name);
      event.put("message", text);
      print(event);
    }
  }

  private static JsonObject event(String name) {
    JsonObject event = new JsonObject();
    event.put("event", name);
    return event;
  }

  private static double rounded(double millis) {
    return Math.round(millis * 100) / 100.0;
  }

  private synchronized void print(JsonObject event) {
    hide(event);
    out.println(JsonWriter.string(event));
  }

  /**
   * Hidden in the values, not in the line: a secret with a quote in it is escaped there. Words of
   * ours are left as they are.
   */
  private void hide(JsonObject event) {
    boolean ours = SPOKEN.contains(event.getString("event"));
    event.replaceAll((key, value) -> OURS.contains(key) ? value : hidden(value, ours));
  }

  private Object hidden(Object value, boolean ours) {
    if (value instanceof String text) {
      return ours ? call.in(secrets.hide(text)) : secrets.hide(text);
    } else if (value instanceof JsonArray array) {
      array.replaceAll(inner -> hidden(inner, ours));
    } else if (value instanceof JsonObject object) {
      object.replaceAll((key, inner) -> hidden(inner, ours));
    }
    return value;
  }
}
