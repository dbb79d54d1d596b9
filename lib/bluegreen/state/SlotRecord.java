package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.ControlGroup;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
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
 * @param endpoint where it was started to listen, which the playbook may have changed since
 * @param log the file that its output goes to; where that is the journal, the file of its unit
 * @param stage how far the user's command has come that has it run where there is no process of
 *     ours; empty where there is one, or it was stopped on purpose
 * @param group the group of the container that it is in, which may have been started anew since
 * @param commands what ends it then, and tells of it; empty, too, where a version before this one
 *     has started it
 */
public record SlotRecord(
    Slot slot,
    String release,
    String version,
    String launch,
    Optional<Processes.Id> process,
    String boot,
    Endpoint endpoint,
    Path log,
    Instant started,
    Optional<Stage> stage,
    Optional<ControlGroup> group,
    Optional<SlotCommands> commands) {

  /** How far a start by a command of the user's has come. */
  public enum Stage {
    /** It was begun, and perhaps never ended: nobody knows what is there. */
    BEGUN,
    /** It has ended well. */
    DONE
  }

  /** The record of a process of this machine. */
  public SlotRecord(
      Slot slot,
      String release,
      String version,
      String launch,
      Optional<Processes.Id> process,
      String boot,
      int port,
      Path log,
      Instant started) {
    this(
        slot,
        release,
        version,
        launch,
        process,
        boot,
        Endpoint.here(port),
        log,
        started,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The port that it was started on. */
  public int port() {
    return endpoint.port();
  }

  /** Whether what it tells of was not stopped since, by us or with the machine of that boot. */
  public boolean isUp(String present) {
    return stage.isPresent() || process.isPresent() && boot.equals(present);
  }

  /** That of nothing that ever ran. */
  public static SlotRecord none(Slot slot, Endpoint endpoint) {
    return new SlotRecord(
        slot,
        "none",
        "",
        "",
        Optional.empty(),
        "",
        endpoint,
        Path.of(""),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

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
              new Endpoint(json.getString("host", Endpoint.here(0).host()), json.getInt("port")),
              Path.of(json.getString("log", "")),
              Instant.ofEpochMilli(json.getLong("started_ms", 0)),
              Json.text(json, "stage").map(Stage::valueOf),
              Json.text(json, "group").map(ControlGroup::new),
              SlotCommands.of(json)));
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
    if (!endpoint.equals(Endpoint.here(endpoint.port()))) {
      json.put("host", endpoint.host());
    }
    json.put("port", endpoint.port());
    stage.ifPresent(s -> json.put("stage", s.name()));
    group.ifPresent(g -> json.put("group", g.path()));
    commands.ifPresent(c -> json.put("commands", c.json()));
    json.put("log", log.toString());
    json.put("started_ms", started.toEpochMilli());
    files.write(dir.slot(slot), JsonWriter.string(json) + "\n", 0600);
  }

  /** The same with its process stopped on purpose. */
  public SlotRecord stopped() {
    return with(Optional.empty(), Optional.empty(), Optional.empty(), commands);
  }

  /** The same where a command of the user's has come so far. */
  public SlotRecord at(Stage reached) {
    return with(Optional.empty(), Optional.of(reached), Optional.empty(), commands);
  }

  /** The same with the commands that end it and tell of it. */
  public SlotRecord by(SlotCommands known) {
    return with(process, stage, group, Optional.of(known));
  }

  /** The same with the process that was started. */
  public SlotRecord running(Processes.Id started) {
    return with(Optional.of(started), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same with the container's process that was started, and its group. */
  public SlotRecord running(Processes.Id started, Optional<ControlGroup> its) {
    return with(Optional.of(started), Optional.empty(), its, Optional.empty());
  }

  private SlotRecord with(
      Optional<Processes.Id> other,
      Optional<Stage> reached,
      Optional<ControlGroup> its,
      Optional<SlotCommands> known) {
    return new SlotRecord(
        slot, release, version, launch, other, boot, endpoint, log, started, reached, its, known);
  }
}
