package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.observe.Facts;
import bluegreen.playbook.Slot;
import bluegreen.run.Outcome;
import bluegreen.runner.EnvFile;
import bluegreen.state.SlotRecord;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows what the app has written, and goes on with {@code -f}. */
final class LogsCommand {
  private final Session session;
  private final PrintStream out;
  private final PrintStream err;
  private final Thread worker = Thread.currentThread();
  private boolean silent = true;

  LogsCommand(Session session, PrintStream out, PrintStream err) {
    this.session = session;
    this.out = out;
    this.err = err;
  }

  int run() throws HostFailure {
    try {
      show();
    } catch (InterruptedException e) {
      // This is how one ends it, and how the end of whoever reads it does.
    }
    return Outcome.OK.code();
  }

  private void show() throws HostFailure, InterruptedException {
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
      Listener listener = Listener.ofStandardOutput(worker::interrupt);
      try {
        session.runner().follow(slot, lines, this::say);
      } finally {
        listener.stop();
      }
    } else {
      session.runner().log(slot, lines, this::say);
      if (silent && lines > 0) { // Not among what an app has written.
        err.println("what was started last on " + slot + " has written nothing");
      }
    }
  }

  private Slot slot() throws HostFailure, InterruptedException {
    Optional<String> wanted = session.options().slot();
    if (wanted.isPresent()) {
      return Slot.of(wanted.get()).orElseThrow();
    }
    if (Stream.of(Slot.values()).allMatch(s -> SlotRecord.read(session.dir(), s).isEmpty())) {
      throw new HostFailure("nothing has been started yet, so there are no logs");
    }
    Facts facts = session.observer().asItIs();
    return facts
        .serving()
        .or(facts.nginx()::pointed)
        .orElseThrow(() -> new HostFailure("nothing serves; say --slot blue or --slot green"));
  }

  private void say(String line) {
    silent = false;
    out.println(session.secrets().hide(line));
    if (out.checkError()) { // It flushes, too.
      worker.interrupt();
    }
  }
}
