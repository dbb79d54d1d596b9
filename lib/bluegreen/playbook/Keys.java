package bluegreen.playbook;

import static bluegreen.playbook.Values.ANY;
import static bluegreen.playbook.Values.ARGUMENTS;
import static bluegreen.playbook.Values.ARTIFACT;
import static bluegreen.playbook.Values.COMMAND;
import static bluegreen.playbook.Values.ENVIRONMENT;
import static bluegreen.playbook.Values.INSTANT;
import static bluegreen.playbook.Values.MOMENT;
import static bluegreen.playbook.Values.NAME;
import static bluegreen.playbook.Values.NGINX_PATH;
import static bluegreen.playbook.Values.PATH;
import static bluegreen.playbook.Values.PORT;
import static bluegreen.playbook.Values.SENT;
import static bluegreen.playbook.Values.TASK_PATH;
import static bluegreen.playbook.Values.TEXT;
import static bluegreen.playbook.Values.optional;
import static bluegreen.playbook.Values.required;
import static bluegreen.playbook.Values.whole;

import bluegreen.playbook.Kind.Choice;
import bluegreen.playbook.Kind.Flag;
import bluegreen.playbook.Kind.Items;
import bluegreen.playbook.Kind.Often;
import bluegreen.playbook.Kind.Rendered;
import bluegreen.playbook.Kind.Section;
import bluegreen.playbook.Kind.Table;
import bluegreen.playbook.Kind.Text;
import bluegreen.playbook.Kind.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Every key of the playbook, described once. The checker, {@code playbooks/playbook.schema.json}
 * and the reference in docs/playbook.md all come from here.
 */
public final class Keys {
  /** The variables; each knows those above it. */
  static final Table VARS =
      new Table(
          new Text(Rendered.ONCE, "(?s).*", "a text"), NAME, "a name of letters, digits and '_'");

  /** The keys of one task. */
  public static final Section TASK =
      new Section(
          List.of(
              optional("name", TEXT, "", "What the task is called in the output."),
              optional("command", COMMAND, "", "A program and its arguments; no shell."),
              optional(
                  "shell",
                  new Text(Rendered.PER_SLOT, "(?s)[^\\x00]+", "a command line"),
                  "",
                  "A command line for `sh`."),
              optional(
                  "uri", UriKeys.section(), "", "An HTTP request and the answer that it must get."),
              optional(
                  "when",
                  new Text(Rendered.NEVER, ANY, "a condition"),
                  "",
                  "A condition such as `slot == 'green'`; the task is skipped where it is false."),
              optional("timeout", new Time(MOMENT), "5m", "How long one try may take."),
              optional("retries", whole(0, 1000), "0", "Further tries after a failed one."),
              optional("delay", new Time(INSTANT), "1s", "The pause between two tries."),
              optional(
                  "register",
                  new Text(Rendered.NEVER, NAME, "a name of letters, digits and '_'"),
                  "",
                  "Keeps the result for later tasks: `NAME.rc`, `NAME.stdout`, `NAME.stderr`,"
                      + " `NAME.status`, `NAME.body`, `NAME.failed`, `NAME.skipped`."),
              optional("ignore_errors", new Flag(), "false", "Go on although the task failed."),
              optional("environment", ENVIRONMENT, "", "Further environment variables."),
              optional("creates", TASK_PATH, "", "A file; where it exists, the task is skipped."),
              optional(
                  "no_log", new Flag(), "false", "Keep the command and its output out of sight.")),
          List.of("command", "shell", "uri"));

  /** The whole playbook. */
  public static final Section PLAYBOOK =
      new Section(
          List.of(
              optional(
                  "vars",
                  VARS,
                  "",
                  "Values for `{{ vars.NAME }}`, overridden with `-e NAME=VALUE`."),
              required("app", app(), "The app and how it is started."),
              optional("ports", ports(), "", "The two ports between which traffic is switched."),
              optional(
                  "slots",
                  HostKeys.slots(),
                  "",
                  "Instead of `ports`: two places, such as on two hosts, in which the commands of"
                      + " `app.start` have the app run."),
              required("health", HealthKeys.section(), "When a slot counts as healthy."),
              required("nginx", NginxKeys.section(), "The nginx in front of the app."),
              optional("rollout", rollout(), "", "What becomes of the old version."),
              optional("hooks", hooks(), "", "Tasks at fixed points of a deployment.")),
          List.of("ports", "slots"));

  /** Keys that only go with another one, by their name: who gives one has meant the other. */
  static final Map<String, String> GOES_WITH = Map.of("include", "behind");

  private Keys() {}

