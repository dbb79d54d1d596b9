package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.OutOfMemory;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import bluegreen.state.SlotRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs the app under systemd, each slot in a unit of its own.
 *
 * <p>What runs in a slot is recognised as that of the {@link ProcessRunner} is, so what one of the
 * two has started is seen and stopped by the other as well: a playbook may change its runner.
 */
public final class SystemdRunner implements Runner {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration NOTICE_PATIENCE = Duration.ofSeconds(5);

  /** {@code CLD_EXITED} of waitid(2): the status is an exit status, not a signal's number. */
  private static final String EXITED = "1";

  /** The result of a unit in whose control group the kernel has killed for want of memory. */
  private static final String OUT_OF_MEMORY = "oom-kill";

  private static final int SIGNALLED = 128;

  private final Function<Slot, SystemdUnit> units;
  private final AppDir dir;
  private final Duration stopTimeout;
  private final boolean starts;
  private final ProcessRunner plain;
  private final Commands commands;
  private final AtomicFiles files;
  private final Processes processes;
  private final SlotProcesses seen;
  private final Systemctl systemd;
  private final Map<Slot, Started> started = new EnumMap<>(Slot.class);

  /** What this run has started in a slot. */
  private record Started(Processes.Id process, String invocation, long killsBefore) {}

  /**
   * A runner for one app.
   *
   * @param units the unit of each slot
   * @param stopTimeout between SIGTERM and SIGKILL, where it is systemd that stops the app
   * @param starts whether it is systemd that starts it, too; otherwise {@code plain} does
   */
  public SystemdRunner(
      Function<Slot, SystemdUnit> units,
      AppDir dir,
      Duration stopTimeout,
      boolean starts,
      ProcessRunner plain,
      Commands commands,
      AtomicFiles files,
      Processes processes) {
    this.units = units;
    this.dir = dir;
    this.stopTimeout = stopTimeout;
    this.starts = starts;
    this.plain = plain;
    this.commands = commands;
    this.files = files;
    this.processes = processes;
    this.systemd = new Systemctl(commands);
    this.seen = new SlotProcesses(dir, processes);
  }

  @Override
  public String label() {
    return starts ? "systemd" : plain.label();
  }

  @Override
  public boolean keeps() {
    return starts;
  }

  @Override
  public String keeper(Slot slot) {
    return unit(slot).name();
  }

  @Override
  public List<String> problems(Optional<Release> release) {
    return Arrays.stream(Slot.values())
        .flatMap(s -> files(s).problem(dir.root()).stream())
        .toList();
  }

  @Override
  public Optional<Running> running(Slot slot) {
    return plain.running(slot).or(() -> restarted(slot));
  }

  /** What systemd has started anew since; the record tells of the process before. */
  private Optional<Running> restarted(Slot slot) {
    return seen.tagged(slot).filter(files(slot)::holds);
  }

  @Override
  public List<Processes.Info> strays(Slot slot) {
    return seen.strays(slot, running(slot));
  }

  @Override
  public Occupants at(Slot slot, Endpoint endpoint) {
    return seen.at(slot, endpoint, running(slot));
  }

  private SystemdUnit unit(Slot slot) {
    return units.apply(slot);
  }

  private static SystemdCommands lines(SystemdUnit unit) {
    return new SystemdCommands(unit.name());
  }

  private UnitFiles files(Slot slot) {
    return new UnitFiles(unit(slot), files);
  }

  @Override
  public Upkeep upkeep(Slot slot) throws InterruptedException {
    UnitFiles unit = files(slot);
    Optional<Running> running = running(slot);
    if (running.isEmpty()) {
      return unit.isThere() && !systemd.isComing(unit.unit()) ? Upkeep.LEFTOVER : Upkeep.NONE;
    }
    return unit.holds(running.get()) && unit.isWanting() ? Upkeep.WANTED : Upkeep.NONE;
  }

  @Override
  public Optional<Edit> unit(Launch launch) {
    return starts
        ? Optional.of(files(launch.slot()).edit(unit(launch.slot()).text(launch, stopTimeout)))
        : Optional.empty();
  }

