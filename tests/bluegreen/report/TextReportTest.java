package bluegreen.report;

import static bluegreen.report.Reports.RECAP;
import static bluegreen.report.Reports.plain;
import static bluegreen.report.Reports.plan;
import static bluegreen.report.Reports.result;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Secrets;
import bluegreen.plan.Goal;
import bluegreen.plan.Status;
import bluegreen.playbook.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text report")
class TextReportTest {
  private static final Terminal LIVE = new Terminal(true, true, 60);

  private static String normal(Consumer<Report> telling) {
    return plain(Verbosity.NORMAL, telling);
  }

  @Nested
  @DisplayName("of a run")
  class Run {
    @Test
    @DisplayName("begins with what is deployed, where, and what serves until then")
    void begin() {
      Optional<Slot> blue = Optional.of(Slot.BLUE);
      assertEquals(
          "DEPLOY shop 1.4.2 (9f86d081884c)  green :8082   active: blue :8081 (1.4.1)\n",
          normal(r -> r.begin(plan(Goal.DEPLOY, blue), false)));
      assertEquals(
          "DRY RUN ROLLBACK shop 1.4.2 (9f86d081884c)  green :8082   active: none\n",
          normal(r -> r.begin(plan(Goal.ROLLBACK, Optional.empty()), true)));
      assertEquals(
          "REMOVE shop   active: blue :8081 (1.4.1)\n",
          normal(r -> r.begin(plan(Goal.REMOVE, blue), false)));
    }

    @Test
    @DisplayName("gives each step a row with its time in one column")
    void rows() {
      String rows =
          normal(
              r -> {
                r.done(result(Reports.SWITCH, Status.CHANGED, "blue -> green in 0.8 ms", 0.8));
                r.done(result(Reports.HEALTH, Status.OK, "200 after 4.3s", 4400));
              });
      assertEquals(
          """
            switch     changed  blue -> green in 0.8 ms                           0.0s
            health     ok       200 after 4.3s                                    4.4s
          """,
          rows);
    }

    @Test
    @DisplayName("shows the further lines of a result below its row, and a note indented")
    void furtherLines() {
      assertEquals(
          List.of("    no nginx", "      last words", "      of the app"),
          normal(
                  r -> {
                    r.done(result(Reports.REFUSED, Status.FAILED, "no jar\nno nginx", 0));
                    r.note("last words\nof the app");
                  })
              .lines()
              .skip(1)
              .toList());
    }

    @Test
    @DisplayName("announces nothing by a colon behind which there is a time, or nothing at all")
    void colons() {
      List<String> lines =
          normal(
                  r -> {
                    r.done(result(Reports.HEALTH, Status.OK, "change this line:\n  a -> b", 0));
                    r.done(result(Reports.HEALTH, Status.FAILED, "nginx -t failed:\n", 0));
                    r.error("nginx -t failed:\n");
                  })
              .lines()
              .toList();
      assertEquals("      a -> b", lines.get(1));
      assertTrue(lines.get(0).matches(".* change this line +0\\.0s"), lines::toString);
      assertTrue(lines.get(2).matches(".* nginx -t failed +0\\.0s"), lines::toString);
      assertEquals("error: nginx -t failed", lines.get(3));
    }

    @Test
    @DisplayName("names step and cause again at the end where a long note stands between")
    void causeInSight() {
      Consumer<Report> failed =
          r ->
              r.done(
                  result(Reports.HEALTH, Status.FAILED, "ended with exit status 3\nfor good", 1));
      assertEquals(
          "FAILED health: ended with exit status 3",
          beforeRecap(failed.andThen(r -> r.note("at com.example\n".repeat(20)))));
      assertEquals(
          "      stopped green", beforeRecap(failed.andThen(r -> r.note("stopped green"))));
      assertEquals("      cannot write", beforeRecap(r -> r.note("1\n2\n3\n4\n5\ncannot write")));
    }

    private static String beforeRecap(Consumer<Report> run) {
      List<String> lines = normal(run.andThen(r -> r.recap(RECAP))).lines().toList();
      return lines.get(lines.size() - 2);
    }

    @Test
    @DisplayName("cuts the long lines of a note, but no secret in the middle")
    void longNote() {
      String line = "x".repeat(397) + "hunter2" + "y".repeat(5000);
      String shown =
          Reports.text(
              Verbosity.NORMAL,
              Terminal.none(),
              Reports.secrets("hunter2"),
              r -> r.note("short\n" + line));
      assertEquals("      short\n      " + "x".repeat(397) + "*** ...\n", shown);
    }

    @Test
    @DisplayName("names commands of ours as they are to be typed, and leaves what others say")
    void commands() {
      String said = "see deploy.java status";
      assertEquals("error: see ./jbang deploy.java status\n", normal(r -> r.error(said)));
      assertEquals("      " + said + "\n", normal(r -> r.note(said)));
      String row = normal(r -> r.done(result(Reports.HEALTH, Status.FAILED, said, 1)));
      assertTrue(row.contains("see ./jbang deploy.java status"), row);
    }

    @Test
    @DisplayName("ends with the counts, what serves now, and the time")
    void recap() {
      assertEquals(
          "RECAP shop: ok=2 changed=3 skipped=0 failed=0   active green :8082 (1.4.2)   5.1s\n",
          normal(r -> r.recap(RECAP)));
    }

    @Test
    @DisplayName("says in the recap of a dry run that nothing was touched")
    void dryRecap() {
      Recap dry =
          new Recap(
              "shop",
              true,
              true,
              List.of(),
              Optional.empty(),
              Optional.empty(),
              "",
              "",
              Optional.empty(),
              Optional.empty(),
              0,
              Optional.empty());
      assertEquals(
          "RECAP shop: ok=0 changed=0 skipped=0 failed=0   active none   0.0s"
              + "   nothing was touched\n",
          normal(r -> r.recap(dry)));
    }
  }

