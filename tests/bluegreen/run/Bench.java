package bluegreen.run;

import bluegreen.contents.Difference;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Http;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.host.Scheduling;
import bluegreen.host.Secrets;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.Probe;
import bluegreen.nginx.WitnessKey;
import bluegreen.observe.HealthCheck;
import bluegreen.observe.Machine;
import bluegreen.observe.Observer;
import bluegreen.plan.Action;
import bluegreen.plan.Goal;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.plan.Plan;
import bluegreen.plan.SlotAction;
import bluegreen.plan.Status;
import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.runner.Launch;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.Register;
import bluegreen.state.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * An app with its two slots and its nginx, all of them played, and what a run works with. Traffic
 * goes to blue, where version 1 runs; version 2 is in green.
 */
final class Bench implements AutoCloseable {
  final Path folder;
  final AppDir dir;
  final Path site;
  final StubApp blue = new StubApp();
  final StubApp green = new StubApp();
  final StubNginx front;
  final StubMaster master;
  final QuickTime time = new QuickTime();
  final Heard heard;
  final Scribe scribe;
  final StubRunner runner;
  final Templates templates = new Templates();
  final Secrets veil = new Secrets();
  final Playbook playbook;
  final Interruption interruption = Interruption.ofThisThread(time);
  final Machine machine;
  final Progress progress;
  final Probe probe;
  final HealthCheck health;
  final Evidence evidence;
  final Nginx nginx;
  final Waits waits;
  final HealthWait healthWait;
  final QuietStart quiet;
  final Looks looks;
  final SlotWork slots;
  final NginxWork nginxWork;
  final FrontWork frontWork;
  final TaskRunner tasks;
  final Hands hands;
  final Undo undo;

  /** What was made durable, and the slot that the marker named at that moment. */
  final List<String> forced = new CopyOnWriteArrayList<>();

  /** How often the folder of markers cannot be made durable. */
  int failures;

  /**
   * One whose playbook has some sections of its own.
   *
   * @param sections such as {@code rollout: { drain: 1s }}, each in the place of the usual one; of
   *     {@code nginx:} further keys with a comma before them; {@code FRONT} is nginx's port
   */
  Bench(Path folder, String... sections) throws Exception {
    this.folder = folder;
    dir = new AppDir(folder.resolve("app"));
    site = folder.resolve("run/site.conf");
    Files.createDirectories(folder.resolve("run/logs"));
    front = new StubNginx(dir, folder.resolve("loaded"));
    front.apps.put(Slot.BLUE, blue);
    front.apps.put(Slot.GREEN, green);
    heard = new Heard(folder);
    scribe = new Scribe(heard);
    runner = new StubRunner(heard, new Processes());
    playbook = read(sections);
    machine =
        new Machine(
            new Commands(heard),
            new Http(heard),
            new AtomicFiles(heard, (channel, path) -> force(path)), // A real disk is slow.
            new Processes(),
            interruption,
            Duration.ZERO);
    progress = new Progress(heard, interruption);
    probe = new Probe(playbook, dir, machine.http());
    health = new HealthCheck(playbook, dir, templates, machine, runner);
    evidence = new Evidence(playbook, machine, probe, runner);
    nginx = machine.nginx(playbook, dir);
    LastWords words = new LastWords(dir, machine, runner, veil);
    waits =
        new Waits(playbook, dir, machine, runner, health, nginx, probe, evidence, words, progress);
    quiet = new QuietStart(new Scheduling(machine.commands()), runner);
    healthWait = new HealthWait(playbook, runner, health, quiet, words, progress);
    looks =
        new Looks(
            healthWait, waits, new Bystanders(probe, progress), evidence.ownAnswers(), progress);
    ArchiveWork archives = new ArchiveWork(dir, Duration.ofSeconds(10), machine);
    slots = new SlotWork(dir, playbook.app().stopTimeout(), machine, runner, quiet, archives);
    nginxWork = new NginxWork(dir, machine, runner, nginx);
    frontWork = new FrontWork(machine, dir, machine.front(playbook, dir), progress);
    tasks = new TaskRunner(playbook, templates, machine, veil, Goal.DEPLOY);
    FileWork files = new FileWork(dir, machine, nginx);
    hands =
        new Hands(
            files, slots, nginxWork, frontWork, looks, evidence, tasks, playbook.rollout().bake());
    undo = new Undo(playbook, hands, nginx, health, waits, words, progress, scribe);
    master = new StubMaster(folder);
    serve();
  }

  private void force(Path path) throws IOException {
    if (path.equals(dir.live()) && failures-- > 0) {
      throw new IOException("Input/output error");
    }
    if (!path.startsWith(dir.roles())) { // What the processes are told decides about no traffic.
      forced.add(
          folder.relativize(path) + " " + (Files.exists(dir.greenMarker()) ? "green" : "blue"));
    }
  }

