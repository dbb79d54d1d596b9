package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.util.Optional;

/**
 * What the run under way wants. A run that ends, well or badly, takes it away; one that was killed
 * leaves it behind, so that a rollback that is run again goes on to the same version instead of one
 * version further back.
 *
 * @param action {@code deploy} or {@code rollback}
 * @param release the id of the release that it is about
 */
public record Intent(String action, String release) {

  /** What a killed run wanted; empty where the last run came to its end. */
  public static Optional<Intent> read(AppDir dir) {
    return Json.read(dir.intent())
        .flatMap(
            json ->
                Json.text(json, "action")
                    .flatMap(a -> Json.text(json, "release").map(r -> new Intent(a, r))));
  }

  /** Makes the intent durable. */
  public void write(AppDir dir, AtomicFiles files) throws HostFailure {
    JsonObject json = new JsonObject();
    json.put("action", action);
    json.put("release", release);
    files.write(dir.intent(), JsonWriter.string(json) + "\n", 0600);
  }
}
