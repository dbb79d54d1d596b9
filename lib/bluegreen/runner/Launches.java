package bluegreen.runner;

import bluegreen.host.Account;
import bluegreen.host.Programs;
import bluegreen.playbook.ContainerImage;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.Release;
import bluegreen.state.StoredImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Works out how a release is started in a slot. */
public final class Launches {
  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final String path;
  private final Map<String, String> secrets;
  private final Account own;
  private final Optional<Account> other;
  private final String runner;

  /**
   * Settings for one playbook.
   *
   * @param path where a program without a folder is looked for, unless {@code app.env} has a PATH
   * @param secrets what {@code app.env_file} holds
   * @param own the user that we are
   * @param other the user that the app runs as instead
   * @param runner who runs it, as the playbook calls it
   */
  public Launches(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      String path,
      Map<String, String> secrets,
      Account own,
      Optional<Account> other,
      String runner) {
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.path = path;
    this.secrets = secrets;
    this.own = own;
    this.other = other;
    this.runner = runner;
  }

  /** How a release is started in a slot, to listen at an endpoint. */
  public Launch of(Release release, Slot slot, Endpoint endpoint) {
    Map<String, Object> names =
        playbook.scope().at(slot, endpoint, release.version(), release.home()).names();
    Map<String, String> shown = new TreeMap<>();
    playbook.app().env().forEach((name, value) -> shown.put(name, templates.fill(value, names)));
    List<String> argv = argv(release, names, shown);
    Path workdir = workdir(release);
    String digest = digest(release, endpoint, argv, shown, workdir);

    Map<String, String> env = new TreeMap<>(base());
    env.putAll(shown);
    env.putAll(secrets);
    env.putAll(Tag.of(dir, playbook.app().name(), release, slot, endpoint.port(), digest));
    return new Launch(
        slot, endpoint, release, argv, env, shown, workdir, other, digest, Optional.empty());
  }

  /** What everything that this user runs finds in its environment; an image has its own. */
  private Map<String, String> base() {
    return inContainer() ? Map.of() : other.orElse(own).environment();
  }

  /**
   * The file that is run, so that the digest knows it and systemd, which has a PATH of its own,
   * runs the same; as it is where there is none.
   */
  private String program(String word, Release release, Map<String, String> env) {
    if (word.contains("/")) {
      return release.home().resolve(word).normalize().toString();
    }
    return Programs.find(word, env.getOrDefault("PATH", path)).map(Path::toString).orElse(word);
  }

  private Path workdir(Release release) {
    if (playbook.elsewhere().isPresent()) {
      return dir.work(); // Its command runs beside the playbook, which may be at another place.
    }
    boolean files = playbook.app().program() instanceof Command c && c.files().isPresent();
    return playbook.app().workdir().orElse(files || inContainer() ? release.home() : dir.work());
  }

  private List<String> argv(Release release, Map<String, Object> names, Map<String, String> env) {
    List<String> argv = new ArrayList<>();
    if (playbook.app().program() instanceof ContainerImage image) {
      return inContainer(image, release, names);
    }
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
    if (playbook.elsewhere().isEmpty()) {
      argv.set(0, program(argv.get(0), release, env));
    }
    return argv;
  }

  /** The engine's command line, but for what tells our containers from others. */
  private List<String> inContainer(
      ContainerImage image, Release release, Map<String, Object> names) {
    List<String> argv = new ArrayList<>(List.of(image.engine(), "run"));
    argv.addAll(
        image
            .port()
            .map(inside -> List.of("--publish", "127.0.0.1:" + names.get("port") + ":" + inside))
            .orElse(List.of("--network", "host")));
    image.user().ifPresent(user -> argv.addAll(List.of("--user", user)));
    image.options().forEach(o -> argv.add(templates.fill(o, names)));
    argv.add(StoredImage.named(release));
    image.args().forEach(a -> argv.add(templates.fill(a, names)));
    return argv;
  }

  private boolean inContainer() {
    return playbook.app().program() instanceof ContainerImage;
  }

  private String digest(
      Release release,
      Endpoint endpoint,
      List<String> argv,
      Map<String, String> env,
      Path workdir) {
    List<String> parts = new ArrayList<>(List.of(release.digest(), "port " + endpoint.text()));
    argv.forEach(word -> parts.add("word " + word));
    if (playbook.elsewhere().isEmpty()) {
      base().forEach((name, value) -> parts.add("base " + name + "=" + value));
    }
    new TreeMap<>(env).forEach((name, value) -> parts.add("env " + name + "=" + value));
    new TreeMap<>(secrets).forEach((name, value) -> parts.add("secret " + name + "=" + value));
    parts.add("user " + other.map(Account::name).orElse(""));
    parts.add("folder " + workdir);
    parts.add("runner " + runner);
    return Artifact.digestOf(parts);
  }
}
