package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Engine;
import bluegreen.host.HostFailure;
import bluegreen.host.Image;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is stored of a release that is an image.
 *
 * @param engine who has it: {@code docker} or {@code podman}
 * @param reference the name that it was deployed by
 * @param id 64 hex digits
 * @param tag the name by which we have the engine keep it
 * @param pulled whether it was us who had it come
 */
public record StoredImage(String engine, String reference, String id, String tag, boolean pulled) {
  static final String FILE = "image.json";

  /** Digits of its id in a tag. */
  private static final int SHORT = 12;

  /** Whether a release is an image. */
  public static boolean is(Release release) {
    return release.content().equals(FILE);
  }

  /** That of a release; empty where it is none of an image. */
  public static Optional<StoredImage> of(Release release) {
    return is(release)
        ? Json.read(release.artifact())
            .map(
                json ->
                    new StoredImage(
                        json.getString("engine", "docker"),
                        json.getString("reference", ""),
                        release.digest(),
                        json.getString("tag", ""),
                        json.getBoolean("pulled", false)))
        : Optional.empty();
  }

  /** As an engine is told of a release's image, whatever other names that has. */
  public static String named(Release release) {
    return "sha256:" + release.digest();
  }

  void write(Path folder, AtomicFiles files) throws HostFailure {
    JsonObject json = new JsonObject();
    json.put("engine", engine);
    json.put("reference", reference);
    json.put("id", "sha256:" + id);
    json.put("tag", tag);
    json.put("pulled", pulled);
    files.write(folder.resolve(FILE), JsonWriter.string(json) + "\n", 0644);
  }

  /** The name by which an app's image is kept from being cleared away as one without any. */
  static String tag(String app, String id) {
    return "bluegreen/" + app.toLowerCase(Locale.ROOT) + ":" + id.substring(0, SHORT);
  }

  /**
   * Has the engine keep it no more on our account: our name for it goes, and so does the one that
   * we had it come by, where that is still its own.
   *
   * @throws HostFailure where the engine does not do it
   */
  void letGo(Engine from) throws HostFailure, InterruptedException {
    for (String name : pulled ? List.of(reference, tag) : List.of(tag)) {
      Optional<Image> named = from.image(name);
      if (named.filter(i -> i.id().equals(id)).isPresent()) {
        from.untag(name);
      }
    }
  }
}
