package bluegreen.bench;

import bluegreen.bench.Programs.Run;
import bluegreen.testing.PlainJbang;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final String ROLLBACK = "deploy.java, rollback to the standby, `bake: 0s`";
  private static final String VERSION = "deploy.java --version";
  private static final String VALIDATE = "deploy.java validate";
  private static final String PLAIN = "JBang on the PATH, ";
  private static final String PLAIN_JBANG = "bin/jbang";
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
    PlainJbang.into(sandbox.path("bin"), Path.of("jbang"));
    round();
    figures.clear();
    for (int i = 1; i <= rounds; i++) {
      progress.println("commands: round " + i + " of " + rounds);
      round();
    }
    return table(rounds);
  }

  private void round() throws IOException, InterruptedException {
    List<String> noOp = sandbox.deploy("-e", "version=" + version);
    List<String> validate = sandbox.deploy("validate");
    List<String> versionOnly = List.of("./jbang", "deploy.java", "--version");
    took(HELLO, hello("./jbang"));
    took(PLAIN + HELLO, hello(sandbox.path(PLAIN_JBANG).toString()));
    took(VERSION, sandbox.programs().expect(0, versionOnly));
    took(PLAIN + VERSION, sandbox.programs().expect(0, instead(versionOnly)));
    took(VALIDATE, sandbox.programs().expect(0, validate));
    took(PLAIN + VALIDATE, sandbox.programs().expect(0, instead(validate)));
    took(NO_OP, sandbox.programs().expect(0, noOp));
    took(PLAIN + NO_OP, sandbox.programs().expect(0, instead(noOp)));
    took(DRY_RUN, sandbox.programs().expect(10, sandbox.deploy("--dry-run", "-e", "version=3")));
    took(ANSIBLE, ansible.run(version, version == 1 ? "blue" : "green"));
    version = 3 - version;
    took(ROLLBACK, sandbox.programs().expect(10, sandbox.deploy("rollback", "--to", version + "")));
  }

  /**
   * Compared with the run of the hello script by the same launcher; with a cache of its own for
   * what JBang compiles, so that nothing of it stays behind.
   */
  private Run hello(String launcher) throws IOException, InterruptedException {
    List<String> command = List.of(launcher, sandbox.path("hello.java").toString());
    Map<String, String> cache = Map.of("JBANG_CACHE_DIR", sandbox.path("jbang-cache").toString());
    Run run = sandbox.programs().run(command, cache);
    if (run.exit() != 0 || !run.output().contains("hello")) {
      throw new IllegalStateException("the hello script failed:\n" + run.output());
    }
    return run;
  }

  /** The same command line with a JBang that is on the PATH, as JBang's documentation has it. */
  private List<String> instead(List<String> command) {
    List<String> other = new ArrayList<>(command);
    other.set(0, sandbox.path(PLAIN_JBANG).toString());
    return other;
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
                each.timesOf(figures.get(command.startsWith(PLAIN) ? PLAIN + HELLO : HELLO)),
                each.timesOf(figures.get(ANSIBLE))));
    return table;
  }
}
