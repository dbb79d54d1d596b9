package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to processes. */
public final class Signals {
  private Signals() {}

  /** Sends a signal, such as {@code INT}, to a process; one that is gone does not mind. */
  public static void send(String name, long pid) {
    kill(name, String.valueOf(pid));
  }

  /** Sends a signal to all processes of a group. */
  static void sendToGroup(String name, long group) {
    kill(name, "-- -" + group);
  }

  private static void kill(String name, String whom) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + whom + " 2>/dev/null")
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
