package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Durability;
import bluegreen.host.HostFailure;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What was deployed when: a JSON object a line, only ever appended to. */
public final class History {
  /** The form of an entry's id. */
  static final String ID = "[0-9]{8}-[0-9]{6}(-[0-9]{1,4})?";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** In the place of a release's id: the app that served before us, which is none of ours. */
  public static final String OUTSIDE = "outside";

  /** Of entries of 300 to 500 bytes. */
  private static final int RECENT_BYTES = 512 << 10;

  private final AppDir dir;

  /** What CodeDeploy calls the deployment, recorded where its hooks run us. */
  private static final List<String> CODEDEPLOY =
      List.of("APPLICATION_NAME", "DEPLOYMENT_ID", "DEPLOYMENT_GROUP_NAME", "LIFECYCLE_EVENT");

  /**
   * One deployment.
   *
   * @param id by which its evidence is found; empty where an earlier version has written it
   * @param action {@code deploy} or {@code rollback}
   * @param ok whether it succeeded
   * @param release the id of the release that it was about
   * @param previous the label of the version that served before; empty for the first
   * @param serves whether the version serves since then; it may although the run failed
   * @param by the user that ran it
   * @param traffic what it has cost; empty where nobody has asked
   * @param origin CodeDeploy's identifiers, where there were any
   */
  public record Entry(
      String id,
      Instant at,
      String action,
      boolean ok,
      boolean serves,
      String version,
      String release,
      String previous,
      String slot,
      int port,
      double switchMillis,
      long totalMillis,
      String by,
      String failure,
      Optional<Traffic> traffic,
      Map<String, String> origin) {

    /** The entry as a JSON object. */
    public JsonObject json() {
      JsonObject json = new JsonObject();
      if (!id.isEmpty()) {
        json.put("id", id);
      }
      json.put("at", at.toString());
      json.put("action", action);
      json.put("status", ok ? "ok" : "failed");
      if (serves && !ok) {
        json.put("serves", true);
      }
      json.put("version", version);
      json.put("release", release);
      json.put("previous", previous);
      json.put("slot", slot);
      json.put("port", port);
      json.put("switch_ms", switchMillis);
      json.put("total_ms", totalMillis);
      json.put("by", by);
      if (!failure.isEmpty()) {
        json.put("failure", failure);
      }
      traffic.ifPresent(t -> json.put("traffic", t.json()));
      origin.forEach(json::put);
      return json;
    }
  }

  /** The history of one app. */
  public History(AppDir dir) {
    this.dir = dir;
  }

  /** CodeDeploy's identifiers in an environment, under the names that the history gives them. */
  public static Map<String, String> origin(Map<String, String> env) {
    Map<String, String> origin = new LinkedHashMap<>();
    for (String name : CODEDEPLOY) {
      Optional.ofNullable(env.get(name))
          .filter(v -> !v.isBlank())
          .ifPresent(v -> origin.put(name.toLowerCase(Locale.ROOT), v));
    }
    return origin;
  }

  /** All entries, the oldest first; lines that cannot be read are passed over. */
  public List<Entry> entries() {
    try {
      return entries(Records.text(dir.history()));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** An id for what ended then, such as {@code 20261130-100653}, in UTC. */
  public String unusedId(Instant at) {
    Set<String> taken = recent().stream().map(Entry::id).collect(Collectors.toSet());
    String id = TIME.format(at);
    String free = id;
    for (int i = 2; taken.contains(free); i++) {
      free = id + "-" + i;
    }
    return free;
  }

  /** What was done last; empty where that is nothing, or not ours to see. */
  public Optional<Entry> last() {
    List<Entry> recent = recent();
    return recent.isEmpty() ? Optional.empty() : Optional.of(recent.get(recent.size() - 1));
  }

  /** The last of them, of which a thousand are enough to tell what could be gone back to. */
  List<Entry> recent() {
    try {
      return entries(Records.end(dir.history(), RECENT_BYTES));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<Entry> entries(String text) {
    return text.lines().flatMap(l -> Json.parse(l).flatMap(History::entry).stream()).toList();
  }

  static Optional<Entry> entry(JsonObject json) {
    try {
      Map<String, String> origin = new LinkedHashMap<>();
      for (String name : CODEDEPLOY) {
        String key = name.toLowerCase(Locale.ROOT);
        Json.text(json, key).ifPresent(v -> origin.put(key, v));
      }
      return Optional.of(
          new Entry(
              Json.text(json, "id").filter(id -> id.matches(ID)).orElse(""),
              Json.time(json, "at"),
              Json.text(json, "action").orElseThrow(),
              json.getString("status", "").equals("ok"),
              json.getBoolean("serves", json.getString("status", "").equals("ok")),
              Json.text(json, "version").orElseThrow(),
              Json.text(json, "release").orElseThrow(),
              json.getString("previous", ""),
              json.getString("slot", ""),
              json.getInt("port", 0),
              json.getDouble("switch_ms", 0),
              json.getLong("total_ms", 0),
              json.getString("by", ""),
              json.getString("failure", ""),
              Optional.ofNullable(json.getObject("traffic")).flatMap(Traffic::of),
              origin));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Appends one entry and makes it durable; a half line of a killed run is closed first. */
  public void append(Entry entry, Durability durability) throws HostFailure {
    String start = endsInTheMiddle() ? "\n" : "";
    try (FileChannel channel =
        FileChannel.open(
            dir.history(),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))) {
      String line = start + JsonWriter.string(entry.json()) + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      // On a disk that is nearly full the first write takes a part, and only the next one fails.
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      durability.force(channel, dir.history());
    } catch (IOException e) {
      throw new HostFailure("cannot write " + dir.history() + ": " + AtomicFiles.why(e));
    }
  }

  /** Before it is opened for writing: to open a pipe would be to wait for whoever reads it. */
  private boolean endsInTheMiddle() throws HostFailure {
    try {
      String last = Records.end(dir.history(), 1);
      return !last.isEmpty() && !last.equals("\n");
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new HostFailure("cannot write " + dir.history() + ": " + AtomicFiles.why(e));
    }
  }

  /**
   * The releases that have served, the one that serves now last: a deployment puts its release on
   * top, a rollback takes away what is above the one that it went back to. Of the last thousand
   * runs or so: no more releases are kept.
   */
  public List<String> served() {
    List<String> stack = new ArrayList<>();
    for (Entry entry : recent()) {
      if (!entry.serves()) {
        continue;
      }
      if (entry.release().equals(OUTSIDE)) {
        stack.clear();
        continue;
      }
      int at = stack.lastIndexOf(entry.release());
      if (entry.action().equals("rollback") && at >= 0) {
        stack.subList(at + 1, stack.size()).clear();
      } else if (stack.isEmpty() || at != stack.size() - 1) {
        stack.add(entry.release());
      }
    }
    return stack;
  }
}
