package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
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
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.runner.Launch;
import bluegreen.runner.Runner;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.History;
import bluegreen.state.Register;
import bluegreen.state.Release;
import bluegreen.state.Releases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the machine and touches nothing. */
public final class Observer {
  private static final int TRIES = 3;

  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Machine machine;
  private final Runner runner;
  private final Nginx nginx;
  private final Releases releases;
  private final SlotsView slotsView;
  private final FoldersView folderView;
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
    this.slotsView =
        new SlotsView(
            playbook,
            dir,
            machine.processes(),
            runner,
            new HealthCheck(playbook, dir, templates, machine, runner));
    this.folderView = new FoldersView(playbook, dir, templates, releases);
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
    Facts facts = look(goal, rollbackTo);
    for (int i = 1; i < TRIES && nginx.hasTurned(facts.nginx()); i++) {
      facts = look(goal, rollbackTo); // All of them are to be of one moment.
    }
    return facts;
  }

  private Facts look(Goal goal, Optional<Release> rollbackTo)
      throws HostFailure, InterruptedException {
    List<String> problems = new ArrayList<>();
    // Those that take time are looked at side by side.
    Side<NginxFacts> nginxFacts = Side.look(nginx::observe);
    Side<Map<Slot, SlotFacts>> slots = Side.look(slotsView::all);
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
    problems.addAll(goal == Goal.DEPLOY ? owners.beforeMaking() : List.of());
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
        pruned(goal) ? folderView.strangers() : List.of(),
        folderView.leftovers(),
        folderView.missing(starts.values()),
        Listing.of(dir.logs()),
        Listing.of(dir.kept()),
        goal == Goal.REMOVE ? List.of() : nginxProblems.installation(seenNginx, problems),
        root,
        front.seen(),
        nginxProblems.approach(seenNginx, nginx.configuration()),
        folderView.created(wanted),
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

  /** What was seen of both slots. */
  public Map<Slot, SlotFacts> slots() throws InterruptedException {
    return slotsView.all();
  }

  /** What is in releases that was not put there by us: it takes a look at every file. */
  public List<ForeignFiles> strangers() {
    return folderView.strangers();
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
}
