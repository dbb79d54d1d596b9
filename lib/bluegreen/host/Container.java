package bluegreen.host;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A container as its engine tells of it.
 *
 * @param image the id of its image, 64 hex digits
 * @param env its environment
 * @param running whether its process runs
 * @param pid that process, on this machine; 0 for none
 * @param exit how it ended last
 * @param outOfMemory whether it ended for want of memory
 * @param kept whether the engine starts it again
 * @param published the ports of this machine that the engine passes on to it
 */
public record Container(
    String id,
    String name,
    String image,
    Map<String, String> env,
    boolean running,
    long pid,
    int exit,
    boolean outOfMemory,
    boolean kept,
    Set<Integer> published) {

  static Container of(JsonObject json) {
    JsonObject state = object(json, "State");
    JsonObject host = object(json, "HostConfig");
    String restart = object(host, "RestartPolicy").getString("Name", "");
    return new Container(
        json.getString("Id", ""),
        json.getString("Name", "").replaceFirst("^/", ""),
        json.getString("Image", "").replaceFirst("^sha256:", ""),
        env(object(json, "Config").getArray("Env")),
        state.getBoolean("Running", false) && !state.getBoolean("Restarting", false),
        state.getLong("Pid", 0),
        state.getInt("ExitCode", 0),
        state.getBoolean("OOMKilled", false),
        restart.equals("unless-stopped") || restart.equals("always"),
        published(object(host, "PortBindings")));
  }

  private static JsonObject object(JsonObject json, String key) {
    return Optional.ofNullable(json.getObject(key)).orElseGet(JsonObject::new);
  }

  private static Map<String, String> env(JsonArray entries) {
    Map<String, String> env = new HashMap<>();
    for (Object entry : Optional.ofNullable(entries).orElseGet(JsonArray::new)) {
      String text = String.valueOf(entry);
      int equals = text.indexOf('=');
      if (equals > 0) {
        env.put(text.substring(0, equals), text.substring(equals + 1));
      }
    }
    return Map.copyOf(env);
  }

  private static Set<Integer> published(JsonObject bindings) {
    Set<Integer> ports = new HashSet<>();
    for (Object each : bindings.values()) {
      if (each instanceof JsonArray places) {
        for (int i = 0; i < places.size(); i++) {
          String port = places.getObject(i).getString("HostPort", "");
          if (port.matches("\\d{1,5}")) {
            ports.add(Integer.valueOf(port));
          }
        }
      }
    }
    return Set.copyOf(ports);
  }
}
