package bluegreen.run;

import bluegreen.diagnosis.Condition;
import bluegreen.diagnosis.ConditionView;
import bluegreen.diagnosis.LogCause;
import bluegreen.host.Custody;
import bluegreen.host.HostFailure;
import bluegreen.host.Secrets;
import bluegreen.observe.Machine;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Releases;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a version failed, by its own output and by what it was doing: first of all what matters. */
final class LastWords {
  private static final int LINES = 20;

  /** Lines in which a reason is looked for: a trace may be long. */
  private static final int MORE_LINES = 500;

  /** So many sentences are shown; the rest is in the file. */
  private static final int MOST_SHOWN = 3;

  private final AppDir dir;
  private final Machine machine;
  private final Runner runner;
  private final Secrets veil;

  /** What is to be looked at before it is stopped, once visitors are elsewhere. */
  private Optional<Asked> later = Optional.empty();

  /**
   * Who failed, and how.
   *
   * @param answers whether it has answered at all
   * @param found what came of asking it
   */
  record Asked(Slot slot, Endpoint endpoint, boolean answers, String found) {}

  LastWords(AppDir dir, Machine machine, Runner runner, Secrets veil) {
    this.dir = dir;
    this.machine = machine;
    this.runner = runner;
    this.veil = veil;
  }

  /** What a slot's process has written at last, and what of that is the reason of its end. */
  String of(Slot slot) throws InterruptedException {
    return together(said(slot).stream().toList(), slot);
  }

  /** The same of one that runs, with what it is doing; all of that is kept with its release. */
  String examined(Asked asked) throws InterruptedException {
    List<String> words = examine(asked);
    said(asked.slot()).ifPresent(words::add);
    return together(words, asked.slot());
  }

  /** Has it looked at before it is stopped, and no sooner, as visitors are sent there. */
  void later(Asked asked) {
    later = Optional.of(asked);
  }

  /** What came of that, a sentence each; nothing where it is another slot's turn. */
  List<String> nowOf(Slot slot) throws InterruptedException {
    Optional<Asked> asked = later.filter(a -> a.slot() == slot);
    later = Optional.empty();
    return asked.isPresent() ? examine(asked.get()) : List.of();
  }

  private Optional<String> said(Slot slot) throws InterruptedException {
    return LogCause.in(runner.logTail(slot, MORE_LINES)).map(cause -> "it says: " + cause);
  }

  private String together(List<String> words, Slot slot) throws InterruptedException {
    List<String> all = new ArrayList<>(words);
    String tail = runner.logTail(slot, LINES);
    all.add(
        tail.isEmpty()
            ? "it has written nothing"
            : "the last lines that it wrote:\n"
                + tail.lines().map(l -> "  " + l).collect(Collectors.joining("\n")));
    return String.join("\n", all);
  }

  private List<String> examine(Asked asked) throws InterruptedException {
    Optional<Running> running = runner.running(asked.slot());
    if (running.flatMap(Running::pid).isEmpty()) {
      return new ArrayList<>(); // It has ended, or it is not on this machine.
    }
    Custody custody = Custody.own(machine.commands(), Map.of());
    Condition condition =
        new ConditionView(machine.processes(), machine.commands(), custody)
            .of(running.get().pid().get());
    List<String> matters = condition.matters(asked.endpoint().port(), asked.answers());
    List<String> words = new ArrayList<>(matters.stream().limit(MOST_SHOWN).toList());
    words.add(kept(asked, running.get(), condition, matters));
    return words;
  }

  private String kept(Asked asked, Running running, Condition condition, List<String> matters)
      throws InterruptedException {
    Path file = new Releases(dir).diagnosis(running.release());
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s on %s %s, %s, %s"
            .formatted(
                running.version(),
                asked.slot(),
                asked.endpoint(),
                running.who(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    lines.add(asked.found());
    lines.addAll(matters);
    lines.add("");
    lines.add(condition.describe());
    try {
      machine.files().write(file, veil.hide(String.join("\n", lines)), 0600);
      return "its threads, memory and connections: " + file;
    } catch (HostFailure e) {
      return "its threads, memory and connections cannot be kept: " + e.getMessage();
    }
  }
}
