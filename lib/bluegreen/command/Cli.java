package bluegreen.command;

import bluegreen.host.Busy;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Interruption;
import bluegreen.host.Texts;
import bluegreen.plan.Goal;
import bluegreen.plan.StepName;
import bluegreen.playbook.InvalidPlaybook;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookError;
import bluegreen.playbook.Task;
import bluegreen.report.Call;
import bluegreen.report.Recap;
import bluegreen.report.Terminal;
import bluegreen.report.Verbosity;
import bluegreen.run.Outcome;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs one command line to its exit code. */
public final class Cli {
  /** The others say it in their preflight, or do not look. */
  private static final Set<Verb> LOOKS_INTO_THE_FOLDER =
      EnumSet.of(Verb.STATUS, Verb.VERIFY, Verb.HISTORY, Verb.REPORT, Verb.LOGS, Verb.RELOAD);

  private static final Set<Verb> CHANGES = EnumSet.of(Verb.DEPLOY, Verb.ROLLBACK, Verb.REMOVE);

  private static final String VERSION = "deploy.java 0.1.0";
  private static final List<String> FOOTER =
      List.of(
          "Exit codes: 0 done; 1 failed, traffic is where it was before; 2 wrong usage or",
          "playbook, nothing touched; 3 another deployment is under way; 4 failed, and",
          "traffic may need a person; 10 changed (with --detailed-exitcode); 130 and 143",
          "interrupted, cleaned up as in 1.");

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> env;
  private final Syntax syntax;
  private final Call call;
  private final Help help;

  /** A command line with our streams and environment. */
  public Cli(PrintStream out, PrintStream err, Map<String, String> env, Syntax syntax) {
    this.out = out;
    this.err = err;
    this.env = env;
    this.syntax = syntax;
    this.call = Call.of(env, System.getProperty("java.class.path", ""));
    this.help =
        new Help(
            call.words(),
            syntax,
            "Deploys a web app blue/green behind nginx on one server, without downtime.",
            FOOTER);
  }

  /** Runs a command line; the exit code. */
  public int run(List<String> args) {
    int code = parseAndRun(args);
    Rehearsal.ifArchiving();
    Http.endThreads();
    return code;
  }

  private int parseAndRun(List<String> args) {
    try {
      Syntax.Parsed parsed = syntax.parse(args);
      if (parsed.has("--help")) {
        out.println(parsed.named() ? help.of(parsed.command()) : help.all());
      } else if (parsed.has("--version")) {
        out.println(VERSION);
      } else if (parsed.command().name().equals("init")) {
        return init(parsed);
      } else if (parsed.command().name().equals("list")) {
        boolean json = Options.isJson(parsed);
        return new ListCommand(Session.surroundings(env, Map.of()), json, out).run();
      } else if (parsed.operand().isEmpty()) {
        throw new Syntax.Misused(
            "missing " + parsed.command().operand() + "\n" + help.usage(parsed.command()));
      } else {
        return run(Options.of(parsed));
      }
      return Outcome.OK.code();
    } catch (Syntax.Misused e) {
      err.println("error: " + e.getMessage());
      err.println(call.in("deploy.java --help tells what there is."));
      return Outcome.USAGE.code();
    } catch (InvalidPathException e) {
      return notPath(e);
    }
  }

  /** No path mostly because of the language in which Java has read it. */
  private int notPath(InvalidPathException e) {
    try {
      Language.own().checkArguments();
      err.println("error: not a path: " + e.getInput());
    } catch (HostFailure why) {
      err.println("error: " + why.getMessage());
    }
    return Outcome.USAGE.code();
  }

  private int init(Syntax.Parsed parsed) throws Syntax.Misused {
    boolean json = Options.isJson(parsed);
    Terminal terminal = json ? Terminal.none() : Terminal.ofStandardOutput(env, TerminalWidth::ask);
    Path folder = Path.of(parsed.operand().orElse("."));
    Optional<Path> ownApps = Session.surroundings(env, Map.of()).defaultParent();
    return new Init(folder, ownApps, json, terminal, call, out, err).run();
  }

  private int run(Options options) {
    Session.Voice voice = Session.voice(options, out, env, call);
    try {
      Language language = Language.own();
      language.checkArguments();
      language.check(options.playbook());
      language.checkVariables(options.playbook());
      return run(options, voice, language);
    } catch (InvalidPlaybook e) {
      invalid(options, e);
      return Outcome.USAGE.code();
    } catch (HostFailure | InterruptedException | RuntimeException e) {
      return failed(options, voice, e);
    }
  }

