package bluegreen.state;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run has cost, as its own requests through nginx have met it: asked all the time while it
 * worked, by a connection that is kept, and none of them tried again.
 *
 * @param asked how many requests were sent, from the first one on that was answered
 * @param lost how many of them got no answer, or 502 or 504 from an nginx that reached nobody
 * @param errors how many of the others were answered with 5xx
 * @param losses the first of the lost ones
 * @param reason why nobody was asked, or not to the end; empty where all went well
 */
public record Traffic(
    String url, long asked, long lost, long errors, List<Loss> losses, String reason) {
  /** So many lost requests are told one by one. */
  public static final int MOST = 5;

  /**
   * A request that was lost.
   *
   * @param at when it was sent
   * @param step what the run was at
   * @param why what came in the place of an answer
   */
  public record Loss(Instant at, String step, String why) {}

  /** Of a run that has asked nobody, for a reason. */
  public static Traffic unasked(String url, String reason) {
    return new Traffic(url, 0, 0, 0, List.of(), reason);
  }

  /** As a JSON object, under the name of who has asked. */
  public JsonObject json() {
    JsonObject probe = new JsonObject();
    probe.put("url", url);
    probe.put("asked", asked);
    probe.put("lost", lost);
    probe.put("errors", errors);
    if (!reason.isEmpty()) {
      probe.put("reason", reason);
    }
    JsonArray list = new JsonArray();
    for (Loss loss : losses) {
      JsonObject one = new JsonObject();
      one.put("at", loss.at().toString());
      one.put("step", loss.step());
      one.put("why", loss.why());
      list.add(one);
    }
    probe.put("losses", list);
    JsonObject json = new JsonObject();
    json.put("probe", probe);
    return json;
  }

  /** What {@link #json()} has made; empty where it is none. */
  static Optional<Traffic> of(JsonObject json) {
    JsonObject probe = json.getObject("probe");
    if (probe == null) {
      return Optional.empty();
    }
    List<Loss> losses = new ArrayList<>();
    for (Object each : probe.getArray("losses", new JsonArray())) {
      if (each instanceof JsonObject one) {
        losses.add(
            new Loss(Json.time(one, "at"), one.getString("step", ""), one.getString("why", "")));
      }
    }
    return Optional.of(
        new Traffic(
            probe.getString("url", ""),
            probe.getLong("asked", 0),
            probe.getLong("lost", 0),
            probe.getLong("errors", 0),
            losses,
            probe.getString("reason", "")));
  }
}
