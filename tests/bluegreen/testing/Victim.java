package bluegreen.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A run of the product that leads a process group of its own and is killed on the way. */
final class Victim {
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final int KILLED = 128 + 9;

  private final ProcessBuilder builder;
  private final Moment moment;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  Victim(ProcessBuilder builder, Moment moment) {
    this.builder = builder;
    this.moment = moment;
  }

  Death run() {
    Process killer = null;
    Process process = null;
    try {
      // There before it is needed: to start it takes longer than many a step.
      killer = new ProcessBuilder("/bin/sh", "-c", "read who && kill -s KILL -- $who").start();
      process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      watch(process, killer);
      int exit = process.waitFor();
      return new Death(builder.command(), moment, exit == KILLED, exit, List.copyOf(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      end(killer);
      end(process);
    }
  }

  private void watch(Process process, Process killer) throws IOException {
    process
        .onExit()
        .orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
        .exceptionally(
            late -> {
              lines.add("does not end; killed after " + LONGEST.toSeconds() + " s");
              process.destroyForcibly();
              return process;
            });
    int counted = 0;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (moment.counts(line) && ++counted == moment.number()) {
          LockSupport.parkNanos(moment.later().toNanos());
          kill(process, killer);
        }
      }
    }
  }

  private void kill(Process process, Process killer) throws IOException {
    String who = (moment.reach() == Moment.Reach.GROUP ? "-" : "") + process.pid() + "\n";
    try (var in = killer.getOutputStream()) {
      in.write(who.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void end(Process process) {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
