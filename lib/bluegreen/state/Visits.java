package bluegreen.state;

import bluegreen.state.Traffic.Loss;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What visitors got while a run worked, as nginx has written it down.
 *
 * @param requests how many of theirs have ended
 * @param lost how many of them nobody has answered, or whose answer broke off
 * @param errors how many of the others were answered with 5xx
 * @param errorsBy the same by the version that has answered
 * @param left how many answers did not come to their end as the visitor was there no more
 * @param stoodIn how many were answered by the standby
 * @param median in milliseconds, from when the new version was started on
 * @param slow what 99 of 100 took at most, in the same time
 * @param slowBefore the same before; empty where there were too few for that
 * @param losses the first of the lost ones
 */
public record Visits(
    long requests,
    long lost,
    long errors,
    Map<String, Long> errorsBy,
    long left,
    long stoodIn,
    OptionalDouble median,
    OptionalDouble slow,
    OptionalDouble slowBefore,
    List<Loss> losses) {

  /** Puts it into a JSON object. */
  void put(JsonObject json) {
    json.put("requests", requests);
    json.put("lost", lost);
    json.put("errors", errors);
    JsonObject versions = new JsonObject();
    errorsBy.forEach(versions::put);
    json.put("errors_by_version", versions);
    json.put("left", left);
    json.put("by_standby", stoodIn);
    median.ifPresent(millis -> json.put("p50_ms", millis));
    slow.ifPresent(millis -> json.put("p99_ms", millis));
    slowBefore.ifPresent(millis -> json.put("p99_before_ms", millis));
    json.put("losses", Traffic.json(losses));
  }

  /** What {@link #put} has put there; empty where that is nothing. */
  static Optional<Visits> of(JsonObject json) {
    if (!json.has("requests")) {
      return Optional.empty();
    }
    Map<String, Long> versions = new LinkedHashMap<>();
    JsonObject said = json.getObject("errors_by_version", new JsonObject());
    said.keySet().forEach(version -> versions.put(version, said.getLong(version, 0)));
    return Optional.of(
        new Visits(
            json.getLong("requests", 0),
            json.getLong("lost", 0),
            json.getLong("errors", 0),
            versions,
            json.getLong("left", 0),
            json.getLong("by_standby", 0),
            millis(json, "p50_ms"),
            millis(json, "p99_ms"),
            millis(json, "p99_before_ms"),
            Traffic.losses(json.getArray("losses", new JsonArray()))));
  }

  private static OptionalDouble millis(JsonObject json, String key) {
    return json.has(key) ? OptionalDouble.of(json.getDouble(key, 0)) : OptionalDouble.empty();
  }
}
