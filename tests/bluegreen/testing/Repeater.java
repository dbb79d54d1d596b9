package bluegreen.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that runs the product again and again. Most of what a short run takes is the start of
 * Java, and most of what tests do is short runs in one folder.
 */
final class Repeater implements AutoCloseable {
  private static final long LONGEST_MINUTES = 3;

  private final List<String> command;
  private final Process process;
  private final DataOutputStream lines;
  private final DataInputStream answers;

  private Repeater(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.lines = new DataOutputStream(process.getOutputStream());
    this.answers = new DataInputStream(process.getInputStream());
  }

  /**
   * Starts one.
   *
   * @param java the command line of a Java that has its options, but no class yet
   * @param builder where it runs, and in what environment
   */
  static Repeater start(List<String> java, ProcessBuilder builder) throws IOException {
    String jar = DeployJar.get().jar().toString();
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("-cp", jar + ":" + tests(), Repeated.class.getName(), jar));
    Process process =
        builder.command(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Repeater(command, process);
  }

  private static Path tests() {
    try {
      return Path.of(Repeated.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs one command line to its end. */
  synchronized Run run(List<String> arguments) throws IOException {
    lines.writeInt(arguments.size());
    for (String each : arguments) {
      Repeated.write(lines, each);
    }
    lines.flush();
    List<String> shown = new ArrayList<>(command);
    shown.addAll(arguments);
    try {
      return CompletableFuture.supplyAsync(() -> answer(shown))
          .get(LONGEST_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException | ExecutionException e) {
      close();
      throw new AssertionError("does not end: " + shown, e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Run answer(List<String> shown) {
    try {
      int exit = answers.readInt();
      return new Run(shown, exit, Repeated.read(answers), Repeated.read(answers));
    } catch (IOException e) {
      throw new UncheckedIOException("has ended: " + shown, e);
    }
  }

  /** Whether it can run something. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
