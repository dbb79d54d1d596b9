package bluegreen.command;

import bluegreen.page.Lang;
import bluegreen.playbook.Durations;
import bluegreen.playbook.Slot;
import bluegreen.report.Verbosity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param force whether what is removed may leave visitors with nobody
 * @param yes whether a rollback may leave a database that the old version may not get on with
 * @param rollbackTo the version to go back to; empty for the one that served before
 * @param slot the slot whose logs are wanted; empty for the one that serves
 * @param lines how many lines of the logs are wanted
 * @param page how a deployment is to be drawn
 */
public record Options(
    Verb verb,
    Path playbook,
    boolean dryRun,
    Verbosity verbosity,
    boolean json,
    boolean takeOver,
    boolean force,
    boolean yes,
    Duration lockTimeout,
    boolean detailedExitCode,
    Map<String, String> extraVars,
    Optional<String> rollbackTo,
    Optional<String> slot,
    boolean follow,
    int lines,
    Page page) {

  /**
   * How a deployment is to be drawn.
   *
   * @param id the deployment; empty for the last one
   * @param file where the page is written, {@code -} for standard output; empty for our own choice
   */
  public record Page(Optional<String> id, Lang lang, Optional<String> file) {}

  /**
   * Reads the options that a command line gives.
   *
   * @throws Syntax.Misused where a value is not of its option's form
   */
  static Options of(Syntax.Parsed parsed) throws Syntax.Misused {
    Verb verb = Verb.valueOf(parsed.command().name().toUpperCase(Locale.ROOT));
    return new Options(
        parsed.has("--list-steps") ? Verb.LIST_STEPS : verb,
        Path.of(parsed.operand().orElseThrow()),
        parsed.has("--dry-run"),
        verbosity(parsed),
        isJson(parsed),
        parsed.has("--take-over"),
        parsed.has("--force"),
        parsed.has("--yes"),
        patience(parsed.value("--lock-timeout").orElse("0s")),
        parsed.has("--detailed-exitcode"),
        extraVars(parsed.values("--extra-vars")),
        parsed.value("--to"),
        slot(parsed.value("--slot")),
        parsed.has("--follow"),
        lines(parsed.value("--lines").orElse("100")),
        new Page(parsed.before(), lang(parsed.value("--lang")), parsed.value("--out")));
  }

  /** Whether programs read what we write. */
  static boolean isJson(Syntax.Parsed parsed) throws Syntax.Misused {
    String output = parsed.value("--output").orElse("text");
    if (!output.equals("text") && !output.equals("json")) {
      throw new Syntax.Misused("--output " + output + ": expected text or json");
    }
    return output.equals("json");
  }

  private static Verbosity verbosity(Syntax.Parsed parsed) throws Syntax.Misused {
    if (parsed.has("--quiet") && parsed.has("--verbose")) {
      throw new Syntax.Misused("expected --quiet or --verbose, got both");
    }
    if (parsed.has("--quiet")) {
      return Verbosity.QUIET;
    }
    int count = parsed.count("--verbose");
    return count > 1 ? Verbosity.EVERYTHING : count == 1 ? Verbosity.VERBOSE : Verbosity.NORMAL;
  }

  private static Duration patience(String time) throws Syntax.Misused {
    Optional<Duration> patience = Durations.parse(time);
    if (patience.isEmpty()) {
      throw new Syntax.Misused("--lock-timeout " + time + ": expected " + Durations.EXPECTED);
    }
    return patience.get();
  }

  private static Map<String, String> extraVars(List<String> given) throws Syntax.Misused {
    Map<String, String> vars = new LinkedHashMap<>();
    for (String assignment : given) {
      int equals = assignment.indexOf('=');
      if (equals < 1 || !assignment.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new Syntax.Misused(
            "-e " + assignment + ": expected NAME=VALUE, the name of letters, digits and '_'");
      }
      vars.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    return vars;
  }

  private static Optional<String> slot(Optional<String> slot) throws Syntax.Misused {
    if (slot.isPresent() && Slot.of(slot.get()).isEmpty()) {
      throw new Syntax.Misused("--slot " + slot.get() + ": expected blue or green");
    }
    return slot;
  }

  private static Lang lang(Optional<String> code) throws Syntax.Misused {
    Optional<Lang> lang = code.isEmpty() ? Optional.of(Lang.EN) : Lang.of(code.get());
    return lang.orElseThrow(
        () -> new Syntax.Misused("--lang " + code.get() + ": expected en or ko"));
  }

  private static int lines(String number) throws Syntax.Misused {
    if (!number.matches("[0-9]{1,6}")) {
      throw new Syntax.Misused("--lines " + number + ": expected a number");
    }
    return Integer.parseInt(number);
  }
}
