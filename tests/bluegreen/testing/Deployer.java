package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the product the way its users do: as a process of its own, from the exported jar.
 *
 * <pre>{@code
 * Deployer.in(folder).env("NO_COLOR", "1").run("--dry-run", "playbook.yml").expect(0);
 * }</pre>
 */
public final class Deployer implements AutoCloseable {
  private final Path folder;
  private final Map<String, String> env = new LinkedHashMap<>();
  private final List<String> javaOptions = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private List<String> through = List.of();
  private boolean terminal;

  private Deployer(Path folder) {
    this.folder = folder;
    for (String name : List.of("PATH", "HOME", "JAVA_HOME", "USER")) {
      String value = System.getenv(name);
      if (value != null) {
        env.put(name, value);
      }
    }
    env.put("LC_ALL", "C.UTF-8");
  }

  /** One that runs in that folder, with little more than the PATH in its environment. */
  public static Deployer in(Path folder) {
    return new Deployer(folder);
  }

  /** With a further environment variable. */
  public Deployer env(String name, String value) {
    env.put(name, value);
    return this;
  }

  /** With a further option for Java itself. */
  public Deployer java(String option) {
    javaOptions.add(option);
    return this;
  }

  /** Run by another program, such as one that takes rights away. */
  public Deployer through(String... program) {
    through = List.of(program);
    return this;
  }

  /** On a pseudo terminal, by means of script(1) of util-linux. */
  public Deployer onTerminal() {
    terminal = true;
    return env("TERM", "xterm").env("COLUMNS", "120");
  }

  /** Runs it to its end. */
  public Run run(String... arguments) {
    try (Job job = start(arguments)) {
      return job.end();
    }
  }

  /** Runs it until it is killed, if its end does not come first. */
  public Death kill(Moment moment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(command(List.of(arguments)));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    return new Victim(builder, moment).run();
  }

  /** Starts it. */
  public Job start(String... arguments) {
    List<String> command = command(List.of(arguments));
    try {
      Path out = Files.createTempFile("deployer", ".out");
      Path err = Files.createTempFile("deployer", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(to(out))
              .redirectError(to(err));
      builder.environment().clear();
      builder.environment().putAll(env);
      Job job = new Job(command, builder.start(), out, err);
      jobs.add(job);
      return job;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder.Redirect to(Path file) {
    return ProcessBuilder.Redirect.to(file.toFile());
  }

  private List<String> command(List<String> arguments) {
    List<String> java = new ArrayList<>();
    // A shell that runs the tests in the background has us, and all whom we start, ignore SIGINT.
    java.addAll(through);
    java.addAll(List.of("env", "--default-signal=INT"));
    java.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    java.addAll(DeployJar.JAVA_OPTIONS);
    java.addAll(javaOptions);
    java.add("-XX:SharedArchiveFile=" + DeployJar.get().archive());
    java.addAll(List.of("-jar", DeployJar.get().jar().toString()));
    java.addAll(arguments);
    return terminal
        ? List.of(
            "script",
            "-qefc",
            String.join(" ", java.stream().map(Deployer::quoted).toList()),
            "/dev/null")
        : java;
  }

  /** Kills what it has started and still runs. */
  @Override
  public void close() {
    jobs.forEach(Job::close);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
