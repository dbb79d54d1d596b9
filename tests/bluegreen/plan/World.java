package bluegreen.plan;

import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.RelayFacts;
import bluegreen.nginx.SiteFile;
import bluegreen.nginx.SiteLinks;
import bluegreen.nginx.StreamModule;
import bluegreen.nginx.Testimony;
import bluegreen.observe.Circumstances;
import bluegreen.observe.Defects;
import bluegreen.observe.Estate;
import bluegreen.observe.Facts;
import bluegreen.observe.FolderFacts;
import bluegreen.observe.ForeignFiles;
import bluegreen.observe.Inside;
import bluegreen.observe.Loose;
import bluegreen.observe.Lost;
import bluegreen.observe.Neighbour;
import bluegreen.observe.NginxSetting;
import bluegreen.observe.PortUse;
import bluegreen.observe.Remains;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.runner.Kin;
import bluegreen.runner.Launch;
import bluegreen.runner.Runner.Upkeep;
import bluegreen.state.AppDir;
import bluegreen.state.ClassArchive;
import bluegreen.state.Layout;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * An imagined machine: facts are read off it, and plans are carried out on it. What it knows of
 * nginx is which configuration is in the file, which one nginx has loaded, and where that one sends
 * traffic.
 */
final class World {
  static final AppDir DIR = new AppDir(Path.of("/var/lib/bluegreen/shop"));

  private static final Templates TEMPLATES = new Templates();

  /** Sites by what they were rendered for: rendering is most of what a world costs. */
  private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

  final Sketch playbook = new Sketch();
  NginxSetting setting = NginxSetting.plain();
  boolean root = true;

  /** What nginx says where it refuses its configuration. */
  Optional<String> refused = Optional.empty();

  final Map<Slot, Place> places = new EnumMap<>(Slot.class);
  final List<String> problems = new ArrayList<>();
  final List<Release> releases = new ArrayList<>();
  final List<Path> leftovers = new ArrayList<>();
  final List<Path> emptied = new ArrayList<>();
  final List<Path> staying = new ArrayList<>();
  final List<ForeignFiles> strangers = new ArrayList<>();
  Optional<List<Path>> made = Optional.empty();
  boolean goes = true;
  final List<Path> folders = new ArrayList<>();
  final List<Path> logs = new ArrayList<>();
  final List<Path> kept = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  Circumstances circumstances = Circumstances.unseen();
  Optional<ClassArchive> archive = Optional.empty();
  boolean installed = true;
  boolean running = true;
  List<Processes.Info> leftBehind = List.of();
  List<Processes.Info> adrift = List.of();
  boolean keyed;
  final List<Path> closing = new ArrayList<>();
  boolean company;
  boolean keeps;

  /** Whether it could be told how a version is started. */
  boolean launchable = true;

  boolean takeOver;

  /** The launch settings that a rollback goes back to, where these alone differ. */
  Optional<String> launch = Optional.empty();

  /** Whether whoever runs us takes what a rollback does not bring back. */
  boolean agreed;

  Inside inside = Inside.unseen();
  Map<Integer, PortUse> uses = Map.of();
  Optional<String> conf = Optional.of("http { include conf.d/*.conf; }");
  Optional<String> site = Optional.empty();
  Optional<String> loaded = Optional.empty();
  Optional<Slot> marker = Optional.empty();
  Optional<Path> former = Optional.empty();
  Optional<SiteLinks> links = Optional.empty();
  Optional<Layout> recorded = Optional.empty();
  final List<Neighbour> neighbours = new ArrayList<>();
  final Map<Long, Kin> kin = new HashMap<>();
  final List<Loose> loose = new ArrayList<>();
  final List<String> unwritten = new ArrayList<>();
  final List<Lost> lost = new ArrayList<>();

  World() {
    for (Slot slot : Slot.values()) {
      places.put(slot, new Place(slot));
    }
  }

  static Release release(String version) {
    String digest = ("ab" + Integer.toHexString(version.hashCode() & 0xffff)).repeat(20);
    String id = Release.id(version, digest.substring(0, 64));
    Path folder = DIR.releases().resolve(id);
    return new Release(version, digest.substring(0, 64), folder, "dist", Instant.EPOCH);
  }

