package bluegreen.run;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.plan.Facts;
import bluegreen.plan.Goal;
import bluegreen.plan.SlotFacts;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import bluegreen.runner.EnvFile;
import bluegreen.runner.Launch;
import bluegreen.runner.Launches;
import bluegreen.runner.Runner;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.Release;
import bluegreen.state.Releases;
import bluegreen.state.SlotRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
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
  private final Map<String, String> ownEnv;
  private final boolean root;
  private final bluegreen.host.Secrets veil;

  /** An observer for one playbook. */
  public Observer(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Machine machine,
      Runner runner,
      Map<String, String> ownEnv,
      boolean root,
      bluegreen.host.Secrets veil) {
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.machine = machine;
    this.runner = runner;
    this.nginx = new Nginx(playbook, dir, machine.commands(), machine.files(), machine.processes());
    this.releases = new Releases(dir);
    this.health = new HealthCheck(playbook, templates, machine, runner);
    this.ownEnv = ownEnv;
    this.root = root;
    this.veil = veil;
  }

  /**
   * Looks at everything that a plan depends on.
   *
   * @param rollbackTo the release to go back to, with {@link Goal#ROLLBACK}
   * @param takeOver whether others may hold our ports
   */
  public Facts observe(Goal goal, Optional<Release> rollbackTo, boolean takeOver)
      throws InterruptedException {
    List<String> problems = new ArrayList<>();
    // The three that take time are looked at side by side.
    CompletableFuture<NginxFacts> nginxFacts = side(nginx::observe);
    CompletableFuture<Map<Slot, SlotFacts>> slots = side(this::slots);

    Optional<Artifact> artifact = Optional.empty();
    Optional<Release> wanted = rollbackTo;
    if (goal == Goal.DEPLOY) {
      artifact = artifact(problems);
      wanted = artifact.map(this::release);
    }
    Optional<Launches> launches =
        goal == Goal.REMOVE ? Optional.empty() : launches(problems);
    Map<Slot, Launch> starts = new EnumMap<>(Slot.class);
    if (launches.isPresent() && wanted.isPresent()) {
      for (Slot slot : Slot.values()) {
        starts.put(slot, launches.get().of(wanted.get(), slot, playbook.ports().of(slot)));
      }
      programProblem().ifPresent(problems::add);
    }
    NginxFacts seenNginx = joined(nginxFacts);
    Map<Slot, SlotFacts> seenSlots = joined(slots);
    if (goal != Goal.REMOVE) {
      problems.addAll(nginxProblems(seenNginx));
    }
    if (goal != Goal.REMOVE && !takeOver) {
      problems.addAll(foreignProblems(seenSlots, seenNginx));
    }
    return new Facts(
        List.copyOf(problems),
        wanted,
        wanted.flatMap(w -> releases.find(w.id())).isPresent(),
        artifact.map(Artifact::bytes).orElse(0L),
        starts,
        seenSlots,
        seenNginx,
        releases.all(),
        releases.leftovers(),
        missingFolders(),
        logs(),
        goal == Goal.REMOVE ? List.of() : nginxInstallation(seenNginx, problems),
        root,
        Files.exists(dir.originalInclude()));
  }

  private Optional<Artifact> artifact(List<String> problems) {
    Playbook.App app = playbook.app();
    try {
      Optional<Path> source = app.program().artifact();
      if (source.isEmpty()) {
        return Optional.of(Artifact.ofText(commandText() + app.version().orElse("")));
      }
      String key = app.program() instanceof Jar ? "app.jar: " : "app.files: ";
      if (!Files.exists(source.get())) {
        throw new HostFailure(key + source.get() + " does not exist");
      }
      if (app.program() instanceof Jar) {
        Artifact.checkJar(source.get());
      }
      Artifact found = Artifact.read(source.get());
      if (app.sha256().filter(d -> !d.equals(found.digest())).isPresent()) {
        throw new HostFailure(
            "app.sha256: " + source.get() + " has " + found.digest() + "; it is refused");
      }
      return Optional.of(found);
    } catch (HostFailure e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private String commandText() {
    return playbook.app().program() instanceof Playbook.Command command
        ? String.join("\n", command.argv().stream().map(Template::source).toList()) + "\n"
        : "";
  }

  private Release release(Artifact artifact) {
    String version = playbook.app().version().orElse(artifact.digest().substring(0, 12));
    return releases.of(version, artifact, playbook.app().program().artifact());
  }

  private Optional<Launches> launches(List<String> problems) throws InterruptedException {
    try {
      Map<String, String> secrets =
          playbook.app().envFile().isPresent()
              ? EnvFile.read(playbook.app().envFile().get())
              : Map.of();
      veil.add(secrets.values());
      Optional<Launch.Account> account =
          playbook.app().user().isPresent()
              ? Optional.of(account(playbook.app().user().get()))
              : Optional.empty();
      return Optional.of(new Launches(playbook, dir, templates, ownEnv, secrets, account));
    } catch (HostFailure e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private Launch.Account account(String user) throws HostFailure, InterruptedException {
    if (!root) {
      throw new HostFailure(
          "app.user: starting the app as " + user + " needs root, and we are not root");
    }
    Commands.Result entry = machine.commands().run(Command.of("getent", "passwd", user));
    String[] fields = entry.stdout().strip().split(":", -1);
    if (!entry.ok() || fields.length < 6) {
      throw new HostFailure("app.user: there is no user '" + user + "' on this machine");
    }
    return new Launch.Account(
        user, Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[5]);
  }

  /** Why the program that is to be started is none, as far as can be told without starting it. */
  private Optional<String> programProblem() {
    boolean jar = playbook.app().program() instanceof Jar;
    String program =
        playbook.app().program() instanceof Jar j
            ? j.java()
            : ((Playbook.Command) playbook.app().program()).argv().get(0).source();
    if (program.contains("{") || (program.contains("/") && !program.startsWith("/"))) {
      return Optional.empty(); // Depends on the release.
    }
    boolean there =
        program.contains("/")
            ? Files.isExecutable(Path.of(program))
            : Stream.of(ownEnv.getOrDefault("PATH", "").split(":"))
                .anyMatch(d -> !d.isEmpty() && Files.isExecutable(Path.of(d, program)));
    String key = jar ? "app.java: " : "app.command: ";
    String hint = jar ? "; install Java or say where it is" : "";
    return there
        ? Optional.empty()
        : Optional.of(key + "there is no program '" + program + "'" + hint);
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
        running.isEmpty() && record.filter(r -> r.process().isPresent()).isPresent();
    return new SlotFacts(
        slot,
        port,
        running,
        crashed,
        runner.strays(slot),
        health.stranger(slot, playbook.ports().of(slot)),
        running.isPresent() && healthy(slot, port),
        Files.exists(dir.servedMarker(slot)),
        running.map(Running::version).or(() -> record.map(SlotRecord::version)));
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

  private List<String> nginxProblems(NginxFacts seen) {
    List<String> problems = new ArrayList<>();
    Playbook.Nginx wanted = playbook.nginx();
    if (!seen.installed()) {
      if (!wanted.install()) {
        problems.add(
            "nginx.bin: there is no program '"
                + wanted.bin()
                + "'; install nginx, or have us do it with `nginx.install: true`");
      }
      return problems;
    }
    seen.problem()
        .ifPresent(
            p -> problems.add("nginx refuses its present configuration; mend it first:\n" + p));
    if (seen.conf().isEmpty() && wanted.prefix().isEmpty()) {
      problems.add("nginx.conf: there is no file " + wanted.conf());
    }
    boolean foreignSite =
        wanted.target() instanceof Site
            && seen.target().isPresent()
            && seen.ours().isEmpty()
            && !Files.exists(dir.slots());
    if (foreignSite) {
      problems.add(
          "nginx.site: "
              + wanted.target().file()
              + " exists and was not written for this app; move it away, or choose another file");
    }
    return problems;
  }

  private List<String> foreignProblems(Map<Slot, SlotFacts> slots, NginxFacts seen) {
    List<String> problems = new ArrayList<>();
    for (SlotFacts slot : slots.values()) {
      boolean adopted =
          seen.ours().isEmpty() && seen.pointed().equals(Optional.of(slot.slot()));
      if (slot.foreign().isPresent() && !adopted) {
        problems.add(
            "port "
                + slot.foreign().get().port()
                + " ("
                + slot.slot()
                + ") is taken by "
                + slot.foreign().get().describe()
                + "; stop it, or let us do that with --take-over");
      }
    }
    return problems;
  }

  private List<Path> missingFolders() {
    return Stream.of(dir.root(), dir.releases(), dir.slots(), dir.live(), dir.logs())
        .filter(f -> !Files.isDirectory(f))
        .toList();
  }

  private List<Path> logs() {
    try (Stream<Path> files = Files.list(dir.logs())) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<Command> nginxInstallation(NginxFacts seen, List<String> problems) {
    if (seen.installed() || !playbook.nginx().install()) {
      return List.of();
    }
    List<Command> commands = PackageManager.install("nginx", ownEnv, playbook.nginx().sudo());
    if (commands.isEmpty()) {
      problems.add("nginx.install: found none of apt-get, dnf, yum, apk, zypper, pacman");
    } else if (!root && !playbook.nginx().sudo()) {
      problems.add("nginx.install: installing nginx needs root, and we are not root");
    }
    return commands;
  }

  private interface Look<T> {
    T look() throws HostFailure, InterruptedException;
  }

  private static <T> CompletableFuture<T> side(Look<T> look) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return look.look();
          } catch (HostFailure | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static <T> T joined(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
