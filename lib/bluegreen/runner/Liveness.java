package bluegreen.runner;

import bluegreen.host.Processes;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.SlotRecord;
import java.util.stream.Stream;

/** Whether an app, such as another one of ours, has something that a runner has started. */
public record Liveness(String app, AppDir dir, Processes processes) {

  /** Whether anything runs in its slots, or would be started there with the machine. */
  public boolean isAlive() {
    return Stream.of(Slot.values()).anyMatch(slot -> runs(slot) || unit(slot).isThere());
  }

  private boolean runs(Slot slot) {
    return SlotRecord.read(dir, slot)
        .filter(record -> record.boot().equals(processes.bootId()))
        .flatMap(SlotRecord::process)
        .filter(processes::runs)
        .isPresent();
  }

  private SystemdUnit unit(Slot slot) {
    return new SystemdUnit(app, slot, dir);
  }
}