  /** Says what has gone wrong; the exit code for it. */
  private int failed(Options options, Session.Voice voice, Exception e) {
    if (Interruption.isDue() || e instanceof InterruptedException) {
      failed(options, voice, "interrupted");
      return Outcome.FAILED.code();
    } else if (e instanceof HostFailure) {
      failed(options, voice, e.getMessage());
      return (e instanceof Busy ? Outcome.LOCKED : Outcome.FAILED).code();
    }
    failed(options, voice, "a fault in deploy.java itself, please report it: " + e);
    if (options.verbosity() == Verbosity.EVERYTHING) {
      e.printStackTrace(err);
    }
    return Outcome.FAILED.code();
  }

  private int run(Options options, Session.Voice voice, Language language)
      throws InvalidPlaybook, HostFailure, InterruptedException {
    Session session = Session.open(options, env, voice);
    try (Signals signals =
        Signals.to(session.machine().interruption(), CHANGES.contains(options.verb()))) {
      Optional<Path> secrets = session.playbook().app().envFile();
      if (secrets.isPresent()) {
        language.check(secrets.get());
      }
      try {
        return signals.during(() -> run(options.verb(), session));
      } catch (HostFailure | InterruptedException | RuntimeException e) {
        return failed(options, voice, e); // Said while the signal that ends us still waits for it.
      }
    }
  }

  private int run(Verb verb, Session session) throws HostFailure, InterruptedException {
    boolean reader = verb == Verb.REPORT && Onlooker.mayRead(session);
    if (verb != Verb.VALIDATE && verb != Verb.LIST_STEPS && !reader) {
      Onlooker.turnAway(verb, session);
    }
    LookCommands look = new LookCommands(session, out);
    if (LOOKS_INTO_THE_FOLDER.contains(verb) && !reader) {
      session.owners().require(verb == Verb.HISTORY || verb == Verb.REPORT);
    }
    return switch (verb) {
      case DEPLOY -> new DeployCommand(session, Goal.DEPLOY).run();
      case ROLLBACK -> new DeployCommand(session, Goal.ROLLBACK).run();
      case REMOVE -> new DeployCommand(session, Goal.REMOVE).run();
      case STATUS -> look.status();
      case VERIFY -> look.verify();
      case HISTORY -> new HistoryCommand(session, out).run();
      case REPORT -> new ReportCommand(session, out).run();
      case LOGS -> new LogsCommand(session, out, err).run();
      case RELOAD -> new ReloadCommand(session, out).run();
      case VALIDATE -> validate(session);
      case LIST_STEPS -> listSteps(session.playbook());
    };
  }

  private int validate(Session session) {
    String file = session.options().playbook().toString();
    if (session.options().json()) {
      JsonObject json = new JsonObject();
      json.put("event", "validate");
      json.put("file", file);
      json.put("status", "ok");
      if (!session.playbook().remarks().isEmpty()) {
        json.put("notes", new JsonArray(session.playbook().remarks()));
      }
      out.println(JsonWriter.string(json));
    } else {
      out.println(file + ": valid, for the app " + session.playbook().app().name());
      session.playbook().remarks().forEach(remark -> out.println("  note: " + remark));
    }
    return Outcome.OK.code();
  }

  private int listSteps(Playbook playbook) {
    for (StepName step : StepName.values()) {
      if (!step.isHook()) {
        out.println(step.label());
      }
      for (Task task : tasks(playbook, step)) {
        out.println(step.label() + ": " + task.name());
      }
    }
    return Outcome.OK.code();
  }

  private static List<Task> tasks(Playbook playbook, StepName step) {
    return switch (step) {
      case BEFORE_START -> playbook.hooks().beforeStart();
      case BEFORE_SWITCH -> playbook.hooks().beforeSwitch();
      case AFTER_SWITCH -> playbook.hooks().afterSwitch();
      case ON_SUCCESS -> playbook.hooks().onSuccess();
      case ON_FAILURE -> playbook.hooks().onFailure();
      default -> List.of();
    };
  }

  private void invalid(Options options, InvalidPlaybook e) {
    if (!options.json()) {
      err.println(e.getMessage());
      int errors = e.errors().size();
      err.println(errors + (errors == 1 ? " error" : " errors") + "; nothing was touched");
      return;
    }
    for (PlaybookError error : e.errors()) {
      JsonObject json = new JsonObject();
      json.put("event", "error");
      json.put("file", options.playbook().toString());
      json.put("line", error.line() == 0 ? null : error.line());
      json.put("column", error.column() == 0 ? null : error.column());
      json.put("path", error.path());
      json.put("message", error.sentence());
      out.println(JsonWriter.string(json));
    }
    Session.voice(options, out, env, call).report().recap(Recap.ofNothing(""));
  }

  private void failed(Options options, Session.Voice voice, String message) {
    if (options.json()) {
      voice.report().error(message);
      voice.report().recap(Recap.ofNothing(""));
    } else {
      err.println("error: " + voice.said(Texts.closed(message)));
    }
  }
}
