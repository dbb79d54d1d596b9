package bluegreen.plan;

import bluegreen.host.Command;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Slot;
import bluegreen.runner.Launch;
import java.util.Optional;

/** An action on what runs in a slot, or in its way. */
public sealed interface SlotAction extends Action {
  /** Carries each kind of them out. */
  interface Work {
    Done startSlot(StartSlot action) throws HostFailure, InterruptedException;

    Done makeArchive(MakeArchive action) throws InterruptedException;

    Done keepSlot(KeepSlot action) throws HostFailure, InterruptedException;

    Done stopSlot(StopSlot action) throws HostFailure, InterruptedException;

    Done stopForeign(StopForeign action) throws HostFailure, InterruptedException;
  }

  /** Has it carried out. */
  Done carryOut(Work work) throws HostFailure, InterruptedException;

  @Override
  default Done carryOut(Action.Work work) throws HostFailure, InterruptedException {
    return work.slot(this);
  }

  /**
   * Starts a release in a slot.
   *
   * @param unit the file that is written for whoever starts it, where it is not us
   * @param quiet whether it is left what of the processor nobody else wants, until it is healthy
   */
  record StartSlot(Launch launch, Optional<Edit> unit, boolean quiet) implements SlotAction {
    @Override
    public Optional<Edit> edit() {
      return unit;
    }

    @Override
    public String describe() {
      String env =
          launch.shownEnv().isEmpty()
              ? ""
              : " with " + String.join(", ", launch.shownEnv().keySet());
      String idle = quiet ? ", with the processor time that others leave until it is healthy" : "";
      return "start " + Command.shown(launch.command()) + env + idle;
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.startSlot(this);
    }
  }

  /**
   * Makes the archive of its classes that a launch is to be started with, by a start as far as that
   * takes. Where that fails, it is started without.
   */
  record MakeArchive(Launch launch, boolean quiet) implements SlotAction {
    @Override
    public String describe() {
      return "start it once as far as it takes to know its classes, for an archive of them in "
          + launch.archive().orElseThrow().folder();
    }

    @Override
    public Done carryOut(Work work) throws InterruptedException {
      return work.makeArchive(this);
    }
  }

  /** Has a slot started again when it fails and with the machine. */
  record KeepSlot(Slot slot, String keeper) implements SlotAction {
    @Override
    public String describe() {
      return "enable " + keeper + ": restart on failure, start with the machine";
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.keepSlot(this);
    }
  }

  /** Takes a slot out of nginx's backup and stops all that runs in it. */
  record StopSlot(Slot slot, String what) implements SlotAction {
    @Override
    public String describe() {
      return "stop " + slot + ": " + what;
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.stopSlot(this);
    }
  }

  /** Stops a process that we did not start but that holds a port of ours. */
  record StopForeign(int port, Optional<Processes.Id> process, String what) implements SlotAction {
    @Override
    public String describe() {
      return "stop " + what + " on port " + port;
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.stopForeign(this);
    }
  }
}
