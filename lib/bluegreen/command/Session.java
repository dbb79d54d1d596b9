package bluegreen.command;

import bluegreen.host.Accounts;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.host.Secrets;
import bluegreen.host.Systemd;
import bluegreen.nginx.conf.Entrances;
import bluegreen.observe.FolderOwners;
import bluegreen.observe.Machine;
import bluegreen.observe.Observer;
import bluegreen.playbook.ContainerImage;
import bluegreen.playbook.InvalidPlaybook;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.report.Call;
import bluegreen.report.JsonReport;
import bluegreen.report.Report;
import bluegreen.report.Terminal;
import bluegreen.report.TextReport;
import bluegreen.run.Deployments;
import bluegreen.runner.CommandRunner;
import bluegreen.runner.ContainerRunner;
import bluegreen.runner.EnvFile;
import bluegreen.runner.ProcessRunner;
import bluegreen.runner.Runner;
import bluegreen.runner.SystemdRunner;
import bluegreen.runner.SystemdUnit;
import bluegreen.state.AppDir;
import bluegreen.state.JarPattern;
import bluegreen.state.Register;
import bluegreen.state.Releases;
import bluegreen.state.SlotRecord;
import bluegreen.state.StoredImage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that a command works with, put together once. */
final class Session {
  private final Options options;
  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Secrets secrets;
  private final Report report;
  private final Call call;
  private final Machine machine;
  private final Runner runner;
  private final Map<String, String> env;
  private final boolean root;
  private final Register register;

  private Session(Options options, Map<String, String> env, Http http, Voice voice)
      throws InvalidPlaybook {
    this.options = options;
    this.env = env;
    this.secrets = voice.secrets();
    this.report = voice.report();
    this.call = voice.call();
    this.templates = new Templates();
    Surroundings surroundings = surroundings(env, options.extraVars());
    this.root = surroundings.root();
    this.playbook = withJar(new PlaybookReader(templates, surroundings).read(options.playbook()));
    this.register =
        new Register(surroundings.defaultParent(), Surroundings.SYSTEM, new Processes().ownUser());
    this.dir = new AppDir(playbook.app().dir());
    secrets.leave(List.of(playbook.app().name()));
    playbook.app().version().ifPresent(version -> secrets.leave(List.of(version)));
    hideSecrets();
    AtomicFiles files = new AtomicFiles(report);
    Commands commands = new Commands(report);
    Processes processes = new Processes();
    this.machine =
        new Machine(
            commands, http, files, processes, Interruption.ofThisThread(), patience(options));
    this.runner = runner(commands, files, processes);
  }

  /**
   * Chosen once, before anything; a pattern for which there is no certain jar stays as it is, for
   * those commands that need one to tell.
   */
  private static Playbook withJar(Playbook playbook) {
    return playbook.app().program() instanceof Playbook.Jar jar
        ? JarPattern.of(jar.jar())
            .flatMap(JarPattern::only)
            .map(file -> playbook.running(jar.found(file)))
            .orElse(playbook)
        : playbook;
  }

  /** Another app's run is soon done with nginx. */
  private static Duration patience(Options options) {
    return options.lockTimeout().isZero() ? Duration.ofMinutes(1) : options.lockTimeout();
  }

  /** With systemd even for plain processes: a slot may still be run by it. */
  private Runner runner(Commands commands, AtomicFiles files, Processes processes) {
    ProcessRunner plain = new ProcessRunner(dir, commands, files, processes);
    Runner here = onThisMachine(plain, commands, files, processes);
    return CommandRunner.isWanted(playbook, dir)
        ? new CommandRunner(playbook, dir, templates, commands, files, here)
        : here;
  }

  private Runner onThisMachine(
      ProcessRunner plain, Commands commands, AtomicFiles files, Processes processes) {
    Playbook.App app = playbook.app();
    Runner usual = usual(plain, commands, files, processes);
    Optional<String> engine = engine();
    return engine.isEmpty()
        ? usual
        : new ContainerRunner(
            app.name(),
            dir,
            engine.get(),
            app.program() instanceof ContainerImage,
            usual,
            commands,
            files,
            processes);
  }

