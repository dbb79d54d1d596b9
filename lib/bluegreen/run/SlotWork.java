package bluegreen.run;

import bluegreen.host.Command;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Texts;
import bluegreen.observe.Machine;
import bluegreen.plan.Done;
import bluegreen.plan.SlotAction;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Roles.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Starts and stops what runs in a slot, or in its way. */
final class SlotWork implements SlotAction.Work {
  private static final Duration FOREIGN_PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  private final AppDir dir;
  private final Duration stopTimeout;
  private final Machine machine;
  private final Runner runner;
  private final QuietStart quiet;
  private final ArchiveWork archives;
  private final RoleWork roles;
  private Optional<Slot> started = Optional.empty();

  /** What is to be said of the archive that was to be made for what is started next. */
  private String archive = "";

  SlotWork(
      AppDir dir,
      Duration stopTimeout,
      Machine machine,
      Runner runner,
      QuietStart quiet,
      ArchiveWork archives) {
    this.archives = archives;
    this.quiet = quiet;
    this.dir = dir;
    this.stopTimeout = stopTimeout;
    this.machine = machine;
    this.runner = runner;
    this.roles = new RoleWork(dir, machine.files());
  }

  /** What the processes could not be told since it was last asked for. */
  List<String> warnings() {
    return roles.warnings();
  }

  /** The slot that this run has started something in, or has tried to. */
  Optional<Slot> started() {
    return started;
  }

  @Override
  public Done startSlot(SlotAction.StartSlot action) throws HostFailure, InterruptedException {
    Slot slot = action.launch().slot();
    started = Optional.of(slot);
    machine.files().remove(dir.servedMarker(slot));
    roles.set(slot, Role.STARTING);
    Running running = runner.start(archives.ready(action.launch()));
    if (action.quiet()) {
      quiet.begin(running);
    }
    return Done.saying(slot + " " + action.launch().endpoint() + ", " + running.who() + archive);
  }

  @Override
  public Done makeArchive(SlotAction.MakeArchive action) throws InterruptedException {
    archive = ", " + archives.make(action);
    return Done.asPlanned();
  }

  @Override
  public Done keepSlot(SlotAction.KeepSlot action) throws HostFailure, InterruptedException {
    runner.keep(action.slot());
    return Done.asPlanned();
  }

  @Override
  public Done stopSlot(SlotAction.StopSlot action) throws HostFailure, InterruptedException {
    return stop(action.slot());
  }

  /** Stops a slot, which is no backup of nginx's any more from before the first signal. */
  Done stop(Slot slot) throws HostFailure, InterruptedException {
    machine.files().remove(dir.servedMarker(slot));
    roles.set(slot, Role.STOPPING);
    quiet.endForStop(slot);
    int killed = runner.stop(slot, stopTimeout);
    roles.set(slot, Role.STOPPED);
    return killed == 0
        ? Done.asPlanned()
        : Done.saying(
            killed
                + (killed == 1 ? " process" : " processes")
                + " killed after "
                + Texts.seconds(stopTimeout));
  }

  @Override
  public Done stopForeign(SlotAction.StopForeign action) throws HostFailure, InterruptedException {
    Processes.Id id =
        action
            .process()
            .orElseThrow(
                () -> new HostFailure("cannot stop " + action.what() + ": not ours to see"));
    for (String signal : List.of("TERM", "KILL")) {
      if (machine.processes().runs(id)) {
        machine.commands().run(Command.of("/bin/sh", "-c", "kill -s " + signal + " " + id.pid()));
      }
      long deadline = machine.interruption().nanos() + FOREIGN_PATIENCE.toNanos();
      while (machine.processes().runs(id) && machine.interruption().nanos() < deadline) {
        machine.interruption().pause(POLL);
      }
    }
    return Done.asPlanned();
  }
}
