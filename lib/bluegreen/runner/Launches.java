package bluegreen.runner;

import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Works out how a release is started in a slot. */
public final class Launches {
  /** The PATH where our own environment has none. */
  public static final String USUAL_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Map<String, String> ownEnv;
  private final Map<String, String> secrets;
  private final Optional<Launch.Account> account;
  private final String runner;

  /**
   * Settings for one playbook.
   *
   * @param ownEnv our own environment, of which the app gets the PATH, the language and the zone
   * @param secrets what {@code app.env_file} holds
   * @param account the user that the app runs as; empty for our own
   * @param runner who runs it, as the playbook calls it
   */
  public Launches(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Map<String, String> ownEnv,
      Map<String, String> secrets,
      Optional<Launch.Account> account,
      String runner) {
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.ownEnv = ownEnv;
    this.secrets = secrets;
    this.account = account;
    this.runner = runner;
  }

  /** How a release is started in a slot, on a port. */
  public Launch of(Release release, Slot slot, int port) {
    Map<String, Object> names =
        playbook.scope().at(slot, port, release.version(), release.home()).names();
    List<String> argv = argv(release, names);
    Map<String, String> shown = new TreeMap<>();
    playbook.app().env().forEach((name, value) -> shown.put(name, templates.fill(value, names)));
    String digest = digest(release, port, argv, shown);

    Map<String, String> env = base();
    env.putAll(shown);
    env.putAll(secrets);
    env.putAll(Tag.of(dir, playbook.app().name(), release, slot, port, digest));
    return new Launch(slot, port, release, argv, env, shown, account, digest);
  }

  private List<String> argv(Release release, Map<String, Object> names) {
    List<String> argv = new ArrayList<>();
    if (playbook.app().program() instanceof Jar jar) {
      argv.add(jar.java());
      jar.options().forEach(o -> argv.add(templates.fill(o, names)));
      argv.add("-jar");
      argv.add(release.artifact().toString());
      jar.args().forEach(a -> argv.add(templates.fill(a, names)));
    } else if (playbook.app().program() instanceof Command command) {
      for (Template word : command.argv()) {
        argv.add(templates.fill(word, names));
      }
    }
    return argv;
  }

  private String digest(Release release, int port, List<String> argv, Map<String, String> env) {
    List<String> parts = new ArrayList<>(List.of(release.digest(), "port " + port));
    argv.forEach(word -> parts.add("word " + word));
    new TreeMap<>(env).forEach((name, value) -> parts.add("env " + name + "=" + value));
    new TreeMap<>(secrets).forEach((name, value) -> parts.add("secret " + name + "=" + value));
    parts.add("user " + account.map(Launch.Account::name).orElse(""));
    parts.add("runner " + runner);
    return Artifact.digestOf(parts);
  }

  /** The same whoever deploys, so that nothing of the deployer's session reaches the app. */
  private Map<String, String> base() {
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", ownEnv.getOrDefault("PATH", USUAL_PATH));
    for (String name : List.of("LANG", "LC_ALL", "TZ", "JAVA_HOME")) {
      Optional.ofNullable(ownEnv.get(name)).ifPresent(value -> env.put(name, value));
    }
    account.ifPresentOrElse(
        a -> {
          env.put("HOME", a.home());
          env.put("USER", a.name());
          env.put("LOGNAME", a.name());
        },
        () -> {
          for (String name : List.of("HOME", "USER", "LOGNAME")) {
            Optional.ofNullable(ownEnv.get(name)).ifPresent(value -> env.put(name, value));
          }
        });
    return env;
  }
}
