package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose the app's folder is: it belongs to one app and one site.
 *
 * @param app the app's name
 * @param site the file of nginx's configuration that sends it traffic
 */
public record Owner(String app, Path site) {

  /** What the folder says; empty where nothing was deployed from it, or by an earlier version. */
  public static Optional<Owner> read(AppDir dir) {
    return Json.read(dir.owner())
        .flatMap(
            json ->
                Json.text(json, "app")
                    .flatMap(a -> Json.text(json, "site").map(s -> new Owner(a, Path.of(s)))));
  }

  /** Makes it known, where it is not yet. */
  public void write(AppDir dir, AtomicFiles files) throws HostFailure {
    if (read(dir).equals(Optional.of(this))) {
      return;
    }
    JsonObject json = new JsonObject();
    json.put("app", app);
    json.put("site", site.toString());
    files.write(dir.owner(), JsonWriter.string(json) + "\n", 0644);
  }
}
