package bluegreen.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;
import org.zeroturnaround.exec.StartedProcess;

/** The one place where external commands run. */
public final class Commands {
  /** {@code error=2, No such file} up to Java 24, {@code error: 2 (No such file)} after it. */
  private static final Pattern REASON = Pattern.compile("error(?:=\\d+, |: \\d+ \\()([^()]*)");

  /** How long a command that is ended before its time may take to end by itself. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);

  /** How long the rest of its output may take to come when it has ended. */
  private static final Duration LEFT_PATIENCE = Duration.ofSeconds(1);

  /** An exit code above it tells of a signal. */
  private static final int SIGNALLED = 128;

  private static final String ROOTS_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin";

  private static final String UNSEEN = "the command";

  /** How the message begins that a command that is kept out of sight did not end in time. */
  public static final String LATE = UNSEEN + " did not end within ";

  private final Trace trace;

  /** What a command left behind; {@code output} holds both streams in the order written. */
  public record Result(int exit, String output, String stdout, String stderr) {
    /** Whether it ended with exit code 0. */
    public boolean ok() {
      return exit == 0;
    }
  }

  /** Reports every command to {@code trace}. */
  public Commands(Trace trace) {
    this.trace = trace;
  }

  /**
   * Runs a command to its end.
   *
   * @throws HostFailure where the program is missing or the time is up
   * @throws InterruptedException where we are told to stop; the command is ended too
   */
  public Result run(Command command) throws HostFailure, InterruptedException {
    if (!command.hidden()) {
      trace.command(command.argv());
    }
    return execute(command, new Captured(Captured.MOST));
  }

  /** Runs a command whose output is for us and would drown what the user wants to read. */
  public Result runUnheard(Command command) throws HostFailure, InterruptedException {
    trace.command(command.argv());
    return execute(command.hidden(true), new Captured(Integer.MAX_VALUE));
  }

  /**
   * Runs a command that leaves a process behind: what that one says later, where it has our output
   * for its own, is not waited for.
   */
  public Result runLeaving(Command command) throws HostFailure, InterruptedException {
    trace.command(command.argv());
    return execute(command, new Captured(Captured.MOST), Optional.of(LEFT_PATIENCE));
  }

  /**
   * The same for a server, which goes on in surroundings that are the same whoever starts it: on
   * the {@link Baseline}, with nothing of our environment.
   */
  public Result runServer(Command command) throws HostFailure, InterruptedException {
    trace.command(command.argv());
    return execute(Baseline.of(command), new Captured(Captured.MOST), Optional.of(LEFT_PATIENCE));
  }

