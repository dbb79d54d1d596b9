package bluegreen.bench;

import bluegreen.bench.Programs.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long whole commands take, from the start of the process to its end: each once a round, one
 * after the other, so that whatever else the machine does meets all of them.
 */
public final class CommandTimes {
  private static final String HELLO = "bare JBang hello script";
  private static final String NO_OP = "deploy.java, nothing to do";
  private static final String DRY_RUN = "deploy.java, dry run of a new version";
  private static final String ROLLBACK = "deploy.java, rollback to the standby";
  private static final String ANSIBLE =
      "ansible-playbook, the checks of the run with nothing to do";

  private static final String HELLO_SCRIPT =
      """
      class hello {
        public static void main(String[] args) {
          System.out.println("hello");
        }
      }
      """;

  private final Sandbox sandbox;
  private final AnsibleChecks ansible;
  private final PrintStream progress;
  private final Map<String, Figures> figures = new LinkedHashMap<>();

  /** Version 1 is on blue, version 2 on green: both run, and rollbacks go back and forth. */
  private int version = 2;

  /** In a sandbox of its own; says on {@code progress} how far it is. */
  public CommandTimes(Sandbox sandbox, PrintStream progress) {
    this.sandbox = sandbox;
    this.ansible = new AnsibleChecks(sandbox);
    this.progress = progress;
  }

  /** Runs every command once to warm up, and then so many times. */
  public MarkdownTable measure(int rounds) throws IOException, InterruptedException {
    Files.writeString(sandbox.path("hello.java"), HELLO_SCRIPT);
    sandbox.deployVersion(1);
    sandbox.deployVersion(2);
    ansible.write();
    round();
    figures.clear();
    for (int i = 1; i <= rounds; i++) {
      progress.println("commands: round " + i + " of " + rounds);
      round();
    }
    return table(rounds);
  }

  private void round() throws IOException, InterruptedException {
    took(HELLO, hello());
    took(NO_OP, sandbox.programs().expect(0, sandbox.deploy("-e", "version=" + version)));
    took(DRY_RUN, sandbox.programs().expect(10, sandbox.deploy("--dry-run", "-e", "version=3")));
    took(ANSIBLE, ansible.run(version, version == 1 ? "blue" : "green"));
    version = 3 - version;
    took(ROLLBACK, sandbox.programs().expect(10, sandbox.deploy("rollback", "--to", version + "")));
  }

  /** With a cache of its own for what JBang compiles, so that nothing of it stays behind. */
  private Run hello() throws IOException, InterruptedException {
    List<String> command = List.of("./jbang", sandbox.path("hello.java").toString());
    Map<String, String> cache = Map.of("JBANG_CACHE_DIR", sandbox.path("jbang-cache").toString());
    Run run = sandbox.programs().run(command, cache);
    if (run.exit() != 0 || !run.output().contains("hello")) {
      throw new IllegalStateException("the hello script failed:\n" + run.output());
    }
    return run;
  }

  private void took(String command, Run run) {
    figures.computeIfAbsent(command, key -> new Figures()).add(run.millis());
  }

  private MarkdownTable table(int rounds) {
    MarkdownTable table =
        new MarkdownTable(
            "Whole processes, " + rounds + " rounds, in ms:",
            "command",
            "min",
            "median",
            "max",
            "× hello",
            "× Ansible");
    figures.forEach(
        (command, each) ->
            table.row(
                command,
                Figures.whole(each.least()),
                Figures.whole(each.median()),
                Figures.whole(each.most()),
                each.timesOf(figures.get(HELLO)),
                each.timesOf(figures.get(ANSIBLE))));
    return table;
  }
}
