///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS info.picocli:picocli:4.7.7
//DEPS org.yaml:snakeyaml:2.7
//DEPS org.zeroturnaround:zt-exec:1.13.0
//DEPS com.konghq:unirest-java-core:4.10.1
//DEPS io.pebbletemplates:pebble:4.1.2
//DEPS com.grack:nanojson:1.10
//DEPS org.slf4j:slf4j-nop:2.0.20
//SOURCES lib/**/*.java
//FILES nginx/=nginx/*
//COMPILE_OPTIONS -encoding UTF-8 -Xlint:all -Werror
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xlog:disable -Xlog:all=off
//CDS

import bluegreen.command.Cli;
import bluegreen.command.Init;
import bluegreen.command.Options;
import bluegreen.command.Verb;
import bluegreen.playbook.Durations;
import bluegreen.report.Verbosity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line of deploy.java. */
@Command(
    name = "deploy.java",
    mixinStandardHelpOptions = true,
    version = "deploy.java 0.1.0",
    synopsisSubcommandLabel = "[COMMAND]",
    description = "Deploys a web app blue/green behind nginx on one server, without downtime.",
    footer = {
      "",
      "Exit codes: 0 done; 1 failed, traffic is where it was before; 2 wrong usage or playbook;",
      "3 another deployment is under way; 4 failed, and traffic may need a person;",
      "10 changed (with --detailed-exitcode); 130/143 interrupted and cleaned up."
    })
public class deploy implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-n", "--dry-run", "--check"},
      scope = ScopeType.INHERIT,
      description = "Print what a real run would do now, with diffs; touch nothing at all.")
  private boolean dryRun;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show each command, HTTP exchange and file written; twice: their output too.")
  private boolean[] verbose = {};

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Show only failures and the recap.")
  private boolean quiet;

  @Option(
      names = {"-e", "--extra-vars"},
      scope = ScopeType.INHERIT,
      paramLabel = "NAME=VALUE",
      description = "Set a variable for {{ vars.NAME }}.")
  private Map<String, String> extraVars = new LinkedHashMap<>();

  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      paramLabel = "text|json",
      description = "json: one object a line, the recap last.")
  private String output = "text";

  @Option(
      names = "--list-steps",
      scope = ScopeType.INHERIT,
      description = "Print the names of the steps, and stop.")
  private boolean listSteps;

  @Option(
      names = "--take-over",
      scope = ScopeType.INHERIT,
      description = "Drain and stop a process that is not ours but holds one of our ports.")
  private boolean takeOver;

  @Option(
      names = "--lock-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "TIME",
      description = "Wait so long for a deployment that is under way; such as 30s.")
  private String lockTimeout = "0s";

  @Option(
      names = "--detailed-exitcode",
      scope = ScopeType.INHERIT,
      description = "Exit with 10 instead of 0 where something changed.")
  private boolean detailedExitCode;

  @Parameters(arity = "0..1", paramLabel = "PLAYBOOK", description = "The playbook to deploy.")
  private Optional<Path> playbook = Optional.empty();

  /** Starts the program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new deploy()).execute(args));
  }

  @Override
  public Integer call() {
    Path file =
        playbook.orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "Missing PLAYBOOK: deploy.java [OPTIONS] PLAYBOOK"));
    return run(Verb.DEPLOY, file);
  }

  @Command(
      name = "deploy",
      mixinStandardHelpOptions = true,
      description = "Deploy (the same as without a command).")
  int deploy(@Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.DEPLOY, file);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Have the version that served before serve again.")
  int rollback(
      @Option(
              names = "--to",
              paramLabel = "VERSION",
              description = "To this version, or the digest it begins with.")
          Optional<String> to,
      @Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.ROLLBACK, options(file, to, Optional.empty(), false, 0));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Show what runs where, and which slot is active.")
  int status(@Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.STATUS, file);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Exit 0 only if nginx serves the playbook's version, healthy.")
  int verify(@Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.VERIFY, file);
  }

  @Command(mixinStandardHelpOptions = true, description = "Show what was deployed when.")
  int history(@Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.HISTORY, file);
  }

  @Command(mixinStandardHelpOptions = true, description = "Show what the app has written.")
  int logs(
      @Option(
              names = {"-f", "--follow"},
              description = "Go on as it writes more.")
          boolean follow,
      @Option(
              names = "--slot",
              paramLabel = "blue|green",
              description = "Of this slot; default: the active one.")
          Optional<String> slot,
      @Option(
              names = "--lines",
              paramLabel = "N",
              defaultValue = "100",
              description = "So many of the last lines (default: ${DEFAULT-VALUE}).")
          int lines,
      @Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.LOGS, options(file, Optional.empty(), slot, follow, lines));
  }

  @Command(mixinStandardHelpOptions = true, description = "Check a playbook, and touch nothing.")
  int validate(@Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.VALIDATE, file);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Write a starter playbook from what is found in a folder.")
  int init(@Parameters(paramLabel = "DIR", arity = "0..1", defaultValue = ".") Path folder) {
    return new Init(folder, System.out, System.err).run();
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Stop the app and take away all that we made on this machine.")
  int remove(@Parameters(paramLabel = "PLAYBOOK") Path file) {
    return run(Verb.REMOVE, file);
  }

  private int run(Verb verb, Path file) {
    return run(verb, options(file, Optional.empty(), Optional.empty(), false, 0));
  }

  private int run(Verb verb, Options options) {
    Verb asked = listSteps ? Verb.LIST_STEPS : verb;
    return new Cli(System.out, System.err, System.getenv()).run(asked, options);
  }

  private Options options(
      Path file, Optional<String> to, Optional<String> slot, boolean follow, int lines) {
    if (!output.equals("text") && !output.equals("json")) {
      throw wrong("--output " + output + ": expected text or json");
    }
    for (String name : extraVars.keySet()) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw wrong("-e " + name + ": expected a name of letters, digits and '_'");
      }
    }
    Duration patience =
        Durations.parse(lockTimeout)
            .orElseThrow(
                () -> wrong("--lock-timeout " + lockTimeout + ": expected " + Durations.EXPECTED));
    return new Options(
        file,
        dryRun,
        verbosity(),
        output.equals("json"),
        takeOver,
        patience,
        detailedExitCode,
        extraVars,
        to,
        slot,
        follow,
        lines);
  }

  private Verbosity verbosity() {
    return quiet
        ? Verbosity.QUIET
        : verbose.length > 1
            ? Verbosity.EVERYTHING
            : verbose.length == 1 ? Verbosity.VERBOSE : Verbosity.NORMAL;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
