package bluegreen.observe;

import bluegreen.host.Account;
import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.Edit;
import bluegreen.host.HostFailure;
import bluegreen.host.Programs;
import bluegreen.host.Secrets;
import bluegreen.host.Systemd;
import bluegreen.host.Trace;
import bluegreen.playbook.ContainerImage;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import bluegreen.runner.EnvFile;
import bluegreen.runner.Launch;
import bluegreen.runner.Launches;
import bluegreen.runner.Runner;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.ClassArchive;
import bluegreen.state.Release;
import bluegreen.state.Releases;
import bluegreen.state.Source;
import bluegreen.state.StoredImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works out what the playbook wants to serve: which release, started how. */
final class Wanted {
  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Commands commands;
  private final Runner runner;
  private final Map<String, String> ownEnv;
  private final boolean root;
  private final Secrets veil;
  private final Trace trace;
  private Optional<Artifact> fetched = Optional.empty();

  Wanted(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Commands commands,
      Runner runner,
      Map<String, String> ownEnv,
      boolean root,
      Secrets veil,
      Trace trace) {
    this.trace = trace;
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.commands = commands;
    this.runner = runner;
    this.ownEnv = ownEnv;
    this.root = root;
    this.veil = veil;
  }

  /** What the playbook names has been fetched just now: nobody has to be asked what it is. */
  void know(Artifact artifact) {
    fetched = Optional.of(artifact);
  }

  /** The artifact that the playbook names, read and checked; a problem is noted instead. */
  Optional<Artifact> artifact(List<String> problems) throws InterruptedException {
    try {
      Artifact found = fetched.isPresent() ? fetched.get() : source().describe(trace);
      if (playbook.app().sha256().filter(d -> !d.equals(found.digest())).isPresent()) {
        String what = source().named();
        throw new HostFailure("app.sha256: " + what + " has " + found.digest() + "; it is refused");
      }
      return Optional.of(found);
    } catch (HostFailure e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private Source source() {
    return Source.of(playbook.app(), dir);
  }

  /** The release that an artifact is, or will be. */
  Release release(Artifact artifact) {
    String version = playbook.app().version().orElse(artifact.digest().substring(0, 12));
    return new Releases(dir).of(version, artifact, source());
  }

  /**
   * How a release would be started in each slot; none where a problem was noted instead.
   *
   * @param making whether an archive of its classes may yet be made; otherwise one that is there is
   *     good
   */
  Map<Slot, Launch> launches(Optional<Release> release, boolean making, List<String> problems)
      throws InterruptedException {
    Map<Slot, Launch> starts = new EnumMap<>(Slot.class);
    if (playbook.app().runner() == Playbook.RunnerKind.SYSTEMD && !runner.keeps()) {
      problems.add(
          Systemd.runsThisMachine()
              ? "app.runner: systemd: writing its units needs root, and we are not root"
              : "app.runner: systemd: it is not systemd that runs this machine; use process or"
                  + " auto");
    }
    Optional<String> other = release.flatMap(this::otherKind);
    if (other.isPresent()) {
      problems.add(other.get());
      return starts;
    }
    problems.addAll(runner.problems(release));
    try {
      Map<String, String> secrets =
          playbook.app().envFile().isPresent()
              ? EnvFile.read(playbook.app().envFile().get())
              : Map.of();
      veil.add(secrets.values());
      Optional<Account> account =
          playbook.app().user().isPresent()
              ? Optional.of(account(playbook.app().user().get()))
              : Optional.empty();
      Launches launches =
          new Launches(
              playbook,
              dir,
              templates,
              path(),
              secrets,
              new Accounts(commands).own(),
              account,
              runner.label());
      for (Slot slot : Slot.values()) {
        release.ifPresent(r -> starts.put(slot, launches.of(r, slot, playbook.ports().of(slot))));
      }
      if (playbook.app().program() instanceof Jar jar && jar.archive()) {
        archived(starts, making);
      }
      programProblem().ifPresent(problems::add);
      playbook.app().workdir().flatMap(Wanted::workdirProblem).ifPresent(problems::add);
    } catch (HostFailure e) {
      problems.add(e.getMessage());
    }
    return starts;
  }

  /** A release of the time when the app was a jar and not an image, or the other way round. */
  private Optional<String> otherKind(Release release) {
    boolean isImage = StoredImage.is(release);
    Playbook.Program program = playbook.app().program();
    String wanted =
        program instanceof Jar
            ? isImage || release.content().isEmpty() ? "jar" : ""
            : program instanceof ContainerImage ? (isImage ? "" : "image") : "";
    return wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "app.%s: %s was deployed without one, and cannot be started by this playbook; take the playbook that it was deployed with"
                .formatted(wanted, release.describe()));
  }

  private static void archived(Map<Slot, Launch> starts, boolean making) {
    starts.replaceAll(
        (slot, launch) -> {
          ClassArchive archive =
              ClassArchive.of(launch.release(), Path.of(launch.argv().get(0)), launch.account());
          return launch.with(Optional.of(archive).filter(a -> making || a.ready()));
        });
  }

  /** The files that would be written for whoever starts it, where that is not us. */
  Map<Slot, Edit> units(Map<Slot, Launch> launches) {
    Map<Slot, Edit> units = new EnumMap<>(Slot.class);
    launches.forEach((slot, launch) -> runner.unit(launch).ifPresent(u -> units.put(slot, u)));
    return units;
  }

  private String path() {
    return ownEnv.getOrDefault("PATH", Programs.USUAL_PATH);
  }

  private Account account(String user) throws HostFailure, InterruptedException {
    if (!root) {
      throw new HostFailure(
          "app.user: starting the app as " + user + " needs root, and we are not root");
    }
    return new Accounts(commands)
        .named(user)
        .orElseThrow(
            () -> new HostFailure("app.user: there is no user '" + user + "' on this machine"));
  }

  private static Optional<String> workdirProblem(Path workdir) {
    return Files.exists(workdir) && !Files.isDirectory(workdir)
        ? Optional.of("app.workdir: " + workdir + " is no folder")
        : Optional.empty();
  }

  /** Why the program that is to be started is none, as far as can be told without starting it. */
  private Optional<String> programProblem() {
    if (playbook.app().program() instanceof ContainerImage) {
      return Optional.empty(); // Its runner knows.
    }
    boolean jar = playbook.app().program() instanceof Jar;
    String program =
        playbook.app().program() instanceof Jar j
            ? j.java()
            : ((Playbook.Command) playbook.app().program()).argv().get(0).source();
    if (program.contains("{") || (program.contains("/") && !program.startsWith("/"))) {
      return Optional.empty(); // Depends on the release.
    }
    Optional<Template> appPath = Optional.ofNullable(playbook.app().env().get("PATH"));
    boolean there =
        program.contains("/")
            ? Programs.isProgram(Path.of(program))
            : appPath.filter(p -> !p.isPlain()).isPresent()
                || Programs.find(program, appPath.map(Template::source).orElse(path())).isPresent();
    String other = playbook.elsewhere().isPresent() ? "app.start.run: " : "app.command: ";
    String key = jar ? "app.java: " : other;
    String hint = jar ? "; install Java or say where it is" : "";
    return there
        ? Optional.empty()
        : Optional.of(key + "there is no program '" + program + "'" + hint);
  }
}