  @Override
  public Running start(Launch launch) throws HostFailure, InterruptedException {
    SystemdUnit unit = unit(launch.slot());
    if (files(launch.slot()).isThere()) {
      stop(unit, stopTimeout);
    }
    if (!starts) {
      return plain.start(launch);
    }
    SystemdUnit.check(launch.env());
    // Its log is the journal; the unit's file stands for it.
    SlotRecord record = launch.record(processes.bootId(), unit.file());
    files.folder(dir.slots(), 0700);
    record.write(dir, files);
    Map<String, String> env = new Proof(dir).added(launch, processes.ownUser(), files);
    files.write(unit.environment(), SystemdUnit.environment(env), 0600);
    files(launch.slot()).write(unit.text(launch, stopTimeout));
    systemd.succeed(lines(unit).reload());
    long killsBefore = OutOfMemory.kills();
    Commands.Result result = commands.run(lines(unit).start());
    Map<String, String> facts = systemd.show(unit);
    if (!result.ok()) {
      throw new HostFailure(
          "systemd cannot start "
              + unit.name()
              + " ("
              + facts.get("Result")
              + "):\n"
              + systemd.said(unit));
    }
    long pid = Long.parseLong(facts.getOrDefault("MainPID", "0"));
    Processes.Id id =
        processes
            .find(pid)
            .map(Processes.Info::id)
            .orElse(new Processes.Id(Math.max(1, pid), 0)); // Gone already.
    started.put(
        launch.slot(), new Started(id, facts.getOrDefault("InvocationID", ""), killsBefore));
    record.running(id).write(dir, files);
    return Running.of(record, id);
  }

  @Override
  public void keep(Slot slot) throws HostFailure, InterruptedException {
    SystemdUnit unit = unit(slot);
    files(slot).restart();
    systemd.succeed(lines(unit).enable());
    systemd.succeed(lines(unit).reload());
    files.sync(unit.link().getParent());
  }

  @Override
  public Optional<Exit> exited(Slot slot) throws InterruptedException {
    Started ours = started.get(slot);
    if (ours == null) {
      return plain.exited(slot);
    } else if (processes.runs(ours.process())) {
      return Optional.empty();
    }
    SystemdUnit unit = unit(slot);
    long deadline = System.nanoTime() + NOTICE_PATIENCE.toNanos();
    Map<String, String> facts = systemd.show(unit);
    while ("active".equals(facts.get("ActiveState")) && System.nanoTime() < deadline) {
      Interruption.sleep(POLL);
      facts = systemd.show(unit);
    }
    int said = Integer.parseInt(facts.getOrDefault("ExecMainStatus", "0"));
    int status = EXITED.equals(facts.get("ExecMainCode")) ? said : SIGNALLED + said;
    return Optional.of(new Exit(status, kernel(facts, status, ours)));
  }

  /** The kernel's word by itself, or by systemd, who is told by the unit's control group. */
  private Optional<String> kernel(Map<String, String> facts, int status, Started ours)
      throws InterruptedException {
    boolean told = OUT_OF_MEMORY.equals(facts.get("Result"));
    Optional<String> word =
        told || status == Exit.KILLED
            ? new OutOfMemory(commands).word(ours.process().pid(), ours.killsBefore())
            : Optional.empty();
    return word.or(
        () ->
            told
                ? Optional.of(OutOfMemory.ENDED + "(systemd: Result=oom-kill)")
                : Optional.empty());
  }

  @Override
  public int stop(Slot slot, Duration patience) throws HostFailure, InterruptedException {
    SystemdUnit unit = unit(slot);
    int killed = files(slot).isThere() ? stop(unit, patience) : 0;
    return killed + plain.stop(slot, patience);
  }

  /** Disabled first: a machine that fails in between must not start it again. */
  private int stop(SystemdUnit unit, Duration patience) throws HostFailure, InterruptedException {
    SystemdCommands lines = lines(unit);
    UnitFiles there = new UnitFiles(unit, files);
    if (there.giveTime(patience)) {
      systemd.succeed(lines.disable());
      systemd.succeed(lines.reload());
      systemd.succeed(lines.stop(patience));
    }
    int killed = "timeout".equals(systemd.show(unit).get("Result")) ? 1 : 0;
    commands.run(lines.forget()); // It fails where there is nothing to be forgotten.
    there.remove();
    systemd.succeed(lines.reload());
    return killed;
  }

  private boolean isInJournal(Slot slot) {
    return SlotRecord.read(dir, slot).filter(r -> r.log().equals(unit(slot).file())).isPresent();
  }

  private Instant since(Slot slot) {
    return SlotRecord.read(dir, slot).map(SlotRecord::started).orElse(Instant.EPOCH);
  }

  @Override
  public void log(Slot slot, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    if (isInJournal(slot)) {
      Optional<String> invocation =
          Optional.ofNullable(started.get(slot)).map(Started::invocation).filter(i -> !i.isEmpty());
      journal(slot).tail(since(slot), invocation, lines, line);
    } else {
      plain.log(slot, lines, line);
    }
  }

  @Override
  public void follow(Slot slot, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    if (isInJournal(slot)) {
      journal(slot).follow(since(slot), lines, line);
    } else {
      plain.follow(slot, lines, line);
    }
  }

  private Journal journal(Slot slot) {
    return new Journal(commands, lines(unit(slot)));
  }
}
