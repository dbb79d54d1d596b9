package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Slot;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What was last started in a slot.
 *
 * @param release the id of its release
 * @param launch the digest of its launch settings
 * @param process the process, unless it was stopped on purpose
 * @param boot the boot of the machine that the process belongs to
 * @param port the port that it was started on, which the playbook may have changed since
 * @param log the file that its output goes to; where that is the journal, the file of its unit
 */
public record SlotRecord(
    Slot slot,
    String release,
    String version,
    String launch,
    Optional<Processes.Id> process,
    String boot,
    int port,
    Path log,
    Instant started) {

  /** The record of a slot; empty where there is none or it is unreadable. */
  public static Optional<SlotRecord> read(AppDir dir, Slot slot) {
    return Json.read(dir.slot(slot)).flatMap(json -> of(slot, json));
  }

  private static Optional<SlotRecord> of(Slot slot, JsonObject json) {
    try {
      long pid = json.getLong("pid", 0);
      return Optional.of(
          new SlotRecord(
              slot,
              Json.text(json, "release").orElseThrow(),
              Json.text(json, "version").orElseThrow(),
              Json.text(json, "launch").orElseThrow(),
              pid > 0
                  ? Optional.of(new Processes.Id(pid, json.getLong("start_ticks")))
                  : Optional.empty(),
              json.getString("boot", ""),
              json.getInt("port"),
              Path.of(json.getString("log", "")),
              Instant.ofEpochMilli(json.getLong("started_ms", 0))));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Makes the record durable. */
  public void write(AppDir dir, AtomicFiles files) throws HostFailure {
    JsonObject json = new JsonObject();
    json.put("release", release);
    json.put("version", version);
    json.put("launch", launch);
    process.ifPresent(
        p -> {
          json.put("pid", p.pid());
          json.put("start_ticks", p.startTicks());
        });
    json.put("boot", boot);
    json.put("port", port);
    json.put("log", log.toString());
    json.put("started_ms", started.toEpochMilli());
    files.write(dir.slot(slot), JsonWriter.string(json) + "\n", 0600);
  }

  /** The same with its process stopped on purpose. */
  public SlotRecord stopped() {
    return with(Optional.empty());
  }

  /** The same with the process that was started. */
  public SlotRecord running(Processes.Id started) {
    return with(Optional.of(started));
  }

  private SlotRecord with(Optional<Processes.Id> other) {
    return new SlotRecord(slot, release, version, launch, other, boot, port, log, started);
  }
}
