package bluegreen.runner;

import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import bluegreen.state.Roles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What every process that we start carries in its environment, and its descendants with it: whose
 * it is. A run that was killed between starting a process and writing down its pid loses nothing.
 */
record Tag(String dir, Slot slot, int port, String version, String release, String launch) {
  /** The variable that holds the app's folder; every process of ours has it. */
  static final String DIR = "BLUEGREEN_DIR";

  static final String APP = "BLUEGREEN_APP";
  private static final String SLOT = "BLUEGREEN_SLOT";
  private static final String PORT = "BLUEGREEN_PORT";
  private static final String VERSION = "BLUEGREEN_VERSION";
  private static final String RELEASE = "BLUEGREEN_RELEASE_ID";
  private static final String LAUNCH = "BLUEGREEN_LAUNCH";
  static final String ROLE_FILE = "BLUEGREEN_ROLE_FILE";

  /** The variables for a new process. */
  static Map<String, String> of(
      AppDir dir, String app, Release release, Slot slot, int port, String launch) {
    Map<String, String> tag = new LinkedHashMap<>();
    tag.put(DIR, dir.root().toString());
    tag.put(APP, app);
    tag.put(SLOT, slot.label());
    tag.put(PORT, String.valueOf(port));
    tag.put(VERSION, release.version());
    tag.put(RELEASE, release.id());
    tag.put(LAUNCH, launch);
    tag.put(ROLE_FILE, Roles.file(dir, slot).toString());
    return tag;
  }

  /** All of it in one text, which is what its proof is made of: it stays as it is for ever. */
  String text() {
    return "Tag[dir="
        + dir
        + ", slot="
        + slot
        + ", port="
        + port
        + ", version="
        + version
        + ", release="
        + release
        + ", launch="
        + launch
        + "]";
  }

  /** The tag in a process's environment; empty where it is none of ours. */
  static Optional<Tag> read(Map<String, String> env) {
    Optional<Slot> slot = Slot.of(env.getOrDefault(SLOT, ""));
    boolean whole =
        slot.isPresent()
            && env.containsKey(DIR)
            && env.containsKey(LAUNCH)
            && env.containsKey(RELEASE)
            && env.getOrDefault(PORT, "").matches("\\d{1,5}");
    if (!whole) {
      return Optional.empty();
    }
    return Optional.of(
        new Tag(
            env.get(DIR),
            slot.get(),
            Integer.parseInt(env.get(PORT)),
            env.getOrDefault(VERSION, "?"),
            env.get(RELEASE),
            env.get(LAUNCH)));
  }
}