  private Playbook read(String... sections) throws Exception {
    Map<String, String> all = new LinkedHashMap<>();
    for (String section :
        List.of(
            "app: { name: shop, command: [./serve, \"{{ port }}\"], dir: app, stop_timeout: 7s }",
            "ports: { blue: " + blue.port() + ", green: " + green.port() + " }",
            "health: { url: \"http://127.0.0.1:{{ port }}/health\", interval: 100ms, timeout: 10s"
                + " }",
            "nginx: " + nginxSection(""),
            "rollout: { drain: 5s, bake: 0s }")) {
      all.put(section.substring(0, section.indexOf(':')), section);
    }
    for (String section : sections) {
      String own = section.replace("FRONT", String.valueOf(front.port()));
      all.put(own.substring(0, own.indexOf(':')), own);
    }
    all.computeIfPresent(
        "nginx",
        (name, text) -> text.contains("bin:") ? text : "nginx: " + nginxSection(text.substring(6)));
    Path file = folder.resolve("playbook.yml");
    Files.writeString(file, String.join("\n", all.values()) + "\n");
    Surroundings here = new Surroundings(Map.of(), false, Optional.empty(), Map.of());
    return new PlaybookReader(templates, here).read(file);
  }

  private String nginxSection(String more) {
    return "{ bin: "
        + StubMaster.program(folder)
        + ", prefix: run, site: run/site.conf, soft: 0s, listen: [\"127.0.0.1:"
        + front.port()
        + "\"]"
        + more
        + " }";
  }

  /** Version 1 serves from blue, version 2 runs in green; nginx has loaded our site. */
  private void serve() throws Exception {
    for (Path each : List.of(dir.live(), dir.releases(), dir.slots())) {
      Files.createDirectories(each);
    }
    new WitnessKey(dir).create(machine.files());
    Layout.of(playbook, "us").write(dir, machine.files());
    runner.runs(Slot.BLUE, "1", blue.endpoint());
    runner.runs(Slot.GREEN, "2", green.endpoint());
    Files.writeString(site, rendered(Slot.BLUE));
    Files.copy(site, folder.resolve("loaded"));
    heard.all.clear();
  }

  /** Our site as it is written for traffic to a slot. */
  String rendered(Slot active) {
    return new NginxFiles(playbook, dir, templates)
        .target(active, Map.of(Slot.BLUE, blue.endpoint(), Slot.GREEN, green.endpoint()));
  }

  Endpoint endpoint(Slot slot) {
    return playbook.ports().of(slot);
  }

  Release release(String version) {
    return new Release(
        version, "ab".repeat(32), dir.releases().resolve("r" + version), "", Instant.EPOCH);
  }

  /** How a version is started in a slot. */
  Launch launch(Slot slot, String version) {
    return new Launch(
        slot,
        endpoint(slot),
        release(version),
        List.of("./serve"),
        Map.of(),
        Map.of(),
        folder,
        Optional.empty(),
        "digest",
        Optional.empty());
  }

  /** Has a version started in green. */
  SlotAction.StartSlot starting(String version) {
    return new SlotAction.StartSlot(launch(Slot.GREEN, version), Optional.empty(), false);
  }

  /** From blue to green by the marker. */
  Action.Switch live() {
    return new Action.Switch(
        Optional.of(Slot.BLUE), Slot.GREEN, green.endpoint(), Optional.empty(), Optional.empty());
  }

  /** From blue to green by another file and a reload. */
  Action.Switch reloading() {
    return new Action.Switch(
        Optional.of(Slot.BLUE),
        Slot.GREEN,
        green.endpoint(),
        Optional.of(
            new WriteNginxFile(site, Optional.of(rendered(Slot.BLUE)), rendered(Slot.GREEN), true)),
        Optional.empty());
  }

  /** To green from something that is not ours, or from nothing. */
  Action.Switch first(Optional<String> outside) {
    return new Action.Switch(
        Optional.empty(), Slot.GREEN, green.endpoint(), Optional.empty(), outside);
  }

  static Step step(StepName name, Action... actions) {
    return new Step(name, Optional.empty(), Status.CHANGED, "as planned", List.of(actions));
  }

  /** That version 2 is deployed to green, by these steps. */
  Plan plan(Step... steps) {
    return plan(Goal.DEPLOY, steps);
  }

  Plan plan(Goal goal, Step... steps) {
    return new Plan(
        goal,
        "shop",
        goal == Goal.REMOVE ? Optional.empty() : Optional.of(release("2")),
        Slot.GREEN,
        green.endpoint(),
        Optional.of(Slot.BLUE),
        Optional.of(blue.endpoint()),
        "1",
        goal == Goal.DEPLOY,
        Optional.empty(),
        Difference.none(),
        List.of(steps));
  }

  /** What looks at the machine. */
  Observer observer(boolean root) {
    return new Observer(
        playbook,
        dir,
        templates,
        machine,
        runner,
        Map.of("PATH", "/usr/bin:/bin"),
        root,
        veil,
        new Register(Optional.empty(), folder.resolve("system"), machine.processes().ownUser()));
  }

  /** Who asks while it does; nobody unless a test wants it. */
  Optional<Pulse> pulse = Optional.empty();

  /** What carries a plan out. */
  Deployment deployment(Plan plan) {
    Watchers watchers = new Watchers(pulse, Optional.empty(), new VisitTally(Map.of(), Map.of()));
    return new Deployment(plan, dir, machine, hands, undo, nginx, scribe, progress, watchers);
  }

  /** The markers of the switch that are there. */
  Set<String> markers() throws Exception {
    try (var all = Files.list(dir.live())) {
      return all.map(p -> p.getFileName().toString())
          .filter(name -> !name.startsWith("ask-"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Override
  public void close() {
    Thread.interrupted(); // What a test has told its own thread.
    master.close();
    front.close();
    blue.close();
    green.close();
  }
}
