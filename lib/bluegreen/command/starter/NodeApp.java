package bluegreen.command.starter;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Node app, by its {@code package.json}.
 *
 * @param name what it calls itself; may be empty
 * @param command what its start script runs: itself, as npm would stand between it and SIGTERM
 * @param env the variables that the script sets
 * @param installed whether its packages are there
 */
record NodeApp(String name, List<String> command, Map<String, String> env, boolean installed) {
  private static final Pattern SHELL = Pattern.compile(".*[|&;<>()$`\\\\\"'*?\\[#~].*");

  /** What a folder holds; empty where it is no Node app, or one that cannot be started. */
  static Optional<NodeApp> at(Path folder) {
    try {
      JsonObject json = JsonParser.object().from(Files.readString(folder.resolve("package.json")));
      String start = json.getObject("scripts", new JsonObject()).getString("start", "").strip();
      String main = json.getString("main", "server.js");
      if (start.isEmpty() && Files.isRegularFile(folder.resolve(main))) {
        start = "node " + main;
      }
      String name = json.getString("name", "").replaceFirst(".*/", "");
      boolean installed =
          Files.isDirectory(folder.resolve("node_modules"))
              || json.getObject("dependencies", new JsonObject()).isEmpty();
      return start.isEmpty() ? Optional.empty() : Optional.of(of(name, start, folder, installed));
    } catch (IOException | JsonParserException e) {
      return Optional.empty();
    }
  }

  private static NodeApp of(String name, String start, Path folder, boolean installed) {
    if (SHELL.matcher(start).matches()) {
      return new NodeApp(name, List.of("npm", "start"), Map.of(), installed);
    }
    Map<String, String> env = new LinkedHashMap<>();
    List<String> command = new ArrayList<>(List.of(start.split("\\s+")));
    while (command.get(0).matches("[A-Za-z_][A-Za-z0-9_]*=.*") && command.size() > 1) {
      String[] set = command.remove(0).split("=", 2);
      env.put(set[0], set[1]);
    }
    String program = "node_modules/.bin/" + command.get(0);
    if (Files.exists(folder.resolve(program))) {
      command.set(0, program);
    }
    return new NodeApp(name, List.copyOf(command), env, installed);
  }
}
