package bluegreen.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * One script, run the way CodeDeploy's agent runs it: in a process group of its own, with nothing
 * to read, by {@code su} for another user; it is over when both its outputs are closed, and after
 * its timeout the group is told to end.
 */
public final class CodeDeployHook {
  private static final int CONSOLE_BYTES = 2048;

  /** For a script that has been told to end. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String event;
  private final AppSpec.Script script;
  private final Path archive;
  private final Path workingDirectory;
  private final Map<String, String> env;
  private final Deque<String> console = new ArrayDeque<>();

  CodeDeployHook(
      String event,
      AppSpec.Script script,
      Path archive,
      Path workingDirectory,
      Map<String, String> env) {
    this.event = event;
    this.script = script;
    this.archive = archive;
    this.workingDirectory = workingDirectory;
    this.env = env;
  }

  /**
   * How a script has ended.
   *
   * @param failure what the agent says of it; empty where it has succeeded
   * @param console the end of its output, which is all that CodeDeploy's console shows
   */
  public record Ended(String event, String failure, String console) {

    /** Whether it has succeeded. */
    public boolean ok() {
      return failure.isEmpty();
    }
  }

  /** Runs it; {@code scratch} is a folder for the pipes. */
  Ended run(Path scratch) throws IOException {
    Path file = archive.resolve(script.location());
    if (!Files.isRegularFile(file)) {
      return ended("Script does not exist at specified location: " + script.location());
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    Collections.addAll(
        mode,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_EXECUTE);
    Files.setPosixFilePermissions(file, mode);
    log("LifecycleEvent - " + event + "\n");
    log("Script - " + script.location() + "\n");
    Path out = pipe(scratch, "stdout");
    Path err = pipe(scratch, "stderr");
    try {
      return run(file, out, err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  // Java's own pipes would not do: when a process ends, Java closes them, whoever else holds them.
  private static Path pipe(Path scratch, String name) throws IOException {
    Path pipe = scratch.resolve(name + "-" + System.nanoTime());
    Builds.tool(new ProcessExecutor("mkfifo", pipe.toString()));
    return pipe;
  }

  private Ended run(Path file, Path out, Path err) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(script.timeout());
    Thread stdout = reader("[stdout]", out);
    Thread stderr = reader("[stderr]", err);
    ProcessBuilder builder =
        new ProcessBuilder(command(file))
            .directory(workingDirectory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      Signals.sendToGroup("TERM", process.pid());
      // The agent hears no more of it, and does not wait for its end. We do, to see what is left.
      stdout.interrupt();
      stderr.interrupt();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("does not end when told to: " + ended("").console());
      }
      return ended(
          "Script at specified location: %s failed to complete in %d seconds"
              .formatted(script.location(), script.timeout()));
    }
    for (Thread output : List.of(stdout, stderr)) {
      output.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      if (output.isAlive()) {
        return ended(
            "Script at specified location: %s failed to close %s"
                .formatted(script.location(), output.getName()));
      }
    }
    return process.exitValue() == 0
        ? ended("")
        : ended(
            "Script at specified location: %s failed with exit code %d"
                .formatted(script.location(), process.exitValue()));
  }

  /** A new session is more than the agent's new process group, and all that Java can start. */
  private List<String> command(Path file) {
    List<String> command = new ArrayList<>(List.of("setsid"));
    // Only root may become somebody without a password; oneself one is already.
    script
        .runAs()
        .filter(user -> !user.equals(System.getProperty("user.name")))
        .ifPresent(user -> command.addAll(List.of("su", user, "-c")));
    command.add(file.toString());
    return command;
  }

  private Thread reader(String prefix, Path pipe) {
    Thread reader = new Thread(() -> read(prefix, pipe), prefix);
    reader.setDaemon(true); // It reads for as long as anyone at all has the other end open.
    reader.start();
    return reader;
  }

  private void read(String prefix, Path pipe) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(pipe), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log(prefix + line + "\n");
      }
    } catch (ClosedByInterruptException e) {
      return; // The time is up, and the pipe closed by that.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps as many of the last lines as there is room for; one that has none takes all with it. */
  private synchronized void log(String line) {
    console.addLast(line);
    int room = CONSOLE_BYTES;
    int kept = 0;
    for (var last = console.descendingIterator(); last.hasNext(); kept++) {
      room -= last.next().getBytes(StandardCharsets.UTF_8).length;
      if (room <= 0) {
        break;
      }
    }
    while (console.size() > kept) {
      console.removeFirst();
    }
  }

  private synchronized Ended ended(String failure) {
    return new Ended(event, failure, String.join("", console));
  }
}
