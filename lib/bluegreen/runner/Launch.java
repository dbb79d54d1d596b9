package bluegreen.runner;

import bluegreen.playbook.Slot;
import bluegreen.state.Release;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides how a release runs in a slot.
 *
 * @param argv the command line
 * @param env the whole environment, secrets included
 * @param shownEnv the names and values that may be shown
 * @param digest the SHA-256 of the settings; another digest is another deployment
 */
public record Launch(
    Slot slot,
    int port,
    Release release,
    List<String> argv,
    Map<String, String> env,
    Map<String, String> shownEnv,
    Optional<Account> account,
    String digest) {

  /** The user that the app runs as. */
  public record Account(String name, long uid, long gid, String home) {}
}
