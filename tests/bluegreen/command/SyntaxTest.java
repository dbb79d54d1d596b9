package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.command.Syntax.Form;
import bluegreen.command.Syntax.Option;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A command line")
class SyntaxTest {
  private static final Option SLOT = new Option(List.of("--slot"), "SLOT", "");

  private static final Syntax SYNTAX =
      new Syntax(
          List.of(
              new Form("deploy", "PLAYBOOK", true, List.of(), ""),
              new Form(
                  "rollback",
                  "PLAYBOOK",
                  true,
                  List.of(new Option(List.of("--to"), "VERSION", "")),
                  ""),
              new Form(
                  "logs",
                  "PLAYBOOK",
                  true,
                  List.of(new Option(List.of("-f", "--follow"), "", ""), SLOT),
                  ""),
              new Form("history", "PLAYBOOK", true, List.of(SLOT), ""),
              new Form("report", "PLAYBOOK", true, List.of(), "").after("ID")),
          List.of(
              new Option(List.of("-n", "--check", "--dry-run"), "", ""),
              new Option(List.of("-v", "--verbose"), "", ""),
              new Option(List.of("-e", "--extra-vars"), "NAME=VALUE", ""),
              new Option(List.of("--output"), "FORMAT", ""),
              new Option(List.of("--force"), "", "").with("deploy", "rollback")));

  private static Syntax.Parsed parse(String... args) throws Syntax.Misused {
    return SYNTAX.parse(List.of(args));
  }

  private static Syntax.Parsed parseLine(String line) throws Syntax.Misused {
    return line.isEmpty() ? parse() : parse(line.split(" "));
  }

  @Test
  @DisplayName("may have an operand before its own, where the command knows one")
  void before() throws Syntax.Misused {
    assertEquals(Optional.empty(), parse("report", "p.yml").before());
    assertEquals(Optional.of("p.yml"), parse("report", "p.yml").operand());
    assertEquals(Optional.of("7"), parse("report", "7", "-v", "p.yml").before());
    assertEquals(Optional.of("p.yml"), parse("report", "7", "p.yml").operand());
    assertThrows(Syntax.Misused.class, () -> parse("report", "7", "8", "p.yml"));
    assertThrows(Syntax.Misused.class, () -> parse("history", "7", "p.yml"));
  }

  @Nested
  @DisplayName("that is understood")
  class Understood {
    @ParameterizedTest(name = "''{0}''")
    @CsvSource({
      "p.yml, deploy, p.yml",
      "deploy p.yml, deploy, p.yml",
      "rollback p.yml, rollback, p.yml",
      "-n rollback -v p.yml, rollback, p.yml",
      "p.yml -n, deploy, p.yml",
      "deploy deploy, deploy, deploy",
      "rollback deploy, rollback, deploy",
      "-- rollback p.yml, rollback, p.yml",
      "deploy -- -n, deploy, -n",
      "-, deploy, -",
      "'', deploy,",
      "logs, logs,",
    })
    @DisplayName("names a command and a playbook, in any order with options")
    void operands(String line, String command, String operand) throws Exception {
      Syntax.Parsed parsed = parseLine(line);
      assertEquals(command, parsed.command().name());
      assertEquals(Optional.ofNullable(operand), parsed.operand());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"-n p.yml", "--dry-run p.yml", "--check p.yml", "p.yml -vn", "-nv p.yml"})
    @DisplayName("may use any of an option's names, and short ones together")
    void names(String line) throws Exception {
      assertTrue(parseLine(line).has("--dry-run"));
      assertEquals(Optional.of("p.yml"), parseLine(line).operand());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "-e a=b p.yml",
          "-ea=b p.yml",
          "--extra-vars a=b p.yml",
          "--extra-vars=a=b p.yml",
          "-ne a=b p.yml",
          "-nea=b p.yml"
        })
    @DisplayName("gives an option its value beside it or behind a =")
    void values(String line) throws Exception {
      assertEquals(List.of("a=b"), parseLine(line).values("--extra-vars"));
      assertEquals(Optional.of("p.yml"), parseLine(line).operand());
    }

    @Test
    @DisplayName("may give a value that looks like an option")
    void dashedValue() throws Exception {
      assertEquals(Optional.of("-n"), parse("--output", "-n").value("--output"));
      assertFalse(parse("--output", "-n").has("--dry-run"));
      assertEquals(Optional.of(""), parse("--output=").value("--output"));
    }

    @Test
    @DisplayName("may repeat an option: counted, or the last of its values")
    void repeated() throws Exception {
      assertEquals(3, parse("-v", "-vv").count("--verbose"));
      assertEquals(0, parse().count("--verbose"));
      Syntax.Parsed twice = parse("--output", "text", "--output=json");
      assertEquals(Optional.of("json"), twice.value("--output"));
      assertEquals(List.of("text", "json"), twice.values("--output"));
      assertEquals(Optional.empty(), twice.value("--extra-vars"));
      assertEquals(List.of(), twice.values("--extra-vars"));
    }

    @Test
    @DisplayName("may give a command the options of its own, before and after its name")
    void own() throws Exception {
      assertEquals(Optional.of("1"), parse("rollback", "--to", "1", "p").value("--to"));
      assertEquals(Optional.of("1"), parse("--to=1", "rollback", "p").value("--to"));
      assertTrue(parse("logs", "-f", "p").has("--follow"));
    }

    @Test
    @DisplayName("may give an option that two commands share to either")
    void shared() throws Exception {
      for (String command : List.of("logs", "history")) {
        assertEquals(Optional.of("blue"), parse(command, "--slot", "blue", "p").value("--slot"));
      }
    }
  }

  @Nested
  @DisplayName("that is misused says how:")
  class Misuse {
    @Test
    @DisplayName("by an operand that is empty")
    void empty() {
      for (List<String> line : List.of(List.of(""), List.of("logs", " "), List.of("", "p.yml"))) {
        String message = assertThrows(Syntax.Misused.class, () -> SYNTAX.parse(line)).getMessage();
        assertEquals("PLAYBOOK is empty, as of a variable of the shell's that is not set", message);
      }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
        delimiterString = " => ",
        value = {
          "-x p.yml => unknown option -x",
          "--nope p.yml => unknown option --nope",
          "--dry-rum p.yml => unknown option --dry-rum; did you mean --dry-run?",
          "--ouput=json p.yml => unknown option --ouput; did you mean --output?",
          "-nx p.yml => unknown option -x",
          "p.yml --output => --output needs a value: --output FORMAT",
          "p.yml -e => -e needs a value: -e NAME=VALUE",
          "--dry-run=yes p.yml => --dry-run takes no value",
          "a.yml b.yml => one PLAYBOOK is enough, got a.yml b.yml",
          "rolback p.yml => unknown command rolback; did you mean rollback?",
          "rollback a.yml b.yml => one PLAYBOOK is enough, got a.yml b.yml",
          "--to 1 p.yml => --to goes with the command rollback, not with deploy",
          "deploy --to 1 p.yml => --to goes with the command rollback, not with deploy",
          "rollback -f p.yml => --follow goes with the command logs, not with rollback",
          "--slot blue p.yml => --slot goes with the commands logs, history, not with deploy",
          "logs --force p.yml => --force goes with the commands deploy, rollback, not with logs",
        })
    @DisplayName("in one sentence")
    void misused(String line, String message) {
      assertEquals(message, assertThrows(Syntax.Misused.class, () -> parseLine(line)).getMessage());
    }
  }
}