  private static Section app() {
    return new Section(
        ContainerKeys.after(
            required(
                "name",
                new Text(
                    Rendered.NEVER,
                    "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?",
                    "a name of letters, digits and '-'"),
                "The app's name: letters, digits, '-'."),
            optional(
                "jar",
                ARTIFACT,
                "",
                "The jar (or runnable war) to run; relative paths start at the playbook's folder; a"
                    + " pattern such as `build/libs/*.jar` is good where exactly one runnable jar"
                    + " matches it. From a URL it is fetched."),
            optional(
                "command",
                COMMAND,
                "",
                "Instead of `jar`: any program that listens on `{{ port }}`, with its arguments."),
            optional(
                "start",
                HostKeys.start(),
                "",
                "Instead of `jar` and `command`, with `slots`: the commands that start and stop the"
                    + " app elsewhere."),
            optional(
                "files",
                ARTIFACT,
                "",
                "With `command` or `start`: the folder or file that it runs from, stored as the"
                    + " release. From a URL: a .tar.gz, .tgz, .tar or .zip, which is unpacked."),
            optional(
                "headers",
                SENT,
                "",
                "With a URL in `jar` or `files`: headers of the request. Their values are never"
                    + " shown."),
            optional(
                "fetch",
                COMMAND,
                "",
                "With a bare name in `jar` or `files`, and `version`: a program and its arguments,"
                    + " no shell, that creates that file as `{{ target }}`."),
            optional(
                "version",
                new Text(
                    Rendered.ONCE,
                    "[A-Za-z0-9][A-Za-z0-9._+-]{0,63}",
                    "a version of letters, digits, '.', '_', '+', '-'"),
                "",
                "The version's label; default: the first 12 hex digits of the artifact's SHA-256."),
            optional(
                "sha256",
                new Text(Rendered.ONCE, "[0-9a-fA-F]{64}", "64 hex digits"),
                "",
                "Refuse any artifact but the one with this SHA-256; of an archive from a URL, the"
                    + " archive's."),
            optional(
                "java",
                PATH,
                "java",
                "The java that runs `jar`; a bare name is looked for on the PATH, of `env` or"
                    + " ours."),
            optional("java_opts", ARGUMENTS, "", "Options for that java."),
            optional(
                "args",
                ARGUMENTS,
                "[\"--server.port={{ port }}\"]",
                "The jar's arguments; the default suits Spring Boot. Java's own options, such as"
                    + " -D…, go into `java_opts`."),
            optional(
                "archive",
                new Choice(List.of("off", "auto")),
                "off",
                "`auto` has Java make an archive of a Spring Boot app's classes, once a release,"
                    + " with which it starts sooner."),
            optional("env", ENVIRONMENT, "", "Environment variables of the app."),
            optional(
                "env_file",
                PATH,
                "",
                "A file of NAME=VALUE lines with secrets: never in output, logs or process list."),
            optional(
                "user",
                new Text(Rendered.ONCE, "[A-Za-z_][A-Za-z0-9_.-]*", "the name of a user"),
                "",
                "The user that the app runs as; needs root."),
            optional(
                "runner",
                new Choice(List.of("auto", "process", "systemd")),
                "auto",
                "Who runs the app; auto is systemd where it runs the machine and we are root."),
            optional(
                "dir",
                NGINX_PATH,
                "",
                "Releases, logs and history; default: /var/lib/bluegreen/NAME for root, else"
                    + " ~/.local/state/bluegreen/NAME."),
            optional(
                "workdir",
                PATH,
                "",
                "Where the app runs, and what outlives its releases: uploads, databases, `.env`;"
                    + " default: `work` in `dir`, for `command` with `files` the release's"
                    + " folder."),
            optional(
                "stop_timeout", new Time(INSTANT), "30s", "SIGTERM, then this long, then SIGKILL."),
            optional("keep_releases", whole(1, 1000), "5", "How many releases are kept."),
            optional(
                "metrics",
                PATH,
                "",
                "A file that each run writes at its end, in Prometheus's text format for the"
                    + " textfile collector of node_exporter.")),
        List.of("jar", "command", "image", "start"));
  }

  private static Section ports() {
    return new Section(
        List.of(
            required("blue", PORT, "The port of the blue slot."),
            required("green", PORT, "The port of the green slot.")));
  }

  private static Section rollout() {
    return new Section(
        List.of(
            optional("drain", new Time(INSTANT), "30s", "The longest wait for requests in flight."),
            optional(
                "bake",
                new Time(INSTANT),
                "5s",
                "How long the new version is watched after the switch (the drain counts): where it"
                    + " ends or its health check fails, traffic goes back; 0s does not watch."),
            optional(
                "probe",
                new Often(MOMENT, Duration.ofSeconds(1)),
                "50ms",
                "How often the run itself asks through nginx, as a visitor does, while it works;"
                    + " its last line tells what was lost. `off` does not ask."),
            optional(
                "standby",
                new Choice(List.of("keep", "stop")),
                "keep",
                "keep: the old version goes on as nginx's backup; stop: it is stopped."),
            optional(
                "quiet_start",
                new Flag(),
                "true",
                "As root: until the new version is healthy it gets the processor time that others"
                    + " leave, as long as that is enough.")));
  }

  private static Section hooks() {
    Kind tasks = new Items(TASK, false, 0);
    return new Section(
        List.of(
            optional("before_start", tasks, "", "Before the new version starts."),
            optional("before_switch", tasks, "", "When the new version is healthy."),
            optional("after_switch", tasks, "", "When traffic is on the new version."),
            optional(
                "on_success",
                tasks,
                "",
                "When the deployment is done, and written into the history: a failure of these is"
                    + " told, and changes nothing."),
            optional("on_failure", tasks, "", "When the deployment has failed.")));
  }
}
