package bluegreen.observe;

import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import bluegreen.host.Processes;
import bluegreen.host.Scheduling;
import bluegreen.host.Secrets;
import bluegreen.nginx.Certificates;
import bluegreen.nginx.Front;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.SetValue;
import bluegreen.nginx.SiteWays;
import bluegreen.nginx.conf.Configuration;
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
  private final NginxSettingView settingView;
  private final CircumstancesView circumstances;
  private final FolderOwners owners;
  private final boolean root;
  private final EstateView estate;
  private final ListenPlaces listens;
  private final InsideView insideView;

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
    this.insideView = new InsideView(playbook, dir, releases);
    this.folderView = new FoldersView(playbook, dir, templates, releases);
    this.settingView = new NginxSettingView(playbook, dir, ownEnv, root, templates, machine, nginx);
    this.circumstances =
        new CircumstancesView(
            playbook, machine.processes(), runner, new Scheduling(machine.commands()));
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

  /** What is looked at beside the app as it is. */
  private enum Aim {
    /** Nothing. */
    NONE,
    /** The playbook's version. */
    DEPLOYMENT,
    /** A release that is stored. */
    RETURN,
    /** What served before us. */
    LEAVING
  }

  /** The same where what the playbook names has been fetched just now. */
  public Observer knowing(Artifact fetched) {
    target.know(fetched);
    return this;
  }

  /** Looks at the app as it is, whatever the playbook wants. */
  public Facts asItIs() throws HostFailure, InterruptedException {
    return observe(Aim.NONE, Optional.empty());
  }

  /** The same where visitors are to be given back to what served before us. */
  public Facts beforeLeaving() throws HostFailure, InterruptedException {
    return observe(Aim.LEAVING, Optional.empty());
  }

  /**
   * Looks at everything that the plan of a deployment depends on.
   *
   * @throws HostFailure where that cannot be done
   */
  public Facts beforeDeployment() throws HostFailure, InterruptedException {
    return observe(Aim.DEPLOYMENT, Optional.empty());
  }

  /**
   * The same before a way back.
   *
   * @param release where it leads
   * @throws HostFailure where that cannot be done
   */
  public Facts beforeReturn(Release release) throws HostFailure, InterruptedException {
    return observe(Aim.RETURN, Optional.of(release));
  }

  private Facts observe(Aim aim, Optional<Release> stored)
      throws HostFailure, InterruptedException {
    Facts facts = look(aim, stored);
    for (int i = 1; i < TRIES && nginx.hasTurned(facts.nginx()); i++) {
      facts = look(aim, stored); // All of them are to be of one moment.
    }
    return facts;
  }

  private Facts look(Aim aim, Optional<Release> stored) throws HostFailure, InterruptedException {
    boolean deploys = aim == Aim.DEPLOYMENT;
    boolean moves = deploys || aim == Aim.RETURN;
    // Those that take time are looked at side by side.
    Side<NginxFacts> nginxFacts = Side.look(nginx::observe);
    Side<Map<Slot, SlotFacts>> slots = Side.look(slotsView::all);
    Side<Optional<FrontFacts>> front = Side.look(() -> front(aim == Aim.LEAVING));
    Side<List<String>> certificates = Side.look(() -> deploys ? certificateProblems() : List.of());

    List<String> ofArtifact = new ArrayList<>();
    Optional<Artifact> artifact = deploys ? target.artifact(ofArtifact) : Optional.empty();
    Optional<Release> wanted = deploys ? artifact.map(target::release) : stored;
    List<String> ofStart = new ArrayList<>();
    Map<Slot, Launch> starts = moves ? target.launches(wanted, deploys, ofStart) : Map.of();
    NginxFacts seenNginx = nginxFacts.seen();
    MetricsPlace metrics = new MetricsPlace(playbook, dir, machine, nginx); // It is read by now.
    ofStart.addAll(deploys ? metrics.problems() : List.of());
    Map<Slot, SlotFacts> seenSlots = slots.seen();
    NginxSetting setting = settingView.of(seenNginx, front.seen(), deploys);
    return new Facts(
        new Defects(
            List.copyOf(ofArtifact),
            owners.problems(deploys),
            deploys ? owners.beforeMaking() : List.of(),
            List.copyOf(ofStart),
            certificates.seen(),
            moves ? refusals(deploys, seenNginx, setting) : List.of(),
            deploys ? owners.loose() : List.of(),
            deploys ? metrics.doubts() : List.of()),
        wanted,
        wanted.flatMap(w -> releases.find(w.id())).isPresent(),
        artifact.map(Artifact::bytes).orElse(0L),
        starts,
        target.units(starts),
        seenSlots,
        seenNginx,
        servedFirst(),
        moves && folderView.arePruned() ? folderView.strangers() : List.of(),
        folderView.leftovers(wanted),
        folderView.missing(starts.values()),
        Listing.of(dir.logs()),
        Listing.of(dir.kept()),
        root,
        front.seen(),
        setting,
        FolderFacts.of(playbook, dir),
        folderView.created(wanted),
        runner.keeps(),
        moves ? around(seenSlots, seenNginx, front.seen(), setting) : Circumstances.unseen(),
        estate.of(aim != Aim.RETURN, seenSlots.values(), nginx.sites()),
        moves ? uses(seenSlots, front.seen()) : Map.of(),
        insideView.of(wanted, seenNginx, seenSlots, starts.values()));
  }

  private Circumstances around(
      Map<Slot, SlotFacts> slots, NginxFacts seen, Optional<FrontFacts> front, NginxSetting setting)
      throws InterruptedException {
    List<ListenPlace> places =
        playbook.nginx().behind().isEmpty() && !setting.isElsewhere()
            ? listens.find(seen, nginx.configuration(), nginx.workers())
            : List.of();
    return circumstances
        .of(slots)
        .losing(front.map(f -> circumstances.lost(f, seen)).orElse(Map.of()))
        .listening(places);
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

  private Optional<FrontFacts> front(boolean leaving) throws HostFailure, InterruptedException {
    Optional<Front> front = machine.front(playbook, dir);
    return front.isPresent() ? Optional.of(front.get().observe(leaving)) : Optional.empty();
  }

  /** What was seen of both slots. */
  public Map<Slot, SlotFacts> slots() throws InterruptedException {
    return slotsView.all();
  }

  /**
   * What is on the disk of the app; it takes a look at every file of every release.
   *
   * @throws HostFailure where that cannot be told
   */
  public Remains remains(Facts facts) throws HostFailure {
    return Remains.of(playbook, dir, facts, folderView.strangers());
  }

  /** What was seen of nginx. */
  public NginxFacts nginxFacts() throws HostFailure, InterruptedException {
    return nginx.observe();
  }

  private List<String> refusals(boolean deploys, NginxFacts seen, NginxSetting setting)
      throws InterruptedException {
    SiteWays ways = new SiteWays(playbook.nginx(), setting.approach().entrances());
    NginxFiles rendered =
        new NginxFiles(playbook, dir, templates).seeing(seen).limitedBy(ways.limits());
    String site = rendered.target(Slot.BLUE, playbook.ports().both());
    Optional<String> location = deploys ? nginx.trials().ofLocation(site) : Optional.empty();
    return location.isPresent() || setting.isElsewhere()
        ? location.stream().toList()
        : nginx.trials().ofSite(rendered, seen).stream().toList();
  }

  /** A certificate that has run out is no reason to refuse the way back. */
  private List<String> certificateProblems() throws InterruptedException {
    return playbook.nginx().tls().isPresent()
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
}
