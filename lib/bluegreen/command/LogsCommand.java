package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.plan.Facts;
import bluegreen.plan.Goal;
import bluegreen.playbook.Slot;
import bluegreen.run.Outcome;
import bluegreen.runner.EnvFile;
import bluegreen.state.SlotRecord;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** Shows what the app has written, and goes on with {@code -f}. */
final class LogsCommand {
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
    if (SlotRecord.read(session.dir(), slot).isEmpty()) {
      throw new HostFailure("nothing was ever started on " + slot);
    }
    int lines = session.options().lines();
    if (session.options().follow()) {
      try {
        session.runner().follow(slot, lines, this::say);
      } catch (InterruptedException e) {
        // This is how one ends it.
      }
    } else {
      say(session.runner().logTail(slot, lines));
    }
    return Outcome.OK.code();
  }

  private Slot slot() throws HostFailure, InterruptedException {
    Optional<String> wanted = session.options().slot();
    if (wanted.isPresent()) {
      return Slot.of(wanted.get()).orElseThrow();
    }
    Facts facts = session.observer().observe(Goal.REMOVE, Optional.empty());
    return facts
        .serving()
        .or(facts.nginx()::pointed)
        .orElseThrow(() -> new HostFailure("nothing serves; say --slot blue or --slot green"));
  }

  private void say(String text) {
    if (!text.isEmpty()) {
      out.println(session.secrets().hide(text.stripTrailing()));
      out.flush();
    }
  }
}
