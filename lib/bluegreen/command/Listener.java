package bluegreen.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whoever reads our standard output through a pipe. Java notices that nobody does any more only
 * when it writes, to which an app that is silent gives no reason; tail(1) notices at once.
 */
final class Listener {
  /** The exit code of whoever ends by SIGPIPE. */
  private static final int BROKEN_PIPE = 128 + 13;

  private final Optional<Process> tail;

  private Listener(Optional<Process> tail) {
    this.tail = tail;
  }

  /** Has {@code gone} run once nobody reads any more, where that can be known. */
  static Listener ofStandardOutput(Runnable gone) {
    try {
      Path output = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
      if (!output.toString().startsWith("pipe:")) {
        return new Listener(Optional.empty());
      }
      String self = String.valueOf(ProcessHandle.current().pid());
      Process tail =
          new ProcessBuilder("tail", "-f", "--pid=" + self, "/dev/null")
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      tail.onExit()
          .thenAccept(
              ended -> {
                if (ended.exitValue() == BROKEN_PIPE) {
                  gone.run();
                }
              });
      return new Listener(Optional.of(tail));
    } catch (IOException e) {
      return new Listener(Optional.empty());
    }
  }

  /** Needs to know no more. */
  void stop() {
    tail.ifPresent(Process::destroy);
  }
}
