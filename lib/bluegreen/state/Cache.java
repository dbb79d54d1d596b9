package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What has been fetched and is not stored yet, and what is known of all that was fetched before. It
 * is for the deployer alone.
 */
public record Cache(AppDir dir) {
  private static final int MODE = 0700;

  /** How many of those that were fetched before are remembered. */
  private static final int MOST = 32;

  private static final String DIGEST = "[0-9a-f]{64}";

  /** A file that has been fetched as a whole. */
  Path file(String name) {
    return dir.cache().resolve(name);
  }

  /** What has come of it so far. */
  Path part(String name) {
    return dir.cache().resolve(name + ".part");
  }

  /** Where an archive is unpacked before it is stored. */
  Path unpacked() {
    return dir.cache().resolve("unpacked");
  }

  private Path record() {
    return dir.cache().resolve("known.json");
  }

  /** Makes room for it. */
  void open(AtomicFiles files) throws HostFailure {
    files.folder(dir.root(), 0755);
    files.folder(dir.cache(), MODE);
    files.narrow(dir.cache(), MODE);
  }

  /** Whether a file is there by that name, whatever is in it. */
  boolean has(String name) {
    return Files.isRegularFile(file(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** What came from there, when it was fetched; empty where that is not known. */
  Optional<Artifact> known(String origin) {
    return entries()
        .filter(e -> e.getString("origin", "").equals(origin))
        .findFirst()
        .map(Cache::artifact);
  }

  private static Artifact artifact(JsonObject entry) {
    return new Artifact(entry.getString("digest"), entry.getLong("bytes", 0));
  }

  private Stream<JsonObject> entries() {
    return Json.read(record()).map(json -> json.getArray("fetched")).stream()
        .flatMap(List::stream)
        .filter(e -> e instanceof JsonObject)
        .map(e -> (JsonObject) e)
        .filter(e -> e.getString("digest", "").matches(DIGEST));
  }

  /** Notes down what came from there. */
  void remember(String origin, Artifact artifact, AtomicFiles files) throws HostFailure {
    JsonObject entry = new JsonObject();
    entry.put("origin", origin);
    entry.put("digest", artifact.digest());
    entry.put("bytes", artifact.bytes());
    List<JsonObject> all = new ArrayList<>(List.of(entry));
    entries().filter(e -> !e.getString("origin", "").equals(origin)).forEach(all::add);
    JsonObject json = new JsonObject();
    json.put("fetched", new JsonArray(all.subList(0, Math.min(MOST, all.size()))));
    files.write(record(), JsonWriter.string(json) + "\n", 0600);
  }

  /** What waits there to be stored, whole or not. */
  public static List<Path> waiting(AppDir dir) {
    Path record = new Cache(dir).record();
    return Listing.of(dir.cache()).stream().filter(path -> !path.equals(record)).toList();
  }

  /** Takes it away, when it is stored. */
  void clear(AtomicFiles files) throws HostFailure {
    for (Path path : waiting(dir)) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        files.removeTree(path);
      } else {
        files.remove(path);
      }
    }
  }
}