  /** Whose containers the slots may have: also where the playbook names none any more. */
  private Optional<String> engine() {
    return playbook.app().program() instanceof ContainerImage image
        ? Optional.of(image.engine())
        : Stream.of(Slot.values())
            .flatMap(slot -> SlotRecord.read(dir, slot).stream())
            .flatMap(record -> new Releases(dir).find(record.release()).stream())
            .flatMap(release -> StoredImage.of(release).stream())
            .map(StoredImage::engine)
            .findFirst();
  }

  private Runner usual(
      ProcessRunner plain, Commands commands, AtomicFiles files, Processes processes) {
    Playbook.App app = playbook.app();
    return root && Systemd.runsThisMachine()
        ? new SystemdRunner(
            slot -> new SystemdUnit(app.name(), slot, dir),
            dir,
            app.stopTimeout(),
            app.runner() != Playbook.RunnerKind.PROCESS,
            plain,
            commands,
            files,
            processes)
        : plain;
  }

  /** The report, what it must not say, and how it names commands of ours. */
  record Voice(Report report, Secrets secrets, Call call) {
    /** As a text of ours is said. */
    String said(String text) {
      return call.in(secrets.hide(text));
    }
  }

  static Voice voice(Options options, PrintStream out, Map<String, String> env, Call called) {
    Secrets secrets = new Secrets();
    Call call = called.on(options.playbook(), options.extraVars());
    Report report =
        options.json()
            ? new JsonReport(out, options.verbosity(), secrets, call)
            : new TextReport(
                out,
                options.verbosity(),
                secrets,
                Terminal.ofStandardOutput(env, TerminalWidth::ask),
                call);
    return new Voice(report, secrets, call);
  }

  /**
   * Reads the playbook and gets everything ready.
   *
   * @throws InvalidPlaybook where the playbook cannot be used
   */
  static Session open(Options options, Map<String, String> env, Voice voice)
      throws InvalidPlaybook {
    return new Session(options, env, new Http(voice.report()), voice);
  }

  /** For every command: the app's own log may hold what nobody shall see. */
  private void hideSecrets() {
    playbook.app().remote().ifPresent(remote -> secrets.add(remote.secrets()));
    try {
      if (playbook.app().envFile().isPresent()) {
        secrets.add(EnvFile.read(playbook.app().envFile().get()).values());
      }
    } catch (HostFailure e) {
      // Said by the commands that need the file.
    }
  }

  /** What surrounds us. */
  static Surroundings surroundings(Map<String, String> env, Map<String, String> extraVars) {
    return new Surroundings(env, Accounts.areRoot(), home(env), extraVars);
  }

  private static Optional<Path> home(Map<String, String> env) {
    return Optional.ofNullable(env.get("HOME"))
        .filter(h -> h.startsWith("/"))
        .or(() -> Optional.ofNullable(System.getProperty("user.home")))
        .filter(h -> h.startsWith("/"))
        .map(Path::of);
  }

  Options options() {
    return options;
  }

  Playbook playbook() {
    return playbook;
  }

  AppDir dir() {
    return dir;
  }

  Templates templates() {
    return templates;
  }

  Secrets secrets() {
    return secrets;
  }

  Report report() {
    return report;
  }

  /** A text of ours as it is said: nothing secret, commands as they are to be typed. */
  String said(String text) {
    return new Voice(report, secrets, call).said(text);
  }

  Call call() {
    return call;
  }

  Machine machine() {
    return machine;
  }

  Runner runner() {
    return runner;
  }

  Map<String, String> env() {
    return env;
  }

  FolderOwners owners() {
    return new FolderOwners(playbook, dir, machine.commands(), env);
  }

  Observer observer() {
    return new Observer(playbook, dir, templates, machine, runner, env, root, secrets, register);
  }

  /**
   * What carries plans out.
   *
   * @param entrances all that nginx listens on, other server blocks included, where that is known
   */
  Deployments deployments(Optional<Entrances> entrances) {
    return new Deployments(playbook, dir, templates, machine, runner, secrets, report)
        .knowing(entrances);
  }
}
