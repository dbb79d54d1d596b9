package bluegreen.runner;

import bluegreen.host.Processes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A process that another app of ours runs, as it says itself: good enough to be left alone.
 *
 * @param slot {@code blue} or {@code green}
 * @param dir the folder of that app
 */
public record Kin(String app, String slot, String version, Path dir) {

  /** What a process says of itself; empty where it does not, or we may not look. */
  public static Optional<Kin> of(Processes processes, long pid) {
    Map<String, String> env = processes.environment(pid, Tag.DIR);
    return Tag.read(env)
        .filter(tag -> tag.dir().startsWith("/"))
        .map(
            tag ->
                new Kin(
                    env.getOrDefault(Tag.APP, "?"),
                    tag.slot().label(),
                    tag.version(),
                    Path.of(tag.dir())));
  }

  /** {@code blue of shop (1.0)}. */
  public String describe() {
    return slot + " of " + app + " (" + version + ")";
  }
}
