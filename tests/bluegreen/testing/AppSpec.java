package bluegreen.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * CodeDeploy's application specification, as far as hooks go; refused where the agent would refuse
 * it, and where it asks for more than these tests do.
 */
record AppSpec(Map<String, List<Script>> hooks) {
  private static final int DEFAULT_TIMEOUT = 3600;

  /** CodeDeploy lets all scripts of one event run for one hour together. */
  private static final int LONGEST_TIMEOUT = 3600;

  private static final Set<String> EVENTS =
      Set.of(
          "ApplicationStop",
          "BeforeInstall",
          "AfterInstall",
          "ApplicationStart",
          "ValidateService");

  /**
   * One script.
   *
   * @param location its path in the bundle
   * @param runAs the user that it runs as; empty for the agent's own
   * @param timeout in seconds
   */
  record Script(String location, Optional<String> runAs, int timeout) {}

  static AppSpec read(Path file) throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Map<?, ?> all = (Map<?, ?>) yaml.load(Files.readString(file));
    require(Double.valueOf(0.0).equals(all.get("version")), "version has to be 0.0");
    require("linux".equals(all.get("os")), "os has to be linux");
    require(Set.of("version", "os", "hooks").containsAll(all.keySet()), "more than hooks");
    Map<String, List<Script>> hooks = new LinkedHashMap<>();
    for (Map.Entry<?, ?> hook : ((Map<?, ?>) all.get("hooks")).entrySet()) {
      require(EVENTS.contains(hook.getKey()), "no event " + hook.getKey());
      List<Script> scripts = new ArrayList<>();
      for (Object script : (List<?>) hook.getValue()) {
        scripts.add(script((Map<?, ?>) script));
      }
      hooks.put(hook.getKey().toString(), scripts);
    }
    return new AppSpec(hooks);
  }

  private static Script script(Map<?, ?> script) {
    require(Set.of("location", "runas", "timeout").containsAll(script.keySet()), "" + script);
    require(script.get("location") instanceof String, "a script without a location");
    int timeout = script.containsKey("timeout") ? (Integer) script.get("timeout") : DEFAULT_TIMEOUT;
    require(timeout > 0 && timeout <= LONGEST_TIMEOUT, "timeout " + timeout);
    return new Script(
        script.get("location").toString().strip(),
        Optional.ofNullable(script.get("runas")).map(user -> user.toString().strip()),
        timeout);
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException("appspec.yml: " + what);
    }
  }

  List<Script> scripts(String event) {
    return hooks.getOrDefault(event, List.of());
  }
}
