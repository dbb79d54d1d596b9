package bluegreen.state;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run has done, and what was seen of the requests that were made meanwhile.
 *
 * @param began when the run began
 * @param stages its steps, in their order
 * @param series by who has watched, such as {@link Series#PROBE}
 */
public record Proceedings(Instant began, List<Stage> stages, Map<String, Series> series) {
  /** Of a run of which nothing is known. */
  public static final Proceedings NONE = new Proceedings(Instant.EPOCH, List.of(), Map.of());

  /**
   * One step of it.
   *
   * @param name such as {@code switch}, with its task where it is one of the user's
   * @param status the word for how it ended
   * @param atMillis when it began, after the run's beginning
   * @param millis how long it took
   * @param words what an app or a program had to say, a line each, such as the last lines of a log
   * @param remarks what we had to say beside it, such as what was put back
   * @param changes what it has written
   */
  public record Stage(
      String name,
      String status,
      String message,
      long atMillis,
      double millis,
      List<String> words,
      List<String> remarks,
      List<Change> changes) {}

  /**
   * What was changed in a file.
   *
   * @param diff the lines of a unified diff
   */
  public record Change(String file, List<String> diff) {}

  /** Puts it into a JSON object. */
  void put(JsonObject json) {
    json.put("began", began.toString());
    JsonArray steps = new JsonArray();
    stages.forEach(stage -> steps.add(json(stage)));
    json.put("steps", steps);
    JsonObject seen = new JsonObject();
    series.forEach((who, what) -> seen.put(who, what.json()));
    json.put("series", seen);
  }

  private static JsonObject json(Stage stage) {
    JsonObject json = new JsonObject();
    json.put("step", stage.name());
    json.put("status", stage.status());
    json.put("message", stage.message());
    json.put("at_ms", stage.atMillis());
    json.put("ms", Math.round(stage.millis() * 100) / 100.0);
    json.put("words", new JsonArray(stage.words()));
    json.put("remarks", new JsonArray(stage.remarks()));
    JsonArray changes = new JsonArray();
    for (Change change : stage.changes()) {
      JsonObject one = new JsonObject();
      one.put("file", change.file());
      one.put("diff", new JsonArray(change.diff()));
      changes.add(one);
    }
    json.put("changes", changes);
    return json;
  }

  /** What {@link #put} has put there. */
  static Proceedings of(JsonObject json) {
    List<Stage> stages = new ArrayList<>();
    for (JsonObject step : objects(json, "steps")) {
      stages.add(stage(step));
    }
    Map<String, Series> series = new LinkedHashMap<>();
    json.getObject("series", new JsonObject())
        .forEach(
            (who, what) -> {
              if (what instanceof JsonObject seen) {
                series.put(who, Series.of(seen));
              }
            });
    return new Proceedings(Json.time(json, "began"), List.copyOf(stages), series);
  }

  private static Stage stage(JsonObject json) {
    List<Change> changes = new ArrayList<>();
    for (JsonObject change : objects(json, "changes")) {
      changes.add(new Change(change.getString("file", ""), texts(change, "diff")));
    }
    return new Stage(
        json.getString("step", ""),
        json.getString("status", ""),
        json.getString("message", ""),
        json.getLong("at_ms", 0),
        json.getDouble("ms", 0),
        texts(json, "words"),
        texts(json, "remarks"),
        List.copyOf(changes));
  }

  private static List<JsonObject> objects(JsonObject json, String key) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object each : json.getArray(key, new JsonArray())) {
      if (each instanceof JsonObject one) {
        objects.add(one);
      }
    }
    return objects;
  }

  private static List<String> texts(JsonObject json, String key) {
    return json.getArray(key, new JsonArray()).stream().map(Objects::toString).toList();
  }
}
