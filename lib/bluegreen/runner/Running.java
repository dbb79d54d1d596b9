package bluegreen.runner;

import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.SlotRecord;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What of ours runs in a slot.
 *
 * @param process the process; empty where it is none of this machine
 * @param release the id of the release that it runs from
 * @param launch the digest of its launch settings
 * @param endpoint where it was started to listen
 */
public record Running(
    Slot slot,
    Optional<Processes.Id> process,
    String release,
    String version,
    String launch,
    Endpoint endpoint,
    Path log) {
  private static final String BEGUN = "begun by app.start, which has not ended well";
  private static final String DONE = "run by app.start";

  /** A process of this machine. */
  public Running(
      Slot slot,
      Processes.Id process,
      String release,
      String version,
      String launch,
      Endpoint endpoint,
      Path log) {
    this(slot, Optional.of(process), release, version, launch, endpoint, log);
  }

  /** Its pid; empty where it is no process of ours on this machine. */
  public Optional<Long> pid() {
    return process.map(Processes.Id::pid);
  }

  /** Whether it is the process of that pid. */
  public boolean is(long pid) {
    return pid().filter(own -> own == pid).isPresent();
  }

  /** {@code pid 4711}, or what has started it elsewhere. */
  public String who() {
    return pid().map(pid -> "pid " + pid).orElse(launch.isEmpty() ? BEGUN : DONE);
  }

  /** What runs elsewhere, by its record. */
  static Running elsewhere(SlotRecord record) {
    // What was begun and never ended is no launch that one could want.
    boolean whole = record.stage().filter(s -> s == SlotRecord.Stage.DONE).isPresent();
    return new Running(
        record.slot(),
        Optional.empty(),
        record.release(),
        record.version(),
        whole ? record.launch() : "",
        record.endpoint(),
        record.log());
  }

  /** What a slot's record tells of, as that process. */
  static Running of(SlotRecord record, Processes.Id process) {
    return new Running(
        record.slot(),
        process,
        record.release(),
        record.version(),
        record.launch(),
        record.endpoint(),
        record.log());
  }
}
