package bluegreen.state;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run has cost.
 *
 * @param visits what visitors got; empty where nobody has counted them
 * @param uncounted why not; empty where there is no reason
 * @param probe what its own requests through nginx got; empty where it made none
 */
public record Traffic(Optional<Visits> visits, String uncounted, Optional<Probe> probe) {
  /** So many lost requests are told one by one. */
  public static final int MOST = 5;

  /**
   * What a run's own requests have met: made all the time while it worked, by a connection that is
   * kept, and none of them tried again.
   *
   * @param asked how many requests were sent, from the first one on that was answered
   * @param lost how many of them got no answer, or 502 or 504 from an nginx that reached nobody
   * @param errors how many of the others were answered with 5xx
   * @param losses the first of the lost ones
   * @param reason why nobody was asked, or not to the end; empty where all went well
   */
  public record Probe(
      String url, long asked, long lost, long errors, List<Loss> losses, String reason) {

    /** Of a run that has asked nobody, for a reason. */
    public static Probe unasked(String url, String reason) {
      return new Probe(url, 0, 0, 0, List.of(), reason);
    }

    private JsonObject json() {
      JsonObject json = new JsonObject();
      json.put("url", url);
      json.put("asked", asked);
      json.put("lost", lost);
      json.put("errors", errors);
      if (!reason.isEmpty()) {
        json.put("reason", reason);
      }
      json.put("losses", Traffic.json(losses));
      return json;
    }

    private static Probe of(JsonObject json) {
      return new Probe(
          json.getString("url", ""),
          json.getLong("asked", 0),
          json.getLong("lost", 0),
          json.getLong("errors", 0),
          Traffic.losses(json.getArray("losses", new JsonArray())),
          json.getString("reason", ""));
    }
  }

  /**
   * A request that was lost.
   *
   * @param at when it was sent, or when a visitor's was given up
   * @param step what the run was at
   * @param why what came in the place of an answer
   */
  public record Loss(Instant at, String step, String why) {}

  /** How many requests were lost: visitors', and the run's own. */
  public long lost() {
    return visits.map(Visits::lost).orElse(0L) + probe.map(Probe::lost).orElse(0L);
  }

  /** How many there were in all. */
  public long requests() {
    return visits.map(Visits::requests).orElse(0L) + probe.map(Probe::asked).orElse(0L);
  }

  /** As a JSON object, what the run's own requests met under a name of its own. */
  public JsonObject json() {
    JsonObject json = new JsonObject();
    visits.ifPresent(counts -> counts.put(json));
    if (!uncounted.isEmpty()) {
      json.put("uncounted", uncounted);
    }
    probe.ifPresent(met -> json.put("probe", met.json()));
    return json;
  }

  /** What {@link #json()} has made; empty where it is none. */
  static Optional<Traffic> of(JsonObject json) {
    Optional<Visits> visits = Visits.of(json);
    Optional<Probe> probe = Optional.ofNullable(json.getObject("probe")).map(Probe::of);
    return visits.isEmpty() && probe.isEmpty()
        ? Optional.empty()
        : Optional.of(new Traffic(visits, json.getString("uncounted", ""), probe));
  }

  /** A list of lost requests. */
  static JsonArray json(List<Loss> losses) {
    JsonArray list = new JsonArray();
    for (Loss loss : losses) {
      JsonObject one = new JsonObject();
      one.put("at", loss.at().toString());
      one.put("step", loss.step());
      one.put("why", loss.why());
      list.add(one);
    }
    return list;
  }

  /** What {@link #json(List)} has made. */
  static List<Loss> losses(JsonArray list) {
    List<Loss> losses = new ArrayList<>();
    for (Object each : list) {
      if (each instanceof JsonObject one) {
        losses.add(
            new Loss(Json.time(one, "at"), one.getString("step", ""), one.getString("why", "")));
      }
    }
    return List.copyOf(losses);
  }
}
