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
 * Runs the product the way its users do: from the exported jar, as a process of its own, or one
 * that {@link #run} uses again where nothing is asked of it but the command line.
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
  private boolean ordinary = true;
  private Repeater repeater;

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
    ordinary = false;
    return this;
  }

  /** With a further option for Java itself. */
  public Deployer java(String option) {
    javaOptions.add(option);
    ordinary = false;
    return this;
  }

  /** Run by another program, such as one that takes rights away. */
  public Deployer through(String... program) {
    through = List.of(program);
    ordinary = false;
    return this;
  }

  /** On a pseudo terminal, by means of script(1) of util-linux. */
  public Deployer onTerminal() {
    terminal = true;
    return env("TERM", "xterm").env("COLUMNS", "120");
  }

  /** Runs it to its end. */
  public Run run(String... arguments) {
    if (ordinary) {
      return repeat(List.of(arguments));
    }
    try (Job job = start(arguments)) {
      return job.end();
    }
  }

  private synchronized Run repeat(List<String> arguments) {
    try {
      if (repeater == null || !repeater.isAlive()) {
        repeater = Repeater.start(java(), inFolder());
      }
      return repeater.run(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder inFolder(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    return builder;
  }

  /** Runs it until it is killed, if its end does not come first. */
  public Death kill(Moment moment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(command(List.of(arguments)));
    return new Victim(inFolder(command.toArray(String[]::new)), moment).run();
  }

  /** Starts it. */
  public Job start(String... arguments) {
    List<String> command = command(List.of(arguments));
    try {
      Path out = Files.createTempFile("deployer", ".out");
      Path err = Files.createTempFile("deployer", ".err");
      ProcessBuilder builder =
          inFolder(command.toArray(String[]::new))
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(to(out))
              .redirectError(to(err));
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

  private List<String> java() {
    List<String> java = new ArrayList<>();
    // A shell that runs the tests in the background has us, and all whom we start, ignore SIGINT.
    java.addAll(through);
    java.addAll(List.of("env", "--default-signal=INT"));
    java.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    java.addAll(DeployJar.JAVA_OPTIONS);
    java.addAll(javaOptions);
    java.add("-XX:SharedArchiveFile=" + DeployJar.get().archive());
    return java;
  }

  private List<String> command(List<String> arguments) {
    List<String> java = java();
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
    if (repeater != null) {
      repeater.close();
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
