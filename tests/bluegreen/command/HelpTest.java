package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.command.Syntax.Form;
import bluegreen.command.Syntax.Option;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The help")
class HelpTest {
  private static final Form LOGS =
      new Form(
          "logs",
          "PLAYBOOK",
          true,
          List.of(new Option(List.of("-f", "--follow"), "", "Go on.")),
          "Show what the app has written.",
          List.of("logs -f playbook.yml"));

  private static final Form INIT = new Form("init", "DIR", false, List.of(), "Write a playbook.");

  private static final Help HELP =
      new Help(
          "./jbang deploy.java",
          new Syntax(
              List.of(LOGS, INIT),
              List.of(
                  new Option(List.of("-q"), "", "Say less."),
                  new Option(List.of("--force"), "", "Whatever it takes.").with("init"))),
          "Deploys.",
          List.of("Exit codes: 0 done."));

  @Test
  @DisplayName("of a command shows what that one takes, and how it may be called by whoever asks")
  void command() {
    assertEquals(
        """
        Usage: ./jbang deploy.java logs [OPTIONS] PLAYBOOK
        Show what the app has written.

        Options:
            -f, --follow            Go on.
            -q                      Say less.

        Example:
          ./jbang deploy.java logs -f playbook.yml\
        """,
        HELP.of(LOGS));
    assertTrue(HELP.of(INIT).endsWith("    --force                 Whatever it takes."));
  }

  @Test
  @DisplayName("of all has every command, and says how to ask for one")
  void all() {
    String all = HELP.all();
    assertTrue(all.startsWith("Usage: ./jbang deploy.java [COMMAND] [OPTIONS] PLAYBOOK\n"), all);
    assertTrue(all.contains("\n  logs PLAYBOOK             Show what"), all);
    assertTrue(all.contains("\n./jbang deploy.java COMMAND --help shows"), all);
  }
}