  @Nested
  @DisplayName("of a plan")
  class Planned {
    @Test
    @DisplayName("shows each action, and of a file its diff")
    void diff() {
      assertEquals(
          """
            nginx      changed  would write shop.conf, reload
              write /etc/nginx/shop.conf
                --- /etc/nginx/shop.conf
                +++ /etc/nginx/shop.conf
                @@ -1,2 +1,2 @@
                 a
                -b
                +c
          """,
          normal(r -> r.planned(Reports.NGINX)));
    }

    @Test
    @DisplayName("shows the diff of a switch that writes a file")
    void switchDiff() {
      String shown = normal(r -> r.planned(Reports.SWITCH));
      assertTrue(shown.contains("switch blue -> green\n"), shown);
      assertTrue(shown.contains("      -b\n      +c\n"), shown);
    }
  }

  @Nested
  @DisplayName("on each level of verbosity")
  class Levels {
    private final Consumer<Report> details =
        r -> {
          r.command(List.of("nginx", "-t"));
          r.output("syntax is ok\n");
          r.exchange("GET / -> 200");
          r.file("wrote x");
        };

    @Test
    @DisplayName("says nothing of commands, requests and files unless asked to")
    void normalLevel() {
      assertEquals("", normal(details));
      assertEquals("", plain(Verbosity.QUIET, details));
    }

    @Test
    @DisplayName("shows them with -v, and what they said with -vv")
    void verbose() {
      assertEquals(
          "    $ nginx -t\n    GET / -> 200\n    wrote x\n", plain(Verbosity.VERBOSE, details));
      assertEquals(
          "    $ nginx -t\n      | syntax is ok\n    GET / -> 200\n    wrote x\n",
          plain(Verbosity.EVERYTHING, details));
    }

    @Test
    @DisplayName("shows with -q only failures, notes, errors and the recap")
    void quiet() {
      Consumer<Report> run =
          r -> {
            r.begin(plan(Goal.DEPLOY, Optional.empty()), false);
            r.planned(Reports.NGINX);
            r.planned(Reports.REFUSED);
            r.waiting(Reports.HEALTH, "starting", Duration.ofSeconds(20));
            r.done(result(Reports.SWITCH, Status.CHANGED, "done", 1));
            r.done(result(Reports.HEALTH, Status.FAILED, "refused", 1));
            r.note("last words");
            r.error("broken");
            r.recap(RECAP);
          };
      List<String> words =
          plain(Verbosity.QUIET, run).lines().map(l -> l.strip().split(" ")[0]).toList();
      assertEquals(List.of("preflight", "no", "health", "last", "error:", "RECAP"), words);
    }
  }

  @Nested
  @DisplayName("with secrets")
  class Veiled {
    @ParameterizedTest
    @EnumSource
    @DisplayName("hides them in everything it writes, terminal or not")
    void everywhere(Verbosity verbosity) {
      for (Terminal terminal : List.of(Terminal.none(), new Terminal(true, true, 500))) {
        String shown =
            Reports.text(
                verbosity,
                terminal,
                Reports.secrets("hunter2"),
                r -> Reports.everything(r, "key=hunter2!"));
        assertFalse(shown.contains("hunter2"), shown);
        assertTrue(shown.contains("key=********!"), shown);
      }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
        strings = {"it's secret", "two words", "$HOME;`x`", "tab\there", "gr\u00fcn'\u20ac'"})
    @DisplayName("hides them in command lines, where the shell's quotes change them")
    void quoted(String secret) {
      String shown =
          Reports.text(
              Verbosity.VERBOSE,
              Terminal.none(),
              Reports.secrets(secret),
              r -> r.command(List.of("login", "--password=" + secret, secret)));
      assertAll(
          () -> assertFalse(shown.contains(secret), shown),
          () -> assertFalse(shown.contains(secret.replace("'", "'\\''")), shown),
          () -> assertTrue(shown.contains("********"), shown));
    }

    @Test
    @DisplayName("hides one that a narrow terminal would cut in the middle")
    void cut() {
      String shown =
          Reports.text(
              Verbosity.NORMAL,
              new Terminal(true, false, 30),
              Reports.secrets("0123456789abcdef"),
              r -> r.waiting(Reports.HEALTH, "answer is 0123456789abcdef", Duration.ofSeconds(1)));
      assertFalse(shown.contains("0123"), shown);
    }
  }

  @Test
  @DisplayName("writes no escape sequences without a terminal or colours")
  void noEscapes() {
    Consumer<Report> telling = r -> Reports.everything(r, "something");
    assertFalse(plain(Verbosity.EVERYTHING, telling).contains("\u001b"));
    Terminal plainTerminal = new Terminal(true, false, 80);
    String shown =
        Reports.text(Verbosity.EVERYTHING, plainTerminal, new Secrets(), r -> r.recap(RECAP));
    assertFalse(shown.contains("\u001b"));
  }

  @Test
  @DisplayName("colours each status where colours are wanted")
  void colours() {
    String shown =
        Reports.text(
            Verbosity.NORMAL,
            LIVE,
            new Secrets(),
            r -> {
              for (Status status : Status.values()) {
                r.done(result(Reports.HEALTH, status, "", 0));
              }
            });
    assertEquals(
        List.of("32", "33", "36", "31"),
        shown.lines().map(l -> l.replaceAll("^.*?\u001b\\[(\\d+)m.*$", "$1")).toList());
  }
}
