package bluegreen.run;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Secrets;
import bluegreen.nginx.Certificates;
import bluegreen.nginx.Front;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.SetValue;
import bluegreen.nginx.conf.Configuration;
import bluegreen.plan.Circumstances;
import bluegreen.plan.Estate;
import bluegreen.plan.Facts;
import bluegreen.plan.ForeignFiles;
import bluegreen.plan.Goal;
import bluegreen.plan.ListenPlace;
import bluegreen.plan.PortUse;
import bluegreen.plan.SlotFacts;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.playbook.Templates;
import bluegreen.runner.Launch;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.History;
import bluegreen.state.Register;
import bluegreen.state.Release;
import bluegreen.state.Releases;
import bluegreen.state.SlotRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the machine and touches nothing. */
public final class Observer {
  private static final int HEALTH_TRIES = 3;

  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Machine machine;
  private final Runner runner;
  private final Nginx nginx;
  private final Releases releases;
  private final HealthCheck health;
  private final Wanted target;
  private final NginxProblems nginxProblems;
  private final CircumstancesView circumstances;
  private final FolderOwners owners;
  private final boolean root;
  private final EstateView estate;
  private final ListenPlaces listens;

  /** An observer for one playbook. */
  public Observer(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Machine machine,
      Runner runner,
      Map<String, String> ownEnv,
      boolean root,
      Secrets veil,
      Register register) {
    this.listens = new ListenPlaces(playbook, machine, ownEnv, root);
    this.estate = new EstateView(playbook, dir, register, machine.processes());
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.machine = machine;
    this.runner = runner;
    this.nginx = machine.nginx(playbook, dir);
    this.releases = new Releases(dir);
    this.health = new HealthCheck(playbook, dir, templates, machine, runner);
    this.nginxProblems = new NginxProblems(playbook, dir, ownEnv, root, templates);
    this.circumstances = new CircumstancesView(playbook, machine.processes(), runner);
    this.owners = new FolderOwners(playbook, dir, machine.commands(), ownEnv);
    this.root = root;
    this.target =
        new Wanted(
            playbook,
            dir,
            templates,
            machine.commands(),
            runner,
            ownEnv,
            root,
            veil,
            machine.files().trace());
  }

  /**
   * Looks at everything that a plan depends on.
   *
   * @param rollbackTo the release to go back to, with {@link Goal#ROLLBACK}
   * @throws HostFailure where that cannot be done, such as by a command that does not end
   */
  public Facts observe(Goal goal, Optional<Release> rollbackTo)
      throws HostFailure, InterruptedException {
    List<String> problems = new ArrayList<>();
    // Those that take time are looked at side by side.
    Side<NginxFacts> nginxFacts = Side.look(nginx::observe);
    Side<Map<Slot, SlotFacts>> slots = Side.look(this::slots);
    Side<Optional<FrontFacts>> front = Side.look(this::front);
    Side<List<String>> certificates = Side.look(() -> certificateProblems(goal));

    Optional<Artifact> artifact = Optional.empty();
    Optional<Release> wanted = rollbackTo;
    if (goal == Goal.DEPLOY) {
      artifact = target.artifact(problems);
      wanted = artifact.map(target::release);
    }
    List<String> ofStart = new ArrayList<>();
    Map<Slot, Launch> starts = goal == Goal.REMOVE ? Map.of() : target.launches(wanted, ofStart);
    NginxFacts seenNginx = nginxFacts.seen();
    Map<Slot, SlotFacts> seenSlots = slots.seen();
    Estate seenEstate = estate.of(goal, seenSlots.values(), nginx.sites());
    FolderProblems folders = new FolderProblems(playbook, dir);
    problems.addAll(owners.problems(goal == Goal.DEPLOY));
    problems.addAll(goal == Goal.DEPLOY ? folders.beforeDeployment() : List.of());
    if (goal != Goal.REMOVE) {
      // The way back to a process that runs is one marker: nothing else that is broken matters.
      boolean back = goal == Goal.ROLLBACK && runs(wanted, seenSlots);
      problems.addAll(back ? List.of() : ofStart);
      problems.addAll(certificates.seen());
      boolean marker = back && seenNginx.loaded() && isLive();
      problems.addAll(
          nginxProblems.in(marker ? seenNginx.withoutProblem() : seenNginx, seenEstate));
      if (goal == Goal.DEPLOY && problems.isEmpty()) {
        nginxProblems
            .lackingRule(seenNginx, front.seen(), machine.commands())
            .ifPresent(problems::add);
      }
      problems.addAll(runningNginx(seenNginx));
      if (!back && !seenEstate.isSiteOfAnother()) {
        problems.addAll(nginxProblems.firstContact(seenNginx, nginx.configuration()));
      }
    }
    return new Facts(
        List.copyOf(problems),
        wanted,
        wanted.flatMap(w -> releases.find(w.id())).isPresent(),
        artifact.map(Artifact::bytes).orElse(0L),
        starts,
        seenSlots,
        seenNginx,
        servedFirst(),
        pruned(goal) ? strangers() : List.of(),
        leftovers(),
        missingFolders(starts.values()),
        inside(dir.logs()),
        inside(dir.kept()),
        goal == Goal.REMOVE ? List.of() : nginxProblems.installation(seenNginx, problems),
        root,
        front.seen(),
        nginxProblems.others(seenNginx, nginx.configuration()),
        created(wanted),
        runner.keeps(),
        goal == Goal.REMOVE
            ? Circumstances.unseen()
            : circumstances
                .of(seenSlots)
                .losing(front.seen().map(f -> circumstances.lost(f, seenNginx)).orElse(Map.of()))
                .listening(listens(seenNginx)),
        seenEstate,
        goal == Goal.REMOVE ? Map.of() : uses(seenSlots, front.seen()));
  }

