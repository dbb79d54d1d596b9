package bluegreen.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs other programs, and sees to it that they are there. */
final class Programs {
  private static final long LONGEST_MINUTES = 10;

  /** nginx is in a folder that is not on everybody's PATH. */
  private static final String PATH =
      System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin";

  private final Path output;
  private volatile Process current;

  /** Keeps what they write in a file, as a pipe that is read costs time too. */
  Programs(Path output) {
    this.output = output;
  }

  /** How a program ended: its exit code, both its streams, and what the whole process took. */
  record Run(int exit, String output, double millis) {}

  Run run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(output.toFile());
    builder.environment().put("PATH", PATH);
    builder.environment().putAll(environment);
    long began = System.nanoTime();
    Process process = builder.start();
    current = process;
    boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
    double millis = (System.nanoTime() - began) / 1e6;
    if (!ended) {
      stop();
      throw new IllegalStateException(String.join(" ", command) + " does not end");
    }
    return new Run(process.exitValue(), Files.readString(output), millis);
  }

  /** Runs a program that has to end with that exit code. */
  Run expect(int exit, List<String> command) throws IOException, InterruptedException {
    Run run = run(command, Map.of());
    if (run.exit() != exit) {
      throw new IllegalStateException(
          "%s ended with %d instead of %d:%n%s"
              .formatted(String.join(" ", command), run.exit(), exit, run.output()));
    }
    return run;
  }

  /** Ends the program under way, with those that it has started. */
  void stop() {
    Process process = current;
    if (process != null && process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  /** Installs a Debian package unless its program is there. */
  void require(String program, String debianPackage) throws IOException, InterruptedException {
    if (isThere(program)) {
      return;
    }
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root || !isThere("apt-get")) {
      throw new IllegalStateException(
          program
              + " is not on the PATH; install it first (Debian, Ubuntu: apt-get install "
              + debianPackage
              + ")");
    }
    System.err.println("installing " + debianPackage);
    Map<String, String> quietly = Map.of("DEBIAN_FRONTEND", "noninteractive");
    // A list of packages that is out of date may still do.
    run(List.of("apt-get", "update", "-qq"), quietly);
    List<String> install =
        new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
    install.add(debianPackage);
    Run installed = run(install, quietly);
    if (installed.exit() != 0 || !isThere(program)) {
      throw new IllegalStateException(
          "cannot install " + debianPackage + ":\n" + installed.output());
    }
    if (isThere("service")) {
      // Debian starts what it installs; ours is another one. Not every package has a service.
      run(List.of("service", debianPackage, "stop"), Map.of());
    }
  }

  private static boolean isThere(String program) {
    return find(program).isPresent();
  }

  /**
   * The full path of a program, for those who start it by themselves.
   *
   * @throws IllegalStateException if it is not there; see {@link #require}
   */
  static String path(String program) {
    return find(program)
        .map(Path::toString)
        .orElseThrow(() -> new IllegalStateException("there is no program " + program));
  }

  private static Optional<Path> find(String program) {
    return Stream.of(PATH.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
