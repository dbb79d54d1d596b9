package bluegreen.playbook;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a playbook's defaults depend on besides the file itself.
 *
 * @param env our own environment
 * @param root whether we are root
 * @param home the user's home; empty where there is none
 * @param extraVars the command line's {@code -e NAME=VALUE}
 */
public record Surroundings(
    Map<String, String> env, boolean root, Optional<Path> home, Map<String, String> extraVars) {

  /** Where root's apps are unless their playbooks say so. */
  public static final Path SYSTEM = Path.of("/var/lib/bluegreen");

  /** Where other users' are, below their homes. */
  public static final Path STATE = Path.of(".local/state/bluegreen");

  /** Where root keeps what belongs to an app unless the playbook says so. */
  public static Path dirOfRoot(String app) {
    return SYSTEM.resolve(app);
  }

  /** Where an app's releases, logs and history are kept unless the playbook says so. */
  public Optional<Path> defaultDir(String app) {
    return defaultParent().map(parent -> parent.resolve(app));
  }

  /** The folder in which the apps' folders are by default. */
  public Optional<Path> defaultParent() {
    if (root) {
      return Optional.of(SYSTEM);
    }
    return Optional.ofNullable(env.get("XDG_STATE_HOME"))
        .filter(s -> s.startsWith("/"))
        .map(s -> Path.of(s, "bluegreen"))
        .or(() -> home.map(h -> h.resolve(STATE)));
  }
}
