package bluegreen.state;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The user's commands for what was started in a slot, word by word, as they were then: a playbook
 * that has none of them any more can still end it.
 *
 * @param running tells by its exit status whether it runs; empty where nobody can tell
 * @param logs shows what it writes; empty where nothing does
 * @param timeout how long one of them may take
 */
public record SlotCommands(
    List<String> stop, List<String> running, List<String> logs, Duration timeout) {

  /** Those that a slot's record holds; empty where it holds none. */
  static Optional<SlotCommands> of(JsonObject json) {
    return Optional.ofNullable(json.getObject("commands"))
        .map(
            all ->
                new SlotCommands(
                    words(all, "stop"),
                    words(all, "running"),
                    words(all, "logs"),
                    Duration.ofMillis(all.getLong("timeout_ms"))));
  }

  private static List<String> words(JsonObject json, String key) {
    return json.getArray(key, new JsonArray()).stream().map(String.class::cast).toList();
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.put("stop", new JsonArray(stop));
    json.put("running", new JsonArray(running));
    json.put("logs", new JsonArray(logs));
    json.put("timeout_ms", timeout.toMillis());
    return json;
  }
}
