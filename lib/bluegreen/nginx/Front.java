package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.Word;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The user's own nginx, which visitors reach and which passes to ours. It is looked at here. */
public final class Front {
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Playbook playbook;
  private final Behind behind;
  private final AppDir dir;
  private final Commands commands;
  private final Http http;
  private final AtomicFiles files;
  private final Processes processes;
  private final Duration patience;
  private final NginxCommands lines;

  private Front(
      Playbook playbook,
      Behind behind,
      AppDir dir,
      Commands commands,
      Http http,
      AtomicFiles files,
      Processes processes,
      Duration patience) {
    this.patience = patience;
    this.playbook = playbook;
    this.behind = behind;
    this.dir = dir;
    this.commands = commands;
    this.http = http;
    this.files = files;
    this.processes = processes;
    this.lines = new NginxCommands(behind.front(), Optional.empty());
  }

  /**
   * The nginx in front of ours; empty where visitors reach ours itself.
   *
   * @param patience how long to wait for another deployment that works on its configuration
   */
  public static Optional<Front> of(
      Playbook playbook,
      AppDir dir,
      Commands commands,
      Http http,
      AtomicFiles files,
      Processes processes,
      Duration patience) {
    return playbook
        .nginx()
        .behind()
        .map(
            behind -> new Front(playbook, behind, dir, commands, http, files, processes, patience));
  }

  /**
   * Looks at it without touching anything.
   *
   * @param leaving whether visitors are to be given back to what served before us
   */
  public FrontFacts observe(boolean leaving) throws HostFailure, InterruptedException {
    Optional<Configuration> configuration = configuration();
    OurPorts ports = OurPorts.of(behind);
    Optional<FrontModel> model = configuration.map(c -> new FrontModel(c, behind, ports.all()));
    List<String> problems = new ArrayList<>();
    IncludedValue included = new IncludedValue(behind, dir);
    Optional<SetValue> value = included.find(problems);
    Optional<Include> include = behind.include();
    value
        .filter(v -> !ports.has(v))
        .flatMap(v -> included.elsewhere(ports))
        .ifPresent(problems::add);
    if (value.isPresent() && model.isPresent()) {
      model.get().problem(include.get()).ifPresent(problems::add);
    }
    Optional<SetValue> replaced = value.filter(v -> !ports.has(v));
    if (replaced.isPresent() && model.isPresent() && problems.isEmpty()) {
      problems.addAll(model.get().mentions(include.get(), replaced.get()));
    }
    List<Processes.Listener> atPort = processes.listeners(behind.port(), Optional.empty());
    Orphans orphans = new Orphans(playbook, commands, processes);
    List<Processes.Info> left = orphans.find();
    // A question tells our key to whoever listens on our port.
    FrontProbe probe = probe();
    boolean live = orphans.isOurs(atPort, left) && probe.way(model).isPresent();
    Optional<String> guarded = live ? Optional.empty() : probe.guarded(model);
    if (replaced.isPresent() && problems.isEmpty()) {
      guarded.map(Front::unseen).or(() -> probe.nowhere(model)).ifPresent(problems::add);
    }
    // What a cache keeps is over one day: it is none of the reasons not to begin.
    Optional<String> unseen = live || guarded.isPresent() ? guarded : probe.cached(model);
    List<Pass> elsewhere = model.map(m -> m.elsewhere(slotPorts())).orElse(List.of());
    Optional<SetValue> original = FrontChange.original(behind, dir);
    // Where nobody listens for us, a file that was not read yet is left unread.
    boolean unread = !live && unseen.isEmpty() && !atPort.isEmpty();
    boolean adopts = value.filter(v -> unread || !v.value().equals(behind.address())).isPresent();
    // Once visitors are brought to us, who else will get requests of theirs?
    Optional<SetValue> brings = replaced.filter(v -> problems.isEmpty());
    Optional<FrontModel> then = model.map(m -> brings.map(m::leadingBy).orElse(m));
    boolean reads = adopts && problems.isEmpty() || leaving && original.isPresent();
    return new FrontFacts(
        live,
        model.flatMap(FrontModel::passesToUs),
        Files.exists(dir.frontSeen()),
        value,
        original.map(SetValue::raw),
        new Outsiders(behind, dir, processes).find(replaced, elsewhere),
        atPort,
        left,
        Accounts.areRoot() ? NginxUser.barred(playbook, dir, commands) : Optional.empty(),
        include.isPresent()
            ? List.of()
            : elsewhere.stream()
                .flatMap(p -> model.stream().flatMap(m -> m.advice(p)))
                .distinct()
                .toList(),
        ports.all(),
        ports.former(model),
        model.flatMap(ports::passed),
        sight(then, unseen),
        standing(configuration, live, reads),
        configuration.map(this::claims).orElse(Map.of()),
        List.copyOf(problems));
  }

  private Map<Integer, String> claims(Configuration configuration) {
    Map<Integer, String> claims = new TreeMap<>();
    Set<Integer> ours = new TreeSet<>(slotPorts());
    ours.add(behind.port());
    for (int port : ours) {
      configuration
          .listening(port, file -> true)
          .ifPresent(d -> claims.put(port, d.place() + " (`" + d.shown() + ";`)"));
    }
    return claims;
  }

