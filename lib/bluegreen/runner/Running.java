package bluegreen.runner;

import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.SlotRecord;
import java.nio.file.Path;

/**
 * A process of ours that runs in a slot.
 *
 * @param release the id of the release that it runs from
 * @param launch the digest of its launch settings
 * @param endpoint where it was started to listen
 */
public record Running(
    Slot slot,
    Processes.Id process,
    String release,
    String version,
    String launch,
    Endpoint endpoint,
    Path log) {

  /** Its pid. */
  public long pid() {
    return process.pid();
  }

  /** What a slot's record tells of, as that process. */
  static Running of(SlotRecord record, Processes.Id process) {
    return new Running(
        record.slot(),
        process,
        record.release(),
        record.version(),
        record.launch(),
        Endpoint.here(record.port()),
        record.log());
  }
}
