package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.page.Lang;
import bluegreen.report.Verbosity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The options of a command line")
class OptionsTest {
  private static final Syntax SYNTAX =
      new Syntax(
          List.of(new Syntax.Form("deploy", "PLAYBOOK", true, List.of(), "")),
          List.of(
              flag("--dry-run"),
              flag("-v", "--verbose"),
              flag("-q", "--quiet"),
              flag("--list-steps"),
              flag("--take-over"),
              flag("--force"),
              flag("-y", "--yes"),
              flag("--detailed-exitcode"),
              flag("--follow"),
              value("-e", "--extra-vars"),
              value("--output"),
              value("--lock-timeout"),
              value("--to"),
              value("--slot"),
              value("--lines")));

  private static Syntax.Option flag(String... names) {
    return new Syntax.Option(List.of(names), "", "");
  }

  private static Syntax.Option value(String... names) {
    return new Syntax.Option(List.of(names), "VALUE", "");
  }

  private static Options options(String... args) throws Syntax.Misused {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("playbook.yml");
    return Options.of(SYNTAX.parse(all));
  }

  @Test
  @DisplayName("have defaults")
  void defaults() throws Exception {
    assertEquals(
        new Options(
            Verb.DEPLOY,
            Path.of("playbook.yml"),
            false,
            Verbosity.NORMAL,
            false,
            false,
            false,
            false,
            Duration.ZERO,
            false,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            false,
            100,
            new Options.Page(Optional.empty(), Lang.EN, Optional.empty())),
        options());
  }

  @Test
  @DisplayName("are what was given")
  void given() throws Exception {
    Options options =
        options(
            "--dry-run",
            "--output=json",
            "--take-over",
            "--force",
            "-y",
            "--lock-timeout=30s",
            "--detailed-exitcode",
            "--to=1.4",
            "--slot=green",
            "--lines=5",
            "--follow",
            "--list-steps");
    assertTrue(options.dryRun());
    assertTrue(options.json());
    assertTrue(options.takeOver());
    assertTrue(options.force());
    assertTrue(options.yes());
    assertEquals(Duration.ofSeconds(30), options.lockTimeout());
    assertTrue(options.detailedExitCode());
    assertEquals(Optional.of("1.4"), options.rollbackTo());
    assertEquals(Optional.of("green"), options.slot());
    assertEquals(5, options.lines());
    assertTrue(options.follow());
    assertEquals(Verb.LIST_STEPS, options.verb());
    assertFalse(options("--output=text").json());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"-q, QUIET", "-v, VERBOSE", "-vv, EVERYTHING", "-vvv, EVERYTHING"})
  @DisplayName("make it quieter or chattier")
  void verbosity(String option, Verbosity verbosity) throws Exception {
    assertEquals(verbosity, options(option).verbosity());
  }

  @Test
  @DisplayName("set variables, whose values may hold anything")
  void variables() throws Exception {
    assertEquals(
        Map.of("a", "1=2", "_b", "", "c1", "x y"),
        options("-e", "a=0", "-e", "_b=", "-e", "c1=x y", "-e", "a=1=2").extraVars());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " => ",
      value = {
        "--output=xml => --output xml: expected text or json",
        "--lines=many => --lines many: expected a number",
        "--lines=-1 => --lines -1: expected a number",
        "--lines=1234567 => --lines 1234567: expected a number",
        "--slot=red => --slot red: expected blue or green",
        "-qv => expected --quiet or --verbose, got both",
        "-ename => -e name: expected NAME=VALUE, the name of letters, digits and '_'",
        "-e=x => -e =x: expected NAME=VALUE, the name of letters, digits and '_'",
        "-e1a=x => -e 1a=x: expected NAME=VALUE, the name of letters, digits and '_'",
        "-ea-b=x => -e a-b=x: expected NAME=VALUE, the name of letters, digits and '_'",
      })
  @DisplayName("of another form are refused in one sentence")
  void refused(String option, String message) {
    assertEquals(message, assertThrows(Syntax.Misused.class, () -> options(option)).getMessage());
  }

  @Test
  @DisplayName("give times with their unit")
  void time() {
    String message =
        assertThrows(Syntax.Misused.class, () -> options("--lock-timeout=30")).getMessage();
    assertTrue(message.startsWith("--lock-timeout 30: expected "), message);
  }
}
