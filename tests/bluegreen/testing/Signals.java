package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to single processes. */
public final class Signals {
  private Signals() {}

  /** Sends a signal, such as {@code INT}, to a process; one that is gone does not mind. */
  public static void send(String name, long pid) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pid + " 2>/dev/null")
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