  /**
   * Runs a command whose output may be long, or never end, and hands it on line by line as it
   * comes, until the command ends or we are interrupted.
   *
   * @throws HostFailure where the program is missing, or fails
   */
  public void stream(Command command, Consumer<String> line)
      throws HostFailure, InterruptedException {
    trace.command(command.argv());
    Lines lines = new Lines(line);
    ProcessExecutor executor = new ProcessExecutor(found(command.argv())).redirectOutput(lines);
    try {
      int exit = await(executor.start(), Duration.ofDays(365)).getExitValue();
      lines.end();
      if (exit > SIGNALLED) {
        Interruption.sleep(END_PATIENCE); // A signal to all of a group reaches us, too.
      }
      if (exit != 0) {
        throw new HostFailure(shown(command) + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new HostFailure(notStarted(command, e));
    } catch (TimeoutException e) {
      throw new HostFailure(shown(command) + " was ended after a year");
    }
  }

  private Result execute(Command command, Captured captured)
      throws HostFailure, InterruptedException {
    return execute(command, captured, Optional.empty());
  }

  /**
   * Runs a command.
   *
   * @param left how long its output is waited for when it has ended; empty for as long as it lasts
   */
  private Result execute(Command command, Captured captured, Optional<Duration> left)
      throws HostFailure, InterruptedException {
    ProcessExecutor executor =
        new ProcessExecutor(found(command.argv()))
            .environment(command.env())
            .redirectInput(
                new ByteArrayInputStream(
                    command.input().orElse("").getBytes(StandardCharsets.UTF_8)))
            .redirectOutput(captured.stdout())
            .redirectError(captured.stderr());
    command.directory().map(Path::toFile).ifPresent(executor::directory);
    left.ifPresent(patience -> executor.closeTimeout(patience.toMillis(), TimeUnit.MILLISECONDS));
    try {
      ProcessResult result = await(executor.start(), command.timeout());
      Result seen = captured.result(result.getExitValue());
      if (!command.hidden() && !seen.output().isBlank()) {
        trace.output(seen.output());
      }
      return seen;
    } catch (IOException e) {
      throw new HostFailure(notStarted(command, e));
    } catch (TimeoutException e) {
      String said = command.hidden() ? "" : captured.result(-1).output();
      throw new HostFailure(
          shown(command) + " did not end within " + Texts.seconds(command.timeout()) + tail(said));
    }
  }

  /** The PATH of a user who is not root often lacks the folders that nginx is in. */
  private static List<String> found(List<String> argv) {
    String program = argv.get(0);
    String path = System.getenv().getOrDefault("PATH", "");
    if (program.contains("/") || Programs.find(program, path).isPresent()) {
      return argv;
    }
    List<String> whole = new ArrayList<>(argv);
    Programs.find(program, ROOTS_FOLDERS).ifPresent(file -> whole.set(0, file.toString()));
    return whole;
  }

  private static ProcessResult await(StartedProcess started, Duration patience)
      throws IOException, TimeoutException, InterruptedException {
    try {
      Optional<ProcessResult> result = Interruption.waiting(() -> result(started, patience));
      if (result.isPresent()) {
        return result.get();
      }
      end(started.getProcess());
      throw new TimeoutException();
    } catch (InterruptedException e) {
      end(started.getProcess());
      throw e;
    } catch (ExecutionException e) {
      throw new IOException(Texts.reason(e), e);
    }
  }

  private static Optional<ProcessResult> result(StartedProcess started, Duration patience)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(started.getFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }

  /** Ends a command with all that it has started: asked to at first, then killed. */
  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + END_PATIENCE.toNanos();
    while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Starts a program that repeats what it reads, and waits until it does.
   *
   * @throws HostFailure where it cannot be started
   */
  public Held hold(Command command) throws HostFailure, InterruptedException {
    trace.command(command.argv());
    try {
      return Held.of(
          new ProcessExecutor(found(command.argv()))
              .redirectErrorStream(true)
              .streams(null)
              .start()
              .getProcess());
    } catch (IOException e) {
      throw new HostFailure(notStarted(command, e));
    }
  }

  /**
   * Starts a program that outlives us. The process keeps the pid it is born with.
   *
   * @throws HostFailure where it cannot be started
   */
  public Process startDetached(Detached program) throws HostFailure {
    trace.command(program.argv());
    Map<String, String> exactly = new HashMap<>();
    System.getenv().keySet().forEach(name -> exactly.put(name, null));
    exactly.putAll(program.env());
    try {
      return new ProcessExecutor(program.commandLine())
          .environment(exactly)
          .directory(program.folder().toFile())
          .streams(null)
          .start()
          .getProcess();
    } catch (IOException e) {
      throw new HostFailure("cannot start " + program.argv().get(0) + ": " + reason(e));
    }
  }

  private static String notStarted(Command command, IOException e) {
    String reason = reason(e);
    if (reason.contains("No such file")) {
      boolean folder = command.directory().map(d -> !d.toFile().isDirectory()).orElse(false);
      return folder
          ? "there is no folder " + command.directory().orElseThrow()
          : command.argv().get(0) + ": there is no such program";
    }
    return command.argv().get(0) + " cannot be run: " + reason;
  }

  /** The system's own word, which is at the root: above it the whole environment may be shown. */
  private static String reason(IOException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = Optional.ofNullable(root.getMessage()).orElse(root.toString());
    Matcher reason = REASON.matcher(said);
    return reason.find() ? reason.group(1) : said;
  }

  private static String shown(Command command) {
    return command.hidden() ? UNSEEN : Command.shown(command.argv());
  }

  private static String tail(String said) {
    return said.isBlank() ? "" : "; it had said:\n" + Texts.lastLines(said, 20);
  }
}
