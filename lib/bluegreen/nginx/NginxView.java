package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Systemd;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Word;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is to be seen of the nginx that a playbook describes. */
final class NginxView {
  private static final int TRIES = 2;

  private final Playbook playbook;
  private final AppDir dir;
  private final Http http;
  private final NginxProcess process;
  private final Pointer pointed;
  private final NginxWriter writer;
  private final NginxLock lock;
  private final Closing closing;

  private Optional<Configuration> configuration = Optional.empty();
  private List<LoadedSite> sites = List.of();

  NginxView(
      Playbook playbook,
      AppDir dir,
      Http http,
      NginxProcess process,
      Pointer pointed,
      NginxWriter writer,
      NginxLock lock,
      Closing closing) {
    this.playbook = playbook;
    this.dir = dir;
    this.http = http;
    this.process = process;
    this.pointed = pointed;
    this.writer = writer;
    this.lock = lock;
    this.closing = closing;
  }

  /** What there is to say of the configuration as it is. */
  private record Judged(
      Optional<Configuration> configuration,
      List<LoadedSite> sites,
      Optional<String> problem,
      List<String> warnings) {
    static Judged not() {
      return new Judged(Optional.empty(), List.of(), Optional.empty(), List.of());
    }
  }

  /** The configuration that was seen to be accepted, or that a start would read, as a model. */
  Optional<Configuration> configuration() {
    return configuration;
  }

  /** The sites of ours in it. */
  List<LoadedSite> sites() {
    return sites;
  }

  /**
   * Looks at nginx without touching anything: a configuration is only tested where nginx runs, as a
   * test creates the files that a start would; elsewhere its files are read.
   */
  NginxFacts observe() throws HostFailure, InterruptedException {
    Optional<String> conf = read(playbook.nginx().conf());
    Optional<FormerSite> former = FormerSite.of(playbook, dir);
    Path file =
        former
            .filter(site -> !site.turned())
            .map(FormerSite::file)
            .orElse(playbook.nginx().target().file());
    Optional<String> target = read(file);
    Optional<SiteFile> ours =
        target.flatMap(SiteFile::read).filter(r -> r.app().equals(playbook.app().name()));
    boolean running = process.master().isPresent();
    List<Room> unready = process.unready();
    Optional<Testimony.Ours> answer = Optional.empty();
    Judged judged = Judged.not();
    if (running && unready.isEmpty()) { // It could not be tested as it has to be.
      judged = tested();
    } else if (!running && process.version().isPresent() && playbook.nginx().behind().isEmpty()) {
      judged = atRest(file);
    }
    configuration = judged.configuration();
    sites = judged.sites();
    if (running && (pointed.marked().isPresent() || ours.isPresent())) {
      answer = answer(target);
    }
    Optional<Slot> bySelf = answer.map(Testimony.Ours::slot);
    List<Path> others = closing.others(sites);
    return new NginxFacts(
        process.version(),
        running,
        underSystemd(),
        judged.problem(),
        judged.warnings(),
        conf,
        target,
        ours,
        configuration.filter(c -> c.includes(file)).isPresent(),
        pointed.marked(),
        answer,
        bySelf.or(() -> pointed.byFiles(target, ours)),
        process.runAs(),
        unready,
        read(NginxUnit.file(playbook.app().name())),
        new WitnessKey(dir).find().isPresent(),
        former.map(FormerSite::file),
        closing.left(lock.isHeld() ? List.of() : others),
        !others.isEmpty(),
        running ? List.of() : process.leftBehind(),
        running ? List.of() : process.adrift(),
        links(file, ours.isPresent()),
        log(conf, target),
        stream(),
        process.relay(dir));
  }

  private StreamModule stream() throws InterruptedException {
    String build = process.build().orElse("");
    return StreamModule.of(build, NginxFiles.prefix(playbook.nginx().server(), build));
  }

  /**
   * Where nginx does not run, its files tell; without a file of ours there is nothing to lead to.
   */
  private SiteLinks links(Path site, boolean ours) throws InterruptedException {
    return ours
        ? SiteLinks.of(
            site,
            configuration.or(() -> Configuration.ofFiles(playbook.nginx().conf())),
            playbook.nginx().sudo(),
            writer.custody())
        : SiteLinks.none(site);
  }