  Launch launch(Release release, Slot slot) {
    Endpoint endpoint = Endpoint.here(playbook.port(slot));
    String digest = release.id() + " " + playbook.settings() + " " + endpoint;
    return new Launch(
        slot,
        endpoint,
        release,
        List.of("./serve"),
        Map.of(),
        Map.of(),
        release.home(),
        Optional.empty(),
        digest,
        archive);
  }

  Place at(Slot slot) {
    return places.get(slot);
  }

  /** With a version in a slot, just as the playbook would start it now, and healthy. */
  World runs(Slot slot, String version) {
    start(launch(release(version), slot));
    store(release(version));
    return this;
  }

  /** With nginx sending traffic to a slot, on the ports where the slots' processes are. */
  World pointed(Slot slot) {
    Map<Slot, Endpoint> ports = new EnumMap<>(Slot.class);
    places.forEach((s, p) -> ports.put(s, Endpoint.here(p.port().orElse(playbook.port(s)))));
    site =
        Optional.of(
            RENDERED.computeIfAbsent(
                playbook.kind() + " " + slot + " " + ports + playbook.file(),
                key -> new NginxFiles(playbook.playbook(), DIR, TEMPLATES).target(slot, ports)));
    loaded = site;
    marker = Optional.of(slot);
    return this;
  }

  /** A version that serves from blue, and nothing else. */
  static World serving(String version) {
    return new World().runs(Slot.BLUE, version).pointed(Slot.BLUE);
  }

  /** A version that serves from blue, and its predecessor in green as standby. */
  static World serving(String version, String standby) {
    World world = new World().runs(Slot.BLUE, version).runs(Slot.GREEN, standby);
    world.at(Slot.GREEN).served = true;
    return world.pointed(Slot.BLUE);
  }

  World with(Consumer<World> change) {
    change.accept(this);
    return this;
  }

  World copy() {
    World copy = new World();
    copy.playbook.like(playbook);
    places.forEach((slot, place) -> copy.places.put(slot, place.copy()));
    copy.problems.addAll(problems);
    copy.setting = setting;
    copy.root = root;
    copy.refused = refused;
    copy.releases.addAll(releases);
    copy.leftovers.addAll(leftovers);
    copy.folders.addAll(folders);
    copy.logs.addAll(logs);
    copy.kept.addAll(kept);
    copy.warnings.addAll(warnings);
    copy.circumstances = circumstances;
    copy.archive = archive;
    copy.installed = installed;
    copy.running = running;
    copy.leftBehind = leftBehind;
    copy.keyed = keyed;
    copy.closing.addAll(closing);
    copy.company = company;
    copy.keeps = keeps;
    copy.takeOver = takeOver;
    copy.launch = launch;
    copy.agreed = agreed;
    copy.inside = inside;
    copy.uses = uses;
    copy.conf = conf;
    copy.site = site;
    copy.loaded = loaded;
    copy.marker = marker;
    copy.former = former;
    copy.recorded = recorded;
    copy.neighbours.addAll(neighbours);
    copy.kin.putAll(kin);
    return copy;
  }

  Plan deploy(String version) {
    return plan(Goal.DEPLOY, version);
  }

  Plan rollback(String version) {
    return plan(Goal.ROLLBACK, version);
  }

  private Plan plan(Goal goal, String version) {
    Facts facts = facts(Optional.of(release(version)));
    return new Planner(goal, playbook.playbook(), DIR, TEMPLATES, facts, launch, takeOver, agreed)
        .plan();
  }

  Plan remove(boolean dirExists) {
    Remains remains = new Remains(dirExists, goes, made, emptied, staying, strangers, List.of());
    return new RemovalPlanner(playbook.playbook(), DIR, facts(Optional.empty()), remains, false)
        .plan();
  }

