package bluegreen.run;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Secrets;
import bluegreen.host.Texts;
import bluegreen.host.Trust;
import bluegreen.observe.Machine;
import bluegreen.plan.Action.RunTask;
import bluegreen.plan.Done;
import bluegreen.plan.Goal;
import bluegreen.plan.Status;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Tls;
import bluegreen.playbook.Scope;
import bluegreen.playbook.Task;
import bluegreen.playbook.TaskResult;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import bluegreen.runner.EnvFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the user's tasks. */
final class TaskRunner {
  private static final int SHOWN_LINES = 20;

  private final Playbook playbook;
  private final Templates templates;
  private final Machine machine;
  private final Secrets veil;
  private final Goal goal;
  private final Map<String, Object> registered = new LinkedHashMap<>();

  TaskRunner(Playbook playbook, Templates templates, Machine machine, Secrets veil, Goal goal) {
    this.goal = goal;
    this.playbook = playbook;
    this.templates = templates;
    this.machine = machine;
    this.veil = veil;
    // A hook after a failure may ask for tasks that the failure kept from running.
    playbook.hooks().all().stream()
        .flatMap(task -> task.register().stream())
        .forEach(name -> registered.put(name, TaskResult.ofSkipped().names()));
  }

  /** Makes known to the tasks to come how the run has ended; what is secret in it is hidden. */
  void learn(String version, String previous, String seconds, String lost, String failure) {
    String hidden = veil.hide(failure);
    registered.put(Scope.RECAP, Scope.recap(version, previous, seconds, lost, hidden));
  }

  /**
   * Runs a task with its condition, its tries and its pauses.
   *
   * @throws StepFailure where it fails and may not
   */
  Done run(RunTask action) throws StepFailure, InterruptedException {
    Task task = action.task();
    try {
      Map<String, Object> names = names(action);
      if (task.when().isPresent() && !templates.holds(task.when().get(), names)) {
        register(task, TaskResult.ofSkipped());
        return Done.as(Status.SKIPPED, "its condition is false");
      }
      if (task.creates()
          .map(c -> path(templates.fill(c, names)))
          .filter(Files::exists)
          .isPresent()) {
        register(task, TaskResult.ofSkipped());
        String what =
            task.noLog() ? "what it creates" : templates.fill(task.creates().get(), names);
        return Done.as(Status.SKIPPED, what + " exists");
      }
      Attempt attempt = tries(action, names);
      register(task, attempt.result());
      if (attempt.ok()) {
        return Done.as(action.changes() ? Status.CHANGED : Status.OK, attempt.detail());
      } else if (task.ignoreErrors()) {
        return Done.as(Status.OK, attempt.detail() + " (ignored)");
      }
      throw new StepFailure(attempt.detail(), task.noLog() ? "" : attempt.output());
    } catch (Templates.Unfillable e) {
      throw new StepFailure(
          task.noLog() ? "something in it cannot be filled in (no_log)" : e.getMessage());
    }
  }

  private record Attempt(boolean ok, String detail, String output, TaskResult result) {}

  private Attempt tries(RunTask action, Map<String, Object> names) throws InterruptedException {
    Task task = action.task();
    Attempt attempt = once(action, names);
    for (int i = 0; i < task.retries() && !attempt.ok(); i++) {
      machine.interruption().pause(task.delay());
      attempt = once(action, names);
    }
    return attempt;
  }

  private Attempt once(RunTask action, Map<String, Object> names) throws InterruptedException {
    Task task = action.task();
    if (task.work() instanceof Task.Uri uri) {
      return request(task, uri, names);
    }
    try {
      Commands.Result result = machine.commands().run(command(action, names));
      TaskResult kept =
          new TaskResult(
              result.exit(), result.stdout(), result.stderr(), 0, "", !result.ok(), false);
      String detail = result.ok() ? "" : "exit status " + result.exit();
      return new Attempt(result.ok(), detail, Texts.lastLines(result.output(), SHOWN_LINES), kept);
    } catch (HostFailure e) {
      TaskResult kept = new TaskResult(-1, "", e.getMessage(), 0, "", true, false);
      boolean late = e.getMessage().startsWith(Commands.LATE);
      String why = task.noLog() && !late ? "it cannot be run (no_log)" : e.getMessage();
      return new Attempt(false, why, "", kept);
    }
  }

