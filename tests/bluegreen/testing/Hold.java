package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A task that keeps a run at its place until the test lets it go on. */
public final class Hold {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path begun;
  private final Path go;

  private Hold(Path folder) {
    begun = folder.resolve("hold-begun");
    go = folder.resolve("hold-go");
  }

  /** One for the runs in a server's folder; what an earlier one has left there is removed. */
  public static Hold in(PrivateServer server) {
    Hold hold = new Hold(server.folder());
    try {
      Files.deleteIfExists(hold.begun);
      Files.deleteIfExists(hold.go);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hold;
  }

  /** The task, as YAML; a run that is not let go goes on after a minute or two by itself. */
  public String task() {
    return "- { name: hold, shell: \"" + script() + "\" }";
  }

  /** The task's shell commands. */
  public String script() {
    return "n=0; echo x >> %s; until [ -e %s ] || [ $n = 1000 ]; do sleep 0.1; n=$((n+1)); done"
        .formatted(begun, go);
  }

  /** Waits until a run has come to the task. */
  public void await() {
    Await.until("the task", PATIENCE, () -> Files.exists(begun));
  }

  /** How many runs have come to the task. */
  public long count() {
    try {
      return Files.readAllLines(begun).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the run go on. */
  public void release() {
    try {
      Files.writeString(go, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