  /** What cannot be told now, as a configuration is broken, is as our site has it. */
  private Optional<TrafficLog> log(Optional<String> conf, Optional<String> site)
      throws InterruptedException {
    String app = playbook.app().name();
    Optional<Path> prefix = playbook.nginx().server().prefix();
    boolean misleads =
        configuration
            .filter(c -> !TrafficLog.isPossible(c, playbook.nginx().location()))
            .isPresent();
    if (playbook.nginx().sudo() || misleads || playbook.nginx().isStream()) {
      return Optional.empty(); // What is not ours to write to could not be kept small.
    }
    if (prefix.isPresent() && conf.map(NginxFiles::isPrivate).orElse(true)) {
      Path logs = prefix.get().resolve(NginxFiles.ERROR_LOG).getParent();
      return Optional.of(TrafficLog.alone(logs, app));
    }
    Optional<Path> pidFile = process.pidFile(configuration);
    if (configuration.isEmpty() || pidFile.isEmpty()) {
      return site.flatMap(TrafficLog::in);
    }
    TrafficLog log =
        TrafficLog.among(configuration.get(), pidFile.get(), process.build().orElse(""), app);
    // Whoever else could put a link there would have nginx write where he likes.
    return writer.custody().doubt(log.file().getParent()).isEmpty()
        ? Optional.of(log)
        : Optional.empty();
  }

  private Judged tested() throws HostFailure, InterruptedException {
    Commands.Result dump = dump();
    List<LoadedSite> all = LoadedSite.in(dump.stdout());
    return dump.ok()
        ? new Judged(
            Configuration.ofDump(Word.encoded(dump.stdout())),
            all,
            Optional.empty(),
            NginxWriter.warnings(dump))
        : new Judged(Optional.empty(), all, Optional.of(refusal(dump)), List.of());
  }

  private String refusal(Commands.Result test) {
    String said = writer.said(test);
    return SiteLinks.dangling(said, playbook.nginx().target().file())
        .map(advice -> said + "\n" + advice)
        .orElse(said);
  }

  private Judged atRest(Path site) {
    Path conf = playbook.nginx().conf();
    AtRest rest = AtRest.of(conf, List.of(site, playbook.nginx().target().file()));
    return new Judged(rest.configuration(), LoadedSite.inFiles(conf), rest.problem(), List.of());
  }

  /** A configuration that another app's run is only trying out is no problem of this one's. */
  private Commands.Result dump() throws HostFailure, InterruptedException {
    try {
      Commands.Result dump =
          writer.dumped(new NginxCommands(playbook.nginx().server(), process.runAs()).dump());
      for (int i = 1;
          i < TRIES && !dump.ok() && !Nginx.isSlow(dump.stderr()) && lock.wasHeld();
          i++) {
        dump = writer.dumped(new NginxCommands(playbook.nginx().server(), process.runAs()).dump());
      }
      return dump;
    } catch (HostFailure e) { // There is no sudo.
      return new Commands.Result(1, e.getMessage(), "", e.getMessage());
    }
  }

  /** Otherwise systemd would know nothing of the nginx that runs. */
  private boolean underSystemd() {
    if (playbook.nginx().behind().isPresent()) {
      return Systemd.runsThisMachine() && Accounts.areRoot();
    }
    return playbook.nginx().prefix().isEmpty()
        && Systemd.runsThisMachine()
        && Stream.of("/etc", "/lib", "/usr/lib")
            .anyMatch(d -> Files.exists(Path.of(d, "systemd/system/nginx.service")));
  }

  /** A busy nginx gets a second chance. */
  private Optional<Testimony.Ours> answer(Optional<String> site) throws InterruptedException {
    Probe asked =
        new Probe(
            OurPorts.asked(playbook, site), dir, http, configuration.map(Configuration::entrances));
    Testimony testimony = asked.ask();
    for (int i = 1; i < TRIES && testimony instanceof Testimony.Silence; i++) {
      testimony = asked.ask();
    }
    return testimony instanceof Testimony.Ours ours ? Optional.of(ours) : Optional.empty();
  }

  private static Optional<String> read(Path file) {
    return SetValue.text(file).map(SetValue::shown);
  }
}
