package bluegreen.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Servers that run in the foreground, as children of ours, with their files in a temporary folder.
 * Closing it ends them and removes the folder.
 */
public final class Servers implements AutoCloseable {
  private static final long LONGEST_START_SECONDS = 30;
  private static final long LONGEST_END_SECONDS = 15;

  private final Path folder;
  private final Programs programs;
  private final List<Process> running = new ArrayList<>();
  private final Thread hook = new Thread(this::clear, "clear-servers");

  private Servers(Path folder) {
    this.folder = folder;
    this.programs = new Programs(folder.resolve("output"));
  }

  /** None yet. */
  public static Servers create() throws IOException {
    Path folder = Files.createTempDirectory("bluegreen-bench").toRealPath();
    // Workers of an nginx that root starts are somebody else, and look at markers in there.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Servers servers = new Servers(folder);
    Runtime.getRuntime().addShutdownHook(servers.hook);
    return servers;
  }

  Programs programs() {
    return programs;
  }

  /** A folder for one server's files, made if need be. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /**
   * Starts one, and waits until it accepts connections on its ports.
   *
   * @param home its folder, which gets its output too
   * @throws IllegalStateException with what it said, if it ends instead
   */
  void start(Path home, List<String> command, int... ports)
      throws IOException, InterruptedException {
    Path said = home.resolve("said.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(said.toFile());
    for (String place : List.of("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")) {
      builder.environment().put(place, home.toString());
    }
    Process process = add(builder);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
    for (int port : ports) {
      while (!Loopback.accepts(port)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              String.join(" ", command) + " does not listen:\n" + Files.readString(said));
        }
        Thread.sleep(20);
      }
    }
  }

  private synchronized Process add(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    running.add(process);
    return process;
  }

  @Override
  public void close() {
    clear();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private synchronized void clear() {
    programs.stop();
    // Workers that outlive a parent which has to be killed are nobody's children any more.
    List<ProcessHandle> workers = running.stream().flatMap(Process::descendants).toList();
    running.forEach(Process::destroy);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_END_SECONDS);
    for (Process process : running) {
      if (!endsBefore(deadline, process)) {
        process.destroyForcibly();
      }
    }
    workers.forEach(ProcessHandle::destroyForcibly);
    running.clear();
    Folders.remove(folder);
  }

  private static boolean endsBefore(long deadline, Process process) {
    try {
      return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
