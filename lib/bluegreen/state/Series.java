package bluegreen.state;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen over time of the requests that were made while a run worked.
 *
 * @param widthMillis how long an instant is
 * @param points what each instant has seen of each slot, the first one first
 * @param failures the first of the requests that failed
 */
public record Series(long widthMillis, List<Point> points, List<Failure> failures) {
  /** Of the requests that the run itself made, by the name under which evidence has them. */
  public static final String PROBE = "probe";

  /** Of those that visitors made. */
  public static final String VISITORS = "visitors";

  /** Of a run in which nobody has watched. */
  public static final Series NONE = new Series(0, List.of(), List.of());

  /**
   * What an instant has seen of a slot.
   *
   * @param at when it began, in milliseconds since 1970
   * @param slot who answered; empty where nobody knows
   * @param requests how many there were, the lost and wrong ones included
   * @param lost how many got no answer of the app's
   * @param errors how many of the others were answered with 5xx
   * @param p50 the median of how long the answers took, in milliseconds
   * @param p99 what 99 of a hundred took at most
   * @param max what the slowest took
   */
  public record Point(
      long at,
      String slot,
      long requests,
      long lost,
      long errors,
      double p50,
      double p99,
      double max) {}

  /**
   * A request that was lost, or answered with 5xx.
   *
   * @param at when it was made
   * @param slot who was asked; empty where nobody knows
   * @param version the label of what ran there; empty where nobody knows
   * @param status what it was answered; 0 where nothing came
   * @param lost whether it was lost; otherwise the app has answered it
   * @param step what the run was at
   * @param why what came in the place of an answer
   */
  public record Failure(
      Instant at, String slot, String version, int status, boolean lost, String step, String why) {}

  /** How many requests it tells of. */
  public long requests() {
    return points.stream().mapToLong(Point::requests).sum();
  }

  /** How many of them were lost. */
  public long lost() {
    return points.stream().mapToLong(Point::lost).sum();
  }

  /** How many of them were answered with 5xx. */
  public long errors() {
    return points.stream().mapToLong(Point::errors).sum();
  }

  /** As a JSON object. */
  public JsonObject json() {
    JsonArray seen = new JsonArray();
    points.forEach(point -> seen.add(json(point)));
    JsonArray failed = new JsonArray();
    failures.forEach(failure -> failed.add(json(failure)));
    JsonObject json = new JsonObject();
    json.put("width_ms", widthMillis);
    json.put("points", seen);
    json.put("failures", failed);
    return json;
  }

  private static JsonObject json(Point point) {
    JsonObject json = new JsonObject();
    json.put("at", point.at());
    json.put("slot", point.slot());
    json.put("requests", point.requests());
    json.put("lost", point.lost());
    json.put("errors", point.errors());
    json.put("p50_ms", point.p50());
    json.put("p99_ms", point.p99());
    json.put("max_ms", point.max());
    return json;
  }

  private static JsonObject json(Failure failure) {
    JsonObject json = new JsonObject();
    json.put("at", failure.at().toEpochMilli());
    json.put("slot", failure.slot());
    json.put("version", failure.version());
    json.put("status", failure.status());
    json.put("lost", failure.lost());
    json.put("step", failure.step());
    json.put("why", failure.why());
    return json;
  }

  /** What {@link #json()} has made; what in it is none is passed over. */
  public static Series of(JsonObject json) {
    List<Point> points = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Object each : json.getArray("points", new JsonArray())) {
      if (each instanceof JsonObject one) {
        points.add(point(one));
      }
    }
    for (Object each : json.getArray("failures", new JsonArray())) {
      if (each instanceof JsonObject one) {
        failures.add(failure(one));
      }
    }
    return new Series(json.getLong("width_ms", 0), List.copyOf(points), List.copyOf(failures));
  }

  private static Point point(JsonObject json) {
    return new Point(
        json.getLong("at", 0),
        json.getString("slot", ""),
        json.getLong("requests", 0),
        json.getLong("lost", 0),
        json.getLong("errors", 0),
        json.getDouble("p50_ms", 0),
        json.getDouble("p99_ms", 0),
        json.getDouble("max_ms", 0));
  }

  private static Failure failure(JsonObject json) {
    return new Failure(
        Instant.ofEpochMilli(json.getLong("at", 0)),
        json.getString("slot", ""),
        json.getString("version", ""),
        json.getInt("status", 0),
        json.getBoolean("lost", true),
        json.getString("step", ""),
        json.getString("why", ""));
  }
}
