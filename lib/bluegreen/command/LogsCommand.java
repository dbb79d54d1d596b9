package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.plan.Facts;
import bluegreen.plan.Goal;
import bluegreen.playbook.Slot;
import bluegreen.run.Outcome;
import bluegreen.runner.EnvFile;
import bluegreen.state.SlotRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Shows what the app has written, and goes on with {@code -f}. */
final class LogsCommand {
  private static final long POLL_MILLIS = 200;
  private static final int CHUNK = 1 << 16;

  private final Session session;
  private final PrintStream out;

  LogsCommand(Session session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  int run() throws HostFailure, InterruptedException {
    Optional<Path> secrets = session.playbook().app().envFile();
    if (secrets.isPresent()) {
      session.secrets().add(EnvFile.read(secrets.get()).values());
    }
    Slot slot = slot();
    Path log =
        SlotRecord.read(session.dir(), slot)
            .map(SlotRecord::log)
            .orElseThrow(() -> new HostFailure("nothing was ever started on " + slot));
    say(session.runner().logTail(slot, session.options().lines()));
    if (session.options().follow()) {
      try {
        follow(log, slot);
      } catch (InterruptedException e) {
        // This is how one ends it.
      }
    }
    return Outcome.OK.code();
  }

  private Slot slot() throws HostFailure, InterruptedException {
    Optional<String> wanted = session.options().slot();
    if (wanted.isPresent()) {
      return Slot.of(wanted.get()).orElseThrow();
    }
    Facts facts = session.observer().observe(Goal.REMOVE, Optional.empty(), true);
    return facts
        .serving()
        .or(facts.nginx()::pointed)
        .orElseThrow(() -> new HostFailure("nothing serves; say --slot blue or --slot green"));
  }

  /** Until we are told to stop; a slot that starts anew is followed into its new log. */
  private void follow(Path first, Slot slot) throws HostFailure, InterruptedException {
    Path log = first;
    long at = log.toFile().length();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      at = copy(log, at, line);
      Path now = SlotRecord.read(session.dir(), slot).map(SlotRecord::log).orElse(log);
      if (!now.equals(log)) {
        copy(log, at, line);
        log = now;
        at = 0;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private long copy(Path log, long from, ByteArrayOutputStream line) throws HostFailure {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long at = Math.min(from, file.length());
      file.seek(at);
      byte[] chunk = new byte[CHUNK];
      for (int n = file.read(chunk); n > 0; n = file.read(chunk)) {
        at += n;
        for (int i = 0; i < n; i++) {
          line.write(chunk[i]);
          if (chunk[i] == '\n') {
            say(line.toString(StandardCharsets.UTF_8));
            line.reset();
          }
        }
      }
      return at;
    } catch (IOException e) {
      throw new HostFailure("cannot read " + log + ": " + e.getMessage());
    }
  }

  private void say(String text) {
    if (!text.isEmpty()) {
      out.println(session.secrets().hide(text.stripTrailing()));
      out.flush();
    }
  }
}
