package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.nginx.Front;
import bluegreen.plan.Action;
import bluegreen.state.AppDir;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Works on the user's own nginx in front of ours, and remembers what has to be undone. */
final class FrontWork {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Machine machine;
  private final AppDir dir;
  private final Optional<Front> front;
  private Optional<Action.ReplaceValue> replaced = Optional.empty();
  private Optional<Boolean> live = Optional.empty();

  FrontWork(Machine machine, AppDir dir, Optional<Front> front) {
    this.dir = dir;
    this.machine = machine;
    this.front = front;
  }

  /** Whether visitors were seen to reach us; empty where there is nothing in front, or no look. */
  Optional<Boolean> live() {
    return live;
  }

  /** Whether this run has pointed visitors at us. */
  boolean hasReplaced() {
    return replaced.isPresent();
  }

  void replace(Action.ReplaceValue action) throws HostFailure, InterruptedException {
    byte[] before = action.value().text().getBytes(StandardCharsets.ISO_8859_1);
    if (action.kept()) {
      machine.files().write(action.dir().originalInclude(), before, 0600);
    }
    replaced = Optional.of(action);
    front.orElseThrow().replace(action.value(), action.raw());
  }

  /** Looks whether visitors reach us; an old worker of nginx's may answer for a moment yet. */
  String look(Action.LookAtFront action, Progress progress, String otherwise)
      throws StepFailure, HostFailure, InterruptedException {
    Optional<String> way = front.orElseThrow().way();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (way.isEmpty() && action.required() && System.nanoTime() < deadline) {
      progress.say(action.behind().url() + " does not lead to us yet");
      Thread.sleep(POLL.toMillis());
      way = front.get().way();
    }
    live = Optional.of(way.isPresent());
    if (way.isPresent()) {
      machine.files().mark(dir.frontSeen());
    }
    if (way.isEmpty() && action.required()) {
      Optional<String> guarded = front.get().guarded();
      throw new StepFailure(
          action.behind().url()
              + " does not lead to "
              + action.behind().address()
              + "; no visitor reaches the app by it"
              + guarded.map(g -> ": " + g).orElse("")
              + (action.advice().isEmpty() ? "" : ":\n  " + String.join("\n  ", action.advice())));
    }
    return way.map(w -> "through " + w + ", " + action.behind().address() + action.more())
        .orElse(otherwise);
  }

  /** Has visitors go where they went before this run; nothing where it has not touched that. */
  void undo() throws HostFailure, InterruptedException {
    if (replaced.isPresent()) {
      front.orElseThrow().giveBack(replaced.get().value().raw());
      live = Optional.of(!replaced.get().kept());
    }
  }

  void giveBack(Action.GiveBack action) throws HostFailure, InterruptedException {
    front.orElseThrow().giveBack(action.raw());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (front.get().way().isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new HostFailure(
            "visitors of " + action.behind().url() + " still reach us; see nginx's error log");
      }
      Thread.sleep(POLL.toMillis());
    }
  }
}
