package bluegreen.host;

import java.util.Map;
import java.util.TreeMap;

/**
 * A user of this machine that a program runs as.
 *
 * @param name the login name; the number where the machine knows no name for it
 * @param home the home folder
 */
public record Account(String name, long uid, long gid, String home) {

  /**
   * The variables that every program of ours begins with: the same whoever starts it, from a login,
   * a pipeline or an empty environment. Language and zone are the machine's plainest.
   */
  public Map<String, String> environment() {
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", Programs.USUAL_PATH);
    env.put("LANG", "C.UTF-8");
    env.put("HOME", home);
    env.put("USER", name);
    env.put("LOGNAME", name);
    return env;
  }
}