  private List<ListenPlace> listens(NginxFacts seen) throws InterruptedException {
    return playbook.nginx().behind().isEmpty() && runningNginx(seen).isEmpty()
        ? listens.find(seen, nginx.configuration(), nginx.workers())
        : List.of();
  }

  private List<String> runningNginx(NginxFacts seen) throws InterruptedException {
    boolean own = playbook.nginx().behind().isPresent();
    return seen.installed() && !seen.running() && !own
        ? new RunningNginx(playbook, dir).problem(nginx.masters()).stream().toList()
        : List.of();
  }

  private Map<Integer, PortUse> uses(Map<Slot, SlotFacts> slots, Optional<FrontFacts> seen)
      throws InterruptedException {
    List<Processes.Listener> strangers =
        new ArrayList<>(slots.values().stream().flatMap(s -> s.foreign().stream()).toList());
    seen.flatMap(FrontFacts::outside).flatMap(o -> o.listener()).ifPresent(strangers::add);
    if (strangers.isEmpty()) {
      return Map.of();
    }
    Optional<SetValue> replaced =
        seen.flatMap(f -> playbook.nginx().behind().flatMap(b -> f.toReplace(b.address())));
    try {
      Optional<Front> user = machine.front(playbook, dir);
      Optional<Configuration> configuration =
          user.isPresent() ? user.get().configuration() : nginx.configuration();
      return new PortUses(playbook, dir, machine).of(strangers, configuration, replaced);
    } catch (HostFailure e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean runs(Optional<Release> wanted, Map<Slot, SlotFacts> slots) {
    return slots.values().stream()
        .filter(SlotFacts::healthy)
        .flatMap(slot -> slot.running().stream())
        .anyMatch(running -> wanted.filter(w -> w.id().equals(running.release())).isPresent());
  }

  private boolean isLive() {
    return playbook.nginx().switchKind() == Playbook.SwitchKind.LIVE;
  }

  private Optional<FrontFacts> front() throws HostFailure, InterruptedException {
    Optional<Front> front = machine.front(playbook, dir);
    return front.isPresent() ? Optional.of(front.get().observe()) : Optional.empty();
  }

  /** What the tasks are to create, in whichever slot they will be run for, and is there already. */
  private Set<Path> created(Optional<Release> wanted) {
    Set<Path> created = new HashSet<>();
    for (Task task : playbook.hooks().all()) {
      for (Slot slot : wanted.isPresent() ? Slot.values() : new Slot[0]) {
        Release release = wanted.get();
        int port = playbook.ports().of(slot);
        try {
          Map<String, Object> names =
              playbook.scope().at(slot, port, release.version(), release.home()).names();
          task.creates()
              .map(c -> playbook.folder().resolve(templates.fill(c, names)))
              .filter(Files::exists)
              .ifPresent(created::add);
        } catch (Templates.Unfillable e) {
          // It asks for what an earlier task will have registered.
        }
      }
    }
    return created;
  }

  /** What was seen of both slots. */
  public Map<Slot, SlotFacts> slots() throws InterruptedException {
    Map<Slot, SlotFacts> slots = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      slots.put(slot, slot(slot));
    }
    return slots;
  }

  private SlotFacts slot(Slot slot) throws InterruptedException {
    Optional<Running> running = runner.running(slot);
    int port = running.map(Running::port).orElse(playbook.ports().of(slot));
    Optional<SlotRecord> record = SlotRecord.read(dir, slot);
    boolean crashed =
        running.isEmpty()
            && record
                .filter(r -> r.process().isPresent())
                .filter(r -> r.boot().equals(machine.processes().bootId()))
                .isPresent();
    return new SlotFacts(
        slot,
        port,
        running,
        crashed,
        runner.strays(slot),
        runner.upkeep(slot),
        foreign(slot),
        running.isPresent() && health.answersFor(slot, port),
        running.isPresent() && healthy(slot, port),
        Files.exists(dir.servedMarker(slot)),
        running.map(Running::version).or(() -> record.map(SlotRecord::version)));
  }

  /**
   * Someone who is in neither of our slots. What only carries the other slot's tag, as whoever has
   * read it there can, is none of the app that runs in it, and nobody would end it.
   */
  private Optional<Processes.Listener> foreign(Slot slot) {
    return health
        .stranger(slot, playbook.ports().of(slot))
        .filter(l -> l.process().filter(p -> runsIn(slot.other(), p)).isEmpty());
  }

  private boolean runsIn(Slot slot, Processes.Info process) {
    return runner
        .running(slot)
        .filter(r -> machine.processes().descends(process.pid(), r.pid()))
        .isPresent();
  }

  /** One bad answer of a busy app is no reason to replace it. */
  private boolean healthy(Slot slot, int port) throws InterruptedException {
    for (int i = 0; i < HEALTH_TRIES; i++) {
      if (i > 0) {
        Thread.sleep(playbook.health().interval().toMillis());
      }
      if (health.check(slot, port).healthy()) {
        return true;
      }
    }
    return false;
  }

  /** What was seen of nginx. */
  public NginxFacts nginxFacts() throws HostFailure, InterruptedException {
    return nginx.observe();
  }

  /** A certificate that has run out is no reason to refuse the way back. */
  private List<String> certificateProblems(Goal goal) throws InterruptedException {
    return goal == Goal.DEPLOY && playbook.nginx().tls().isPresent()
        ? new Certificates(playbook.nginx(), machine.commands()).problems(Instant.now())
        : List.of();
  }

  private List<Path> missingFolders(Collection<Launch> starts) {
    Stream<Path> ours =
        Stream.of(dir.root(), dir.releases(), dir.slots(), dir.live(), dir.logs(), dir.acme())
            .filter(f -> playbook.nginx().target() instanceof Site || !f.equals(dir.acme()));
    // A release's own folder is there as soon as it is stored.
    Stream<Path> workdirs =
        starts.stream()
            .filter(l -> !l.workdir().startsWith(dir.releases()))
            .filter(l -> !Files.isDirectory(l.workdir()) || isHalfMade(l))
            .map(Launch::workdir)
            .distinct();
    return Stream.concat(ours.filter(f -> !Files.isDirectory(f)), workdirs).toList();
  }

  /** Whether a killed run has made the app's folder without giving it to its user. */
  private boolean isHalfMade(Launch launch) {
    Path workdir = launch.workdir();
    try (Stream<Path> within = Files.list(workdir)) {
      Object owner = Files.getAttribute(workdir, "unix:uid");
      return workdir.equals(dir.work())
          && launch.account().filter(a -> !owner.equals((int) a.uid())).isPresent()
          && within.findAny().isEmpty();
    } catch (IOException e) {
      return false; // Not ours to see.
    }
  }

  /** Those that have served before those that never did, the newest first among each. */
  private List<Release> servedFirst() {
    Set<String> served = new HashSet<>(new History(dir).served());
    return releases.all().stream()
        .sorted(Comparator.comparing((Release r) -> !served.contains(r.id())))
        .toList();
  }

  /** Whether releases may go when the plan is carried out. */
  private boolean pruned(Goal goal) {
    return goal != Goal.REMOVE && releases.all().size() >= playbook.app().keepReleases();
  }

  /** What is in releases that was not put there by us: it takes a look at every file. */
  public List<ForeignFiles> strangers() {
    List<ForeignFiles> strangers = new ArrayList<>();
    for (Release release : releases.all()) {
      try {
        Path folder = release.folder();
        List<Path> files = releases.strangers(folder);
        if (!files.isEmpty()) {
          strangers.add(new ForeignFiles(folder, files, releases.kept(folder)));
        }
      } catch (HostFailure e) {
        // Not ours to see, and so not ours to remove: whoever tries says so.
      }
    }
    return strangers;
  }

  /** What runs that were killed have left half done. */
  private List<Path> leftovers() {
    List<Path> leftovers = new ArrayList<>(releases.leftovers());
    for (Path folder : List.of(dir.root(), dir.slots())) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(f -> f.getFileName().toString().startsWith(AtomicFiles.TEMPORARY))
            .forEach(leftovers::add);
      } catch (IOException e) {
        // There is no such folder yet.
      }
    }
    for (Path file : List.of(playbook.nginx().target().file(), playbook.nginx().conf())) {
      Path temporary = AtomicFiles.temporary(file);
      if (Files.exists(temporary)) {
        leftovers.add(temporary);
      }
    }
    return leftovers;
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
