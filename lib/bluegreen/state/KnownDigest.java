package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The digest of the file that was stored last, so that a run that has nothing to do need not read a
 * large one again. It holds as long as the kernel says that nothing has happened to that very file:
 * the time of its last change ({@code ctime}) cannot be set, as that of its content can.
 */
public final class KnownDigest {
  /** What is smaller is read in less time than anybody notices. */
  static final long LEAST_BYTES = 32L << 20;

  /** A change within the same tick of the kernel's clock would leave no trace. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final List<String> WHAT =
      List.of("dev", "ino", "size", "lastModifiedTime", "ctime");

  private final AppDir dir;
  private final Path source;

  /** Of one file. */
  public KnownDigest(AppDir dir, Path source) {
    this.dir = dir;
    this.source = source;
  }

  /** What the file is, by what was noted down; empty where it has to be read. */
  public Optional<Artifact> find() {
    Optional<String> stamp = stamp();
    return Json.read(dir.artifact())
        .filter(json -> stamp.isPresent() && stamp.get().equals(json.getString("stamp", "")))
        .filter(json -> json.getString("digest", "").matches("[0-9a-f]{64}"))
        .map(json -> new Artifact(json.getString("digest"), json.getLong("bytes")));
  }

  /** What tells that nothing has happened to it; empty where that cannot be told, or is no use. */
  Optional<String> stamp() {
    try {
      Map<String, Object> seen =
          Files.readAttributes(source, "unix:" + String.join(",", WHAT) + ",isRegularFile");
      FileTime changed = (FileTime) seen.get("ctime");
      boolean settled = changed.toInstant().isBefore(Instant.now().minus(SETTLED));
      boolean large = (Long) seen.get("size") >= LEAST_BYTES && (Boolean) seen.get("isRegularFile");
      return settled && large
          ? Optional.of(String.join(" ", WHAT.stream().map(w -> shown(seen.get(w))).toList()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String shown(Object value) {
    return value instanceof FileTime time
        ? String.valueOf(time.to(TimeUnit.NANOSECONDS))
        : String.valueOf(value);
  }

  /**
   * Notes down the digest of what was read from it.
   *
   * @param before its stamp before it was read
   */
  void remember(Optional<String> before, Artifact artifact, AtomicFiles files) throws HostFailure {
    if (before.isEmpty() || !before.equals(stamp())) {
      files.remove(dir.artifact());
      return;
    }
    JsonObject json = new JsonObject();
    json.put("stamp", before.get());
    json.put("digest", artifact.digest());
    json.put("bytes", artifact.bytes());
    files.write(dir.artifact(), JsonWriter.string(json) + "\n", 0600);
  }
}
