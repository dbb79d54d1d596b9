package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.runner.Exit;
import bluegreen.runner.Launch;
import bluegreen.runner.Occupants;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Starts and stops nothing, and says what it was asked to; all that listens belongs to its slot.
 */
final class StubRunner implements Runner {
  final Map<Slot, Running> slots = new EnumMap<>(Slot.class);
  final Map<Slot, Exit> exits = new EnumMap<>(Slot.class);
  final Set<Slot> strange = EnumSet.noneOf(Slot.class);
  String words = "";
  int killed;
  Optional<HostFailure> failure = Optional.empty();
  QuickTime.Event beforeStop = () -> {};

  /** What happens on the machine while it is looked at, after all else was seen. */
  QuickTime.Event whenSeen = () -> {};

  /** What happens when it is asked to keep a slot, once each. */
  final Queue<Deed> deeds = new ArrayDeque<>();

  private final Heard heard;
  private final Processes processes;
  private long ticks = 1;

  /** Something that happens in the middle of a step. */
  interface Deed {
    void perform() throws HostFailure, InterruptedException;
  }

  StubRunner(Heard heard, Processes processes) {
    this.heard = heard;
    this.processes = processes;
  }

  /** Has a version run in a slot, as another process than any before. */
  void runs(Slot slot, String version, Endpoint endpoint) {
    Processes.Id id = new Processes.Id(ProcessHandle.current().pid(), ticks++);
    slots.put(slot, new Running(slot, id, "r" + version, version, "", endpoint, Path.of("log")));
  }

  /** Has that very process run in a slot. */
  void runs(Slot slot, long pid, Endpoint endpoint) {
    Processes.Id id = new Processes.Id(pid, ticks++);
    slots.put(slot, new Running(slot, id, "r1", "1", "", endpoint, Path.of("log")));
  }

  /** Has a slot's process end. */
  void ends(Slot slot, int status, String kernel) {
    slots.remove(slot);
    exits.put(slot, new Exit(status, Optional.of(kernel).filter(k -> !k.isEmpty())));
  }

  private void failIfToldTo() throws HostFailure {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  @Override
  public String label() {
    return "process";
  }

  @Override
  public boolean keeps() {
    try {
      whenSeen.happen();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return false;
  }

  @Override
  public String keeper(Slot slot) {
    return "unit";
  }

  @Override
  public List<String> problems(Optional<Release> release) {
    return List.of();
  }

  @Override
  public Optional<Running> running(Slot slot) {
    return Optional.ofNullable(slots.get(slot));
  }

  @Override
  public List<Processes.Info> strays(Slot slot) {
    return List.of();
  }

  @Override
  public Running start(Launch launch) throws HostFailure {
    heard.add("start " + launch.slot());
    failIfToldTo();
    runs(launch.slot(), launch.release().version(), launch.endpoint());
    return slots.get(launch.slot());
  }

  @Override
  public Optional<Exit> exited(Slot slot) {
    return Optional.ofNullable(exits.get(slot));
  }

  @Override
  public Upkeep upkeep(Slot slot) {
    return Upkeep.NONE;
  }

  @Override
  public void keep(Slot slot) throws HostFailure, InterruptedException {
    heard.add("keep " + slot);
    if (!deeds.isEmpty()) {
      deeds.remove().perform();
    }
  }

  @Override
  public int stop(Slot slot, Duration patience) throws HostFailure {
    heard.add("stop " + slot + " within " + patience.toSeconds() + "s");
    failIfToldTo();
    try {
      beforeStop.happen();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    slots.remove(slot);
    return killed;
  }

  @Override
  public Occupants at(Slot slot, Endpoint endpoint) {
    List<Processes.Listener> all = processes.listeners(endpoint.port(), Optional.empty());
    return strange.contains(slot)
        ? new Occupants(false, all.stream().findFirst())
        : new Occupants(!all.isEmpty(), Optional.empty());
  }

  @Override
  public void log(Slot slot, int lines, Consumer<String> line) {
    List<String> said = words.lines().toList();
    said.subList(Math.max(0, said.size() - lines), said.size()).forEach(line);
  }

  @Override
  public void follow(Slot slot, int lines, Consumer<String> line) {
    log(slot, lines, line);
  }
}