  private static String unseen(String guarded) {
    return "nginx.url: %s nobody could see from here who answers visitors; give an address and path that lead to the app, or let 127.0.0.1 through"
        .formatted(guarded);
  }

  /** From the files, as nginx itself may be nobody's to ask; or else from nginx. */
  public Optional<Configuration> configuration() throws HostFailure, InterruptedException {
    Optional<Configuration> read =
        Configuration.ofFiles(behind.front().conf()).filter(c -> c.missing().isEmpty());
    if (read.isPresent()) {
      return read;
    }
    try {
      Commands.Result dump = commands.runUnheard(lines.dump());
      return Configuration.ofDump(Word.encoded(dump.stdout()))
          .or(() -> Configuration.ofFiles(behind.front().conf()));
    } catch (HostFailure e) {
      return Configuration.ofFiles(behind.front().conf());
    }
  }

  private List<FrontFacts.Share> shared(Optional<FrontModel> model) {
    Set<Integer> app = new TreeSet<>(slotPorts());
    FrontChange.original(behind, dir)
        .or(() -> new IncludedValue(behind, dir).find(new ArrayList<>()))
        .flatMap(v -> Outsiders.localPort(v.value()))
        .ifPresent(app::add);
    return model.map(m -> m.shared(app)).orElse(List.of());
  }

  private Set<Integer> slotPorts() {
    return playbook.ports().here();
  }

  private FrontProbe probe() {
    return new FrontProbe(playbook, behind, dir, http);
  }

  private Optional<FrontModel> model() throws HostFailure, InterruptedException {
    return configuration().map(c -> new FrontModel(c, behind, OurPorts.of(behind).all()));
  }

  /** The way on which visitors reach us now; empty where none does. */
  public Optional<String> way() throws HostFailure, InterruptedException {
    return probe().way(model());
  }

  /** What a visitor asks who comes to us, or shall; empty where no such way is known. */
  public Optional<Passing> passing() throws HostFailure, InterruptedException {
    return probe().passing(model());
  }

  /** The user whose app visitors reach by a value; empty where that is not to be seen. */
  public Optional<String> ownerAt(SetValue value) {
    return new Outsiders(behind, dir, processes).ownerAt(value.value());
  }

  /** The error that visitors get on it and not from us, such as from a cache. */
  public Optional<String> intercepted() throws HostFailure, InterruptedException {
    return probe().intercepted(model());
  }

  /** How their way looks, apart from who has answered. */
  public FrontFacts.Sight sight() throws HostFailure, InterruptedException {
    Optional<FrontModel> model = model();
    FrontProbe probe = probe();
    Optional<String> guarded = probe.guarded(model);
    Optional<String> unseen = guarded.isPresent() ? guarded : probe.cached(model);
    return sight(model, unseen);
  }

  private FrontFacts.Sight sight(Optional<FrontModel> model, Optional<String> unseen) {
    return new FrontFacts.Sight(
        model.isPresent(), unseen, shared(model), model.flatMap(m -> m.ways().limit()));
  }

  /** The cache of its own that answers visitors now, as a guard; empty where none does. */
  public Optional<String> cached() throws HostFailure, InterruptedException {
    Optional<FrontModel> model = model();
    FrontProbe probe = probe();
    return probe.guarded(model).isPresent() ? Optional.empty() : probe.cached(model);
  }

  /** Where visitors' first page leads them on to, on each way; nothing where it does not. */
  public List<String> redirects() throws HostFailure, InterruptedException {
    return probe().redirects(model());
  }

  /** What any visitor is answered at {@code nginx.url}. */
  public Http.Answer answer(Duration patience) throws HostFailure, InterruptedException {
    return probe().answer(model(), patience);
  }

  private FrontProcess process(Optional<Configuration> configuration) {
    return new FrontProcess(behind, commands, processes, configuration);
  }

  /** The pids of its workers, those that finish their last requests included. */
  public Set<Long> workers() throws HostFailure, InterruptedException {
    Optional<Processes.Info> master = process(configuration()).master();
    return master.map(m -> processes.children(m.pid())).orElse(Set.of());
  }

  /** How it stands, for whoever wants to have it read its files anew. */
  public FrontStanding standing() throws HostFailure, InterruptedException {
    return standing(configuration(), false, true);
  }

  private FrontStanding standing(Optional<Configuration> read, boolean live, boolean reads)
      throws HostFailure, InterruptedException {
    FrontTrial trial =
        new FrontTrial(
            behind.front(),
            new NginxWriter(playbook, commands, files),
            new NginxLock(behind.front(), commands, processes, patience),
            commands,
            () -> live || answer(SOON).came(),
            reads);
    return process(read).standing(new Orphans(playbook, commands, processes), trial);
  }

  /** Whether a reload has come to its end: none of those takes requests any more. */
  public boolean hasRenewed(Set<Long> workers) {
    return workers.stream().noneMatch(w -> OldWorkers.serves(processes, w));
  }

  /** What may be changed of it. */
  public FrontChange change() {
    Duration soft = playbook.nginx().soft();
    return new FrontChange(behind, dir, commands, files, processes, patience, soft, this::workers);
  }
}