  Facts facts(Optional<Release> wanted) {
    Map<Slot, Launch> launches = new EnumMap<>(Slot.class);
    Map<Slot, SlotFacts> slots = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      wanted.filter(w -> launchable).ifPresent(w -> launches.put(slot, launch(w, slot)));
      slots.put(slot, at(slot).facts(this));
    }
    return new Facts(
        new Defects(
            List.of(),
            List.copyOf(problems),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.copyOf(loose),
            List.copyOf(unwritten)),
        wanted,
        wanted.filter(releases::contains).isPresent(),
        23_700_000,
        launches,
        Map.of(),
        slots,
        nginx(),
        List.copyOf(releases),
        List.copyOf(strangers),
        List.copyOf(leftovers),
        List.copyOf(folders),
        List.copyOf(logs),
        List.copyOf(kept),
        root,
        Optional.empty(),
        setting,
        FolderFacts.own(DIR.root()),
        Set.of(),
        keeps,
        circumstances,
        estate(),
        Map.copyOf(uses),
        inside);
  }

  private Estate estate() {
    Layout wanted = Layout.of(playbook.playbook(), "root");
    return new Estate(
        wanted,
        recorded.or(() -> site.map(s -> wanted)),
        Optional.empty(),
        true,
        List.copyOf(neighbours),
        Map.copyOf(kin),
        List.copyOf(lost));
  }

  private NginxFacts nginx() {
    Optional<SiteFile> ours = site.flatMap(SiteFile::read);
    return new NginxFacts(
        installed ? Optional.of("1.22.1") : Optional.empty(),
        running,
        false,
        refused,
        List.copyOf(warnings),
        conf,
        site,
        ours,
        site.isPresent(),
        marker,
        used().map(u -> told(u)),
        used().or(() -> ours).flatMap(this::chosen).or(() -> marker),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        keyed || marker.isPresent(),
        former,
        List.copyOf(closing),
        company,
        List.copyOf(leftBehind),
        List.copyOf(adrift),
        links.orElseGet(
            () -> SiteLinks.none(former.orElse(playbook.playbook().nginx().target().file()))),
        Optional.empty(),
        StreamModule.ofProgram(),
        RelayFacts.none());
  }

  private Testimony.Ours told(SiteFile used) {
    Http.Answer answer = new Http.Answer(204, "", Map.of(), Optional.empty());
    return new Testimony.Ours(
        answer, used.configuration(), chosen(used).orElseThrow(), Optional.empty());
  }

  /** The slot that a configuration of ours sends traffic to. */
  private Optional<Slot> chosen(SiteFile rendered) {
    return rendered.kind() == SwitchKind.LIVE ? marker : rendered.active();
  }

  /** The slot whose process answers a request to nginx now; empty where the client gets a 502. */
  Optional<Slot> answering() {
    Optional<SiteFile> used = used();
    Optional<Slot> first = chosen();
    if (first.isEmpty() || answers(first.get(), used.get())) {
      return first;
    }
    return first.map(Slot::other).filter(b -> at(b).served && answers(b, used.get()));
  }

  /** The slot that a running nginx has chosen, whether anything answers there or not. */
  Optional<Slot> chosen() {
    return used().flatMap(this::chosen);
  }

  private Optional<SiteFile> used() {
    return running ? loaded.flatMap(SiteFile::read) : Optional.empty();
  }

  private boolean answers(Slot slot, SiteFile used) {
    return at(slot).listening && at(slot).port().equals(OptionalInt.of(used.endpoint(slot).port()));
  }

  /** Carries out a whole plan. */
  World carryOut(Plan plan) {
    return carryOut(plan, action -> {});
  }

  /** Carries out a plan; {@code after} looks at the world after each action. */
  World carryOut(Plan plan, Consumer<Action> after) {
    for (Step step : plan.steps()) {
      for (Action action : step.actions()) {
        new Deed(this).perform(action);
        after.accept(action);
      }
    }
    return this;
  }

  void start(Launch launch) {
    at(launch.slot()).start(launch);
    at(launch.slot()).upkeep = keeps ? Upkeep.WANTED : Upkeep.NONE;
    Path log = DIR.logs().resolve(launch.release().id() + "." + launch.slot() + ".log");
    if (!logs.contains(log)) {
      logs.add(log);
    }
  }

  void store(Release release) {
    if (!releases.contains(release)) {
      releases.add(0, release);
    }
  }

  static Processes.Info process(long pid, String command) {
    return new Processes.Info(new Processes.Id(pid, pid * 100), 1, "S", command, "shop");
  }
}
