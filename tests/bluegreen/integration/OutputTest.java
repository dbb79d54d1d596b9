package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Deployer;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("The text that people read")
class OutputTest {
  private static final String ESCAPE = "\u001b";

  private static final List<String> STEPS =
      List.of(
          "preflight",
          "release",
          "nginx",
          "stop-idle",
          "start",
          "health",
          "switch",
          "verify",
          "drain",
          "stop-old",
          "prune");

  private final PrivateServer server = PrivateServer.create();
  private Run first;

  @BeforeAll
  void deploy() {
    server.light("1").write("1.yml");
    first = server.run("1.yml").expect(0);
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  @DisplayName("has a line for the deployment, one for each step and one for the recap")
  void shape() {
    List<String> lines =
        first
            .out()
            .lines()
            .filter(l -> !l.startsWith("    "))
            .filter(l -> !l.startsWith("TRAFFIC ")) // It may have ended before it could ask.
            .toList();
    assertEquals(STEPS.size() + 2, lines.size(), first::toString);
    String blue = "blue :" + server.port("blue");
    assertTrue(
        lines.get(0).matches("DEPLOY shop 1 \\([0-9a-f]{12}\\)  " + blue + "   active: none"),
        lines.get(0));
    for (int i = 0; i < STEPS.size(); i++) {
      String row = "  %-10s (ok     |changed|skipped)  .* +\\d+\\.\\ds";
      assertTrue(lines.get(i + 1).matches(row.formatted(STEPS.get(i))), lines.get(i + 1));
    }
    String recap = "RECAP shop: ok=7 changed=4 skipped=0 failed=0   active " + blue + " \\(1\\) .*";
    assertTrue(lines.get(lines.size() - 1).matches(recap), first::toString);
    assertEquals("", first.err());
  }

  @Test
  @DisplayName("is plain where it does not go to a terminal")
  void plain() {
    first.never(ESCAPE).never("\r");
    server.deployer().env("TERM", "xterm").run("-n", "1.yml").expect(0).never(ESCAPE).never("\r");
  }

  @Test
  @DisplayName("has colours and live progress on a terminal")
  void onTerminal() {
    server.light("2").app("env", "{ SHOP_FAIL: late }").write("late.yml");
    Run run = server.deployer().onTerminal().run("late.yml").expect(0);
    run.says(ESCAPE + "[32mok").says(ESCAPE + "[33mchanged").says("\r" + ESCAPE + "[K");
    run.matches("health  http://127\\.0\\.0\\.1:\\d+/actuator/health: .*\\ds");
    server.run("rollback", "late.yml").expect(0);
  }

  @Test
  @DisplayName("has no colours on a terminal where NO_COLOR is set")
  void noColor() {
    Run run = server.deployer().onTerminal().env("NO_COLOR", "1").run("1.yml").expect(0);
    assertFalse(run.out().contains(ESCAPE + "[3"), run::toString);
    assertFalse(run.out().contains(ESCAPE + "[1m"), run::toString);
    run.says("RECAP shop: ");
  }

  @Test
  @DisplayName("is only the recap with -q, and the failure too where there is one")
  void quiet() {
    Run run = server.run("-q", "1.yml").expect(0);
    assertEquals(1, run.out().lines().count(), run::toString);
    assertTrue(run.out().startsWith("RECAP shop: ok=11 changed=0"), run::toString);

    server.light("2").app("env", "{ SHOP_FAIL: exit }").write("exits.yml");
    Run failed = server.run("--quiet", "exits.yml").expect(1);
    assertTrue(failed.out().startsWith("  health "), failed::toString);
    failed.says("the database refused the connection").says("RECAP shop: ");
  }

  @Test
  @DisplayName("shows commands, exchanges and files with -v, and what they said with -vv")
  void verbose() {
    server.light("2").app("version", "\"2.v\"").write("v.yml");
    Run verbose = server.run("-v", "v.yml").expect(0);
    verbose.matches("(?m)^ +\\$ .*java .* -jar \\S+/releases/2\\.v-[0-9a-f]{12}/app/");
    verbose.matches("(?m)^ +GET http://127\\.0\\.0\\.1:\\d+/actuator/health -> 200");
    verbose.matches("(?m)^ +wrote \\S+/app/slots/\\w+\\.json").never("\"status\":\"UP\"");
    server.run("rollback", "v.yml").expect(0);

    server.run("-vv", "1.yml").expect(0).says("\"status\":\"UP\"");
    server.run("-v", "-v", "1.yml").expect(0).says("\"status\":\"UP\"");
  }

  @Test
  @DisplayName("names the steps with --list-steps, the playbook's tasks among them")
  void listSteps() {
    server.light("1").hook("after_switch", "- { name: tell, shell: 'true' }").write("hook.yml");
    Run run = server.run("--list-steps", "hook.yml").expect(0);
    List<String> lines = run.out().lines().toList();
    assertEquals(STEPS, lines.stream().filter(STEPS::contains).toList());
    assertEquals(lines.indexOf("verify") + 1, lines.indexOf("after_switch: tell"), run::toString);
    assertEquals(lines.indexOf("drain") - 1, lines.indexOf("after_switch: tell"), run::toString);
  }

  @Test
  @DisplayName("of a dry run has the diff of every file and the command lines")
  void dryRun() {
    server.light("2").nginx("location", "add_header X-Shop yes;").write("location.yml");
    Run run = server.run("-n", "location.yml").expect(0).says("DRY RUN DEPLOY shop 2 (");
    run.matches("(?m)^ +\\+ +add_header X-Shop yes;").says("--- ").says("+++ ").says("@@");
    run.matches("run nginx .*-s reload").matches("start .*java .*-jar .*/releases/2-");
    run.says("nothing was touched");
  }

  @Test
  @DisplayName("says what is wrong with a command line, on standard error: exit code 2")
  void wrongUsage() {
    Run unknown = server.run("--dry-rum", "1.yml").expect(2);
    assertTrue(unknown.err().contains("unknown option --dry-rum; did you mean --dry-run?"));
    assertEquals("", unknown.out());
    server.run().expect(2).says("missing PLAYBOOK");
    server.run("rollbak", "1.yml").expect(2).says("did you mean rollback?");
    server.run("--output", "xml", "1.yml").expect(2).says("xml");
    server.run("-e", "novalue", "1.yml").expect(2).says("-e");
    server.run("--lock-timeout", "soon", "1.yml").expect(2).says("soon");
    server.run("--to", "1", "1.yml").expect(2).says("--to goes with the command rollback");
  }

  @Test
  @DisplayName("refuses what a command would pass over in silence, and names the commands for it")
  void foreignOptions() throws IOException {
    for (String verb : List.of("status", "verify", "remove", "reload", "history", "logs")) {
      server
          .run(verb, "--take-over", "1.yml")
          .expect(2)
          .says("--take-over goes with the commands deploy, rollback, not with " + verb);
    }
    server.run("--force", "1.yml").expect(2).says("--force goes with the command remove, not with");
    server.run("init", "-n", ".").expect(2).says("--dry-run goes with the commands deploy,");
    assertTrue(Files.notExists(server.folder().resolve("playbook.yml")), "init has written it");
  }

  @Test
  @DisplayName("has examples for each command, in the way that we were called, that are understood")
  void examples() {
    String all = server.run("--help").expect(0).out();
    List<String> verbs =
        List.of(
            "deploy",
            "rollback",
            "status",
            "verify",
            "history",
            "logs",
            "reload",
            "validate",
            "init",
            "remove");
    for (String verb : verbs) {
      assertTrue(all.contains("\n  " + verb + " "), all);
      String help = server.run(verb, "--help").expect(0).out();
      assertTrue(help.startsWith("Usage: java -jar "), help);
      List<String> examples =
          help.substring(help.indexOf("\nExample")).lines().skip(2).map(String::strip).toList();
      assertTrue(!examples.isEmpty(), help);
      for (String example : examples) {
        String words =
            example.replaceFirst("^java -jar \\S+ ", "").replaceFirst("init$", "init /x");
        // Nothing is there; what is not understood is said before that.
        Run run = server.run(words.split(" "));
        assertFalse(run.toString().contains("--help tells what there is"), run::toString);
      }
    }
  }

  @Test
  @DisplayName("is UTF-8 in the C locale too; values that Java would spoil there are refused")
  void cLocale() throws IOException {
    try (PrivateServer server = PrivateServer.create()) {
      server.light("1").hook("before_switch", "- shell: 'echo 확인'").write("1.yml");
      server
          .deployer()
          .env("LC_ALL", "C")
          .run("1.yml")
          .expect(1)
          .says("1.yml has letters beyond ASCII (line ")
          .says("export LC_ALL=C.UTF-8");
      assertTrue(Files.notExists(server.folder().resolve("app")), "something was touched");
      Files.createDirectory(server.folder().resolve("상점"));
      server.deployer().env("LC_ALL", "C").run("init", "상점").expect(2).says("상점), of which Java");
      Run named = server.deployer().env("LC_ALL", "C").run("상점.yml").expect(2);
      named.says("export LC_ALL=C.UTF-8").never("not a path");
      server.light("1").app("env_file", "secrets.env").write("2.yml");
      server.write("secrets.env", "# 비밀\nTOKEN=비밀번호\n");
      Deployer c = server.deployer().env("LC_ALL", "POSIX");
      c.run("2.yml").expect(1).says("secrets.env has letters").says("(line 2)").never("비밀번호");
      c.run("-e", "who=가나", "2.yml").expect(1).says("the command line has letters");
      assertTrue(Files.notExists(server.folder().resolve("app")), "something was touched");
      server.light("1").app("env", "{ WHO: \"{{ env.WHO }}\" }").write("who.yml");
      Deployer who = server.deployer().env("LC_ALL", "C").env("WHO", "가나").env("NOT", "다라");
      who.run("-n", "who.yml").expect(1).says("the variable WHO has letters").never("가나");
      who.env("WHO", "me").run("-n", "who.yml").expect(0);
      server
          .light("1")
          .appWithout("jar", "java_opts")
          .app("command", "[sleep, '{{ port }}']")
          .app("files", "files")
          .write("files.yml");
      Files.writeString(
          Files.createDirectory(server.folder().resolve("files")).resolve("메뉴.txt"), "rice");
      c.run("-n", "files.yml").expect(1).says("has letters in its name that Java cannot read");
      server.run("-n", "files.yml").expect(0);
      server.write("3.yml", "# 주석\nnäme: 1\n");
      server.run("validate", "3.yml").expect(2).says("näme");
    }
  }
}
