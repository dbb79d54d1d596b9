package bluegreen.report;

import bluegreen.contents.Difference;
import bluegreen.host.Secrets;
import bluegreen.plan.Action;
import bluegreen.plan.FileAction;
import bluegreen.plan.Goal;
import bluegreen.plan.LookAction;
import bluegreen.plan.NginxAction;
import bluegreen.plan.Plan;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.Release;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What reports are tested with: a plan, its steps and their results. */
final class Reports {
  static final Release RELEASE =
      new Release(
          "1.4.2", "9f86d081884c".repeat(5) + "9f86", Path.of("/r"), "shop.jar", Instant.EPOCH);

  static final NginxAction.WriteNginxFile SITE =
      new NginxAction.WriteNginxFile(
          Path.of("/etc/nginx/shop.conf"), Optional.of("a\nb\n"), "a\nc\n", true);

  static final Step NGINX =
      step(StepName.NGINX, Status.CHANGED, "wrote shop.conf, reloaded", List.of(SITE));

  static final Step HEALTH =
      step(
          StepName.HEALTH,
          Status.OK,
          "",
          List.of(
              new LookAction.AwaitHealth(
                  Slot.GREEN, Endpoint.here(8082), "http://127.0.0.1:8082/health")));

  static final Step SWITCH =
      step(
          StepName.SWITCH,
          Status.CHANGED,
          "blue -> green",
          List.of(
              new Action.Switch(
                  Optional.of(Slot.BLUE),
                  Slot.GREEN,
                  Endpoint.here(8082),
                  Optional.of(SITE),
                  Optional.empty())));

  static final Step REFUSED =
      step(StepName.PREFLIGHT, Status.FAILED, "no jar\nno nginx", List.of());

  static final Recap RECAP =
      new Recap(
          "shop",
          true,
          false,
          List.of(Status.OK, Status.OK, Status.CHANGED, Status.CHANGED, Status.CHANGED),
          Optional.of(Slot.GREEN),
          Optional.of(Endpoint.here(8082)),
          "1.4.2",
          "1.4.1",
          Optional.of(0.8123),
          Optional.empty(),
          5100,
          Optional.empty());

  static final Call CALL = new Call("./jbang deploy.java");

  private Reports() {}

  static Step step(StepName name, Status expected, String summary, List<Action> actions) {
    return new Step(name, Optional.empty(), expected, summary, actions);
  }

  static Plan plan(Goal goal, Optional<Slot> active) {
    return plan(goal, active, Difference.none());
  }

  static Plan plan(Goal goal, Optional<Slot> active, Difference difference) {
    return new Plan(
        goal,
        "shop",
        goal == Goal.REMOVE ? Optional.empty() : Optional.of(RELEASE),
        Slot.GREEN,
        Endpoint.here(8082),
        active,
        active.map(a -> Endpoint.here(8081)),
        active.isPresent() ? "1.4.1" : "",
        true,
        Optional.empty(),
        difference,
        List.of(NGINX, SWITCH));
  }

  static StepResult result(Step step, Status status, String detail, double millis) {
    return new StepResult(step, status, detail, millis, Map.of());
  }

  static Secrets secrets(String... values) {
    Secrets secrets = new Secrets();
    secrets.add(Set.of(values));
    return secrets;
  }

  /** What a text report writes. */
  static String text(
      Verbosity verbosity, Terminal terminal, Secrets secrets, Consumer<Report> telling) {
    return written(out -> telling.accept(new TextReport(out, verbosity, secrets, terminal, CALL)));
  }

  /** What a text report writes where there is no terminal. */
  static String plain(Verbosity verbosity, Consumer<Report> telling) {
    return text(verbosity, Terminal.none(), new Secrets(), telling);
  }

  /** What a JSON report writes. */
  static String json(Verbosity verbosity, Secrets secrets, Consumer<Report> telling) {
    return written(out -> telling.accept(new JsonReport(out, verbosity, secrets, CALL)));
  }

  private static String written(Consumer<PrintStream> telling) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    telling.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Says something through every channel that a report has, with a text in it. */
  static void everything(Report report, String text) {
    Step step =
        step(StepName.START, Status.CHANGED, text, List.of(new FileAction.Remove(Path.of(text))));
    report.begin(plan(Goal.DEPLOY, Optional.of(Slot.BLUE)), false);
    report.planned(step);
    report.planned(
        step(
            StepName.NGINX,
            Status.CHANGED,
            "",
            List.of(
                new NginxAction.WriteNginxFile(
                    Path.of("/n"), Optional.of(text), "x" + text, true))));
    report.starting(step);
    report.waiting(step, text, Duration.ofSeconds(5));
    report.done(result(step, Status.FAILED, text + "\n" + text, 1));
    report.done(new StepResult(step, Status.OK, "", 1, Map.of("figure", text)));
    report.note(text);
    report.error(text);
    report.command(List.of("run", text));
    report.output(text);
    report.exchange(text);
    report.file(text);
    report.recap(
        new Recap(
            text,
            true,
            false,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            text,
            text,
            Optional.empty(),
            Optional.empty(),
            1,
            Optional.empty()));
  }
}
