package bluegreen.runner;

import bluegreen.host.Processes;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.SlotRecord;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether an app, such as another one of ours, has something that a runner has started. */
public record Liveness(String app, AppDir dir, Processes processes) {

  /** Whether anything runs in its slots, or would be started there with the machine. */
  public boolean isAlive() {
    return Stream.of(Slot.values()).anyMatch(slot -> runs(slot) || unit(slot).isThere());
  }

  /** Whether what was started in a slot runs, or what a unit of ours has started anew since. */
  public boolean runs(Slot slot) {
    Optional<SlotRecord> record = SlotRecord.read(dir, slot);
    boolean itself =
        record
                .filter(r -> r.boot().equals(processes.bootId()))
                .flatMap(SlotRecord::process)
                .filter(processes::runs)
                .isPresent()
            || record.flatMap(SlotRecord::stage).isPresent(); // Elsewhere: as we have left it.
    return itself
        || record.isPresent()
            && (unit(slot).isThere() ? isAnswered(record.get()) : isThereAnew(record.get()));
  }

  private boolean isAnswered(SlotRecord record) {
    return !processes.listeners(record.port(), Optional.empty()).isEmpty();
  }

  /** A container that its engine has started anew is in the same group again. */
  private boolean isThereAnew(SlotRecord record) {
    return record.group().flatMap(group -> group.first(processes)).isPresent();
  }

  private SystemdUnit unit(Slot slot) {
    return new SystemdUnit(app, slot, dir);
  }
}
