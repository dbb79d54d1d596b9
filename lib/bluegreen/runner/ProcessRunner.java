package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Detached;
import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Lines;
import bluegreen.host.OutOfMemory;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import bluegreen.state.SlotRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the app as a process of its own: detached from our terminal, session and streams, so that it
 * lives on when we end.
 */
public final class ProcessRunner implements Runner {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final long HEARD_SECONDS = 5;
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

  private final AppDir dir;
  private final Proof proof;
  private final Commands commands;
  private final AtomicFiles files;
  private final Processes processes;
  private final SlotProcesses seen;
  private final Map<Slot, Process> started = new EnumMap<>(Slot.class);

  /**
   * Where in its log the output of what this run started begins: the log goes on after a restart.
   */
  private final Map<Slot, Long> logStarts = new EnumMap<>(Slot.class);

  /** How often the kernel had run out of memory when we started what is in a slot. */
  private final Map<Slot, Long> killsBefore = new EnumMap<>(Slot.class);

  /** A runner for one app. */
  public ProcessRunner(AppDir dir, Commands commands, AtomicFiles files, Processes processes) {
    this.dir = dir;
    this.proof = new Proof(dir);
    this.commands = commands;
    this.files = files;
    this.processes = processes;
    this.seen = new SlotProcesses(dir, processes);
  }

  @Override
  public String label() {
    return "process";
  }

  @Override
  public boolean keeps() {
    return false;
  }

  @Override
  public String keeper(Slot slot) {
    return "";
  }

  @Override
  public List<String> problems(Optional<Release> release) {
    return List.of();
  }

  @Override
  public Upkeep upkeep(Slot slot) {
    return Upkeep.NONE;
  }

  @Override
  public void keep(Slot slot) {}

  @Override
  public Optional<Running> running(Slot slot) {
    return seen.running(slot);
  }

  @Override
  public List<Processes.Info> strays(Slot slot) {
    return seen.strays(slot, running(slot));
  }

  @Override
  public Occupants at(Slot slot, Endpoint endpoint) {
    return seen.at(slot, endpoint, running(slot));
  }

  @Override
  public Running start(Launch launch) throws HostFailure {
    Path log = seen.log(launch.release().id(), launch.slot());
    files.folder(dir.logs(), 0755);
    files.folder(dir.slots(), 0700);
    SlotRecord record = launch.record(processes.bootId(), log);
    Map<String, String> env = proof.added(launch, processes.ownUser(), files);
    // Written before the start too, so that a full disk is noticed while nothing runs yet.
    record.write(dir, files);
    // An app may write what is not for everybody.
    files.create(log, 0640);
    logStarts.put(launch.slot(), log.toFile().length());
    killsBefore.put(launch.slot(), OutOfMemory.kills());
    Process process =
        commands.startDetached(
            new Detached(launch.command(), env, launch.workdir(), log, launch.account()));
    started.put(launch.slot(), process);
    Processes.Id id =
        processes
            .find(process.pid())
            .map(Processes.Info::id)
            .orElse(new Processes.Id(process.pid(), 0));
    record.running(id).write(dir, files);
    return Running.of(record, id);
  }

  @Override
  public Optional<Exit> exited(Slot slot) throws InterruptedException {
    Process process = started.get(slot);
    if (process == null || !hasEnded(process)) {
      return Optional.empty();
    }
    int status = process.exitValue();
    Optional<String> word =
        status == Exit.KILLED
            ? new OutOfMemory(commands).word(process.pid(), killsBefore.get(slot))
            : Optional.empty();
    return Optional.of(new Exit(status, word));
  }

  /** Java hears of an end later than everybody else sees it. */
  private boolean hasEnded(Process process) throws InterruptedException {
    boolean ended = !process.isAlive() || processes.find(process.pid()).isEmpty();
    return ended && process.waitFor(HEARD_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public int stop(Slot slot, Duration patience) throws HostFailure, InterruptedException {
    boolean ended = seen.hasEnded(slot);
    List<Processes.Id> ours = seen.all(slot);
    signal("TERM", ours);
    List<Processes.Id> left = await(ours, patience);
    if (!left.isEmpty()) {
      signal("KILL", left);
      List<Processes.Id> unkillable = await(left, KILL_PATIENCE);
      if (!unkillable.isEmpty()) {
        throw new HostFailure("pid " + unkillable.get(0).pid() + " does not end, even by SIGKILL");
      }
    }
    Optional<SlotRecord> record = SlotRecord.read(dir, slot).filter(r -> r.process().isPresent());
    if (record.isPresent() && !ended) {
      note(record.get().stopped());
    }
    return left.size();
  }

  /** It runs no more, whatever its record says; where there is no room for that, it goes on to. */
  private void note(SlotRecord stopped) {
    try {
      stopped.write(dir, files);
    } catch (HostFailure e) {
      files.trace().file("kept " + dir.slot(stopped.slot()) + ": " + e.getMessage());
    }
  }

  private List<Processes.Id> await(List<Processes.Id> ids, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<Processes.Id> left = ids.stream().filter(processes::runs).toList();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      Interruption.sleep(POLL);
      left = left.stream().filter(processes::runs).toList();
    }
    return left;
  }

  private void signal(String name, List<Processes.Id> ids)
      throws HostFailure, InterruptedException {
    List<String> pids =
        ids.stream().filter(processes::runs).map(id -> String.valueOf(id.pid())).toList();
    if (!pids.isEmpty()) {
      // The shell's own kill: the program of that name is missing from small systems.
      commands.run(Command.of("/bin/sh", "-c", "kill -s " + name + " " + String.join(" ", pids)));
    }
  }

  @Override
  public void log(Slot slot, int lines, Consumer<String> line) throws HostFailure {
    LogFile log = new LogFile(logOf(slot));
    Lines all = new Lines(line);
    log.copy(log.startOfLast(lines, logStarts.getOrDefault(slot, 0L)), all);
    all.end();
  }

  @Override
  public void follow(Slot slot, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    Path log = logOf(slot);
    new LogFollower(() -> SlotRecord.read(dir, slot).map(SlotRecord::log), new Lines(line))
        .follow(log, new LogFile(log).startOfLast(lines, 0));
  }

  private Path logOf(Slot slot) throws HostFailure {
    return SlotRecord.read(dir, slot)
        .map(SlotRecord::log)
        .orElseThrow(() -> new HostFailure("nothing was ever started on " + slot));
  }
}