  private Command command(RunTask action, Map<String, Object> names) throws HostFailure {
    Task task = action.task();
    Map<String, String> env = environment(action);
    task.environment().forEach((name, value) -> env.put(name, templates.fill(value, names)));
    Command command;
    if (task.work() instanceof Task.Shell shell) {
      String script = templates.fill(shell.script(), names);
      if (task.noLog()) {
        // Not as an argument: those can be read in the process list.
        env.put("BLUEGREEN_SCRIPT", script);
        command = Command.of("/bin/sh", "-c", "eval \"$BLUEGREEN_SCRIPT\"");
      } else {
        command = Command.of("/bin/sh", "-c", script);
      }
    } else {
      List<Template> argv = ((Task.Run) task.work()).argv();
      command = Command.of(argv.stream().map(w -> templates.fill(w, names)).toList());
    }
    return command.with(env).in(playbook.folder()).within(task.timeout()).hidden(task.noLog());
  }

  private Attempt request(Task task, Task.Uri uri, Map<String, Object> names)
      throws InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>();
    uri.headers().forEach((name, value) -> headers.put(name, templates.fill(value, names)));
    String url = templates.fill(uri.url(), names);
    Http.Answer answer =
        machine
            .http()
            .sendAnything(
                new Http.Request(
                    uri.method(),
                    url,
                    headers,
                    uri.body().map(b -> templates.fill(b, names)),
                    task.timeout(),
                    task.noLog(),
                    Trust.authoritiesAnd(playbook.nginx().tls().map(Tls::certificate))));
    Optional<String> wanted = uri.contains().map(c -> templates.fill(c, names));
    boolean contained = wanted.filter(w -> !answer.body().contains(w)).isEmpty();
    boolean ok = answer.came() && uri.statuses().contains(answer.status()) && contained;
    TaskResult kept =
        new TaskResult(ok ? 0 : 1, "", "", answer.status(), answer.body(), !ok, false);
    String detail =
        task.noLog()
            ? unseen(answer, contained)
            : url + ": " + answer.inShort() + without(wanted.filter(w -> !contained), answer);
    return new Attempt(ok, detail, Texts.lastLines(answer.body(), SHOWN_LINES), kept);
  }

  private static String without(Optional<String> missing, Http.Answer answer) {
    return missing.filter(m -> answer.came()).map(m -> ", but without " + m).orElse("");
  }

  /** Of a request that is not to be seen: an address may be in the words of what went wrong. */
  private static String unseen(Http.Answer answer, boolean contained) {
    if (!answer.came()) {
      return answer.timedOut() ? answer.inShort() : "no answer (no_log)";
    }
    return answer.status() + (contained ? "" : ", but without what it must contain");
  }

  /** Ours, the app's, and what tells the task which slot it is about. */
  private Map<String, String> environment(RunTask action) throws HostFailure {
    Map<String, String> env = new LinkedHashMap<>();
    Map<String, Object> names = names(action);
    playbook.app().env().forEach((name, value) -> env.put(name, templates.fill(value, names)));
    if (playbook.app().envFile().isPresent()) {
      env.putAll(EnvFile.read(playbook.app().envFile().get()));
    }
    env.put("BLUEGREEN_ACTION", goal.label());
    env.put("BLUEGREEN_APP", playbook.app().name());
    env.put("BLUEGREEN_SLOT", action.slot().label());
    env.put("BLUEGREEN_HOST", action.endpoint().host());
    env.put("BLUEGREEN_PORT", String.valueOf(action.endpoint().port()));
    env.put("BLUEGREEN_VERSION", action.release().version());
    env.put("BLUEGREEN_RELEASE", action.release().home().toString());
    return env;
  }

  private Map<String, Object> names(RunTask action) {
    Scope scope =
        playbook
            .scope()
            .at(
                action.slot(),
                action.endpoint(),
                action.release().version(),
                action.release().home());
    Map<String, Object> names = new LinkedHashMap<>(scope.names());
    names.putAll(registered);
    return names;
  }

  private void register(Task task, TaskResult result) {
    task.register()
        .ifPresent(
            name -> {
              registered.put(name, result.names());
              if (task.noLog()) {
                veil.add(List.of(result.stdout(), result.stderr(), result.body()));
              }
            });
  }

  private Path path(String path) {
    return playbook.folder().resolve(path);
  }
}
