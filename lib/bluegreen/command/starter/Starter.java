package bluegreen.command.starter;

import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.nginx.SiteFile;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.playbook.FreePort;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.state.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at a project and at this machine, and makes a playbook of what it finds. */
public final class Starter {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Pattern PORT = Pattern.compile("(?<![0-9.])([1-9]\\d{3,4})(?![0-9])");

  /** Directives in which a number is a port. */
  private static final Set<String> NAMING =
      Set.of("listen", "proxy_pass", "server", "set", "fastcgi_pass", "uwsgi_pass", "grpc_pass");

  private final List<Layout> deployed;
  private final Processes processes;
  private final Http http;
  private final Map<Integer, Optional<Processes.Listener>> listeners = new HashMap<>();

  /**
   * What looks at processes and asks the running app.
   *
   * @param deployed the apps of ours on this machine
   */
  public Starter(List<Layout> deployed, Processes processes, Http http) {
    this.deployed = deployed;
    this.processes = processes;
    this.http = http;
  }

  /**
   * A playbook, and what there is to say of it.
   *
   * @param text the playbook
   * @param found what was found, by a word for what it is about
   * @param undecided what a person has to look at, a sentence each
   * @param confidential whether it holds what looks like a secret
   */
  public record Result(
      String text, Map<String, String> found, List<String> undecided, boolean confidential) {}

  /** For what is in a folder. */
  public Result of(Path folder) throws InterruptedException {
    Project project = Project.at(folder);
    FrontDoor door = FrontDoor.find(processes);
    List<Served> all =
        door
            .configuration()
            .map(c -> Served.all(c, ThisHost::isOwn, this::listener, processes))
            .orElse(List.of())
            .stream()
            .filter(s -> !isOurs(s))
            .toList();
    List<Served> likely = Served.likeliest(all, project);
    Optional<Served> served = likely.stream().filter(s -> likely.size() == 1).findFirst();
    Optional<RunningApp> runs = served.flatMap(Served::app);
    Optional<Path> jar = AppPart.jar(project, runs);
    JarContents contents = jar.map(JarContents::of).orElse(JarContents.none());

    Set<Integer> taken = taken(door.configuration());
    Ports ports =
        served
            .map(s -> SlotPorts.beside(s.port(), p -> isFree(p, taken), p -> isKin(p, jar)))
            .orElseGet(() -> SlotPorts.free(p -> isFree(p, taken)));
    taken.addAll(ports.here());
    Settings settings =
        Settings.of(
            runs.map(RunningApp::argv).orElse(List.of()),
            runs.map(RunningApp::env).orElse(Map.of()),
            contents);
    Optional<Integer> management =
        settings
            .port("management.server.port", "management.port")
            .filter(p -> served.isEmpty() || served.get().port() != p);
    SlotWords words =
        words(ports, served, runs, management, taken)
            .learn(
                runs.map(Profiles::active).orElse(List.of()),
                Profiles.of(contents, jar, versions(served, ports, jar)));
    HealthGuess health =
        HealthGuess.of(
            contents, settings, runs.flatMap(r -> served).map(Served::port), words, this::status);
    AppPart app =
        AppPart.of(
            project, jar, runs, words, health.env(), management.filter(p -> isInFile(p, runs)));
    NginxPart nginx =
        NginxPart.of(
            door, likely, AppPart.name(project, jar), FreePort.beside(taken), ThisHost.hasIpv6());
    List<String> also = new ArrayList<>(namesakes(AppPart.name(project, jar)));
    also.addAll(neighbours(all, door));
    also.addAll(nginx.undecided());
    also.addAll(words.undecided());
    return result(served, ports, app, health, nginx, words.told(), also);
  }

  /** The running app, and its other version where that runs on the other port. */
  private List<RunningApp> versions(Optional<Served> served, Ports ports, Optional<Path> jar) {
    List<RunningApp> versions = new ArrayList<>(served.flatMap(Served::app).stream().toList());
    Stream.of(ports.blue().port(), ports.green().port())
        .filter(port -> served.filter(s -> s.port() != port).isPresent() && isKin(port, jar))
        .flatMap(port -> listener(port).flatMap(Processes.Listener::process).stream())
        .forEach(process -> versions.add(RunningApp.of(process, processes)));
    return versions;
  }

  /** Whether a block that a deployment has written passes to it, which nobody is to edit. */
  private static boolean isOurs(Served served) {
    try {
      return SiteFile.read(Files.readString(served.main().directive().file())).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** The apps of ours that have that name already. */
  private List<String> namesakes(String name) {
    return deployed.stream()
        .filter(layout -> layout.app().equals(name))
        .map(
            layout ->
                "app.name: "
                    + layout.describe()
                    + " is on this machine already; go on with its playbook, or give this app"
                    + " another name")
        .toList();
  }

  /** What else is in the way of visitors. */
  private List<String> neighbours(List<Served> all, FrontDoor door) {
    List<String> seen = new ArrayList<>();
    for (Served each : all) {
      if (each.isNginx()) {
        seen.add(
            "nginx: "
                + each.main().directive().place()
                + " passes to an nginx ("
                + each.describe()
                + "); if this app is behind it, it has a playbook");
      }
    }
    listener(80)
        .filter(l -> l.process().filter(p -> p.command().startsWith("nginx")).isEmpty())
        .filter(l -> door.configuration().isEmpty() || l.process().isPresent())
        .ifPresent(l -> seen.add("nginx: port 80 is held by " + l.describe()));
    return seen;
  }

  private static Result result(
      Optional<Served> served,
      Ports ports,
      AppPart app,
      HealthGuess health,
      NginxPart nginx,
      Optional<String> profiles,
      List<String> also) {
    List<String> lines = new ArrayList<>();
    lines.add("# A playbook for deploy.java; all the keys are in its docs/playbook.md.");
    lines.addAll(app.lines());
    lines.add("");
    lines.add("ports: { blue: " + ports.blue().text() + ", green: " + ports.green().text() + " }");
    lines.add("");
    lines.add("health:");
    lines.addAll(health.lines());
    lines.add("  timeout: 60s");
    lines.add("");
    lines.add("nginx:");
    lines.addAll(nginx.lines());
    lines.add("");
    lines.add("rollout:");
    lines.add("  drain: 30s");
    lines.add("  standby: keep   # stop: on a server with little memory");
    Map<String, String> found = new LinkedHashMap<>();
    found.put("app", app.told());
    served.ifPresent(s -> found.put("now", now(s)));
    profiles.ifPresent(p -> found.put("profiles", p));
    found.put("nginx", nginx.told());
    found.put("health", health.told());
    List<String> undecided = new ArrayList<>(app.undecided());
    health.undecided().ifPresent(undecided::add);
    undecided.addAll(also);
    return new Result(String.join("\n", lines) + "\n", found, undecided, app.confidential());
  }

  private static String now(Served served) {
    return served.listener().isPresent()
        ? served.describe() + " serves; it stays until you say --take-over"
        : "nginx passes to " + served.describe();
  }

  private Optional<Processes.Listener> listener(int port) {
    return listeners.computeIfAbsent(
        port, p -> processes.listeners(p, Optional.empty()).stream().findFirst());
  }

  /** Whether nobody listens on a port, and nginx and other apps of ours do not name it. */
  private boolean isFree(int port, Set<Integer> taken) {
    return !taken.contains(port) && FreePort.isFree(port) && listener(port).isEmpty();
  }

  /** Whether a port is that of another process of the same app. */
  private boolean isKin(int port, Optional<Path> jar) {
    return listener(port)
        .flatMap(Processes.Listener::process)
        .flatMap(p -> RunningApp.of(p, processes).jar())
        .filter(j -> jar.filter(own -> Project.base(own).equals(Project.base(j))).isPresent())
        .isPresent();
  }

  private Set<Integer> taken(Optional<Configuration> configuration) {
    Set<Integer> taken = new HashSet<>();
    configuration.stream()
        .flatMap(c -> c.directives().stream())
        .flatMap(Directive::tree)
        .filter(d -> d.body().isEmpty() && NAMING.contains(d.name()))
        .flatMap(d -> d.args().stream())
        .forEach(word -> taken.addAll(numbers(word)));
    for (Layout app : deployed) {
      app.ports().ifPresent(ports -> taken.addAll(ports.here()));
      app.behind().ifPresent(taken::add);
    }
    return taken;
  }

  private static List<Integer> numbers(String word) {
    return PORT.matcher(word).results().map(MatchResult::group).map(Integer::valueOf).toList();
  }

  /** The further ports of the app, in its words or fixed by a file, get a second one each. */
  private SlotWords words(
      Ports ports,
      Optional<Served> served,
      Optional<RunningApp> runs,
      Optional<Integer> management,
      Set<Integer> taken) {
    int port = served.map(Served::port).orElse(ports.blue().port());
    Set<Integer> own = new HashSet<>(management.stream().toList());
    for (RunningApp app : runs.stream().toList()) {
      Stream.concat(app.argv().stream(), app.telling().values().stream())
          .flatMap(word -> numbers(word).stream())
          .filter(n -> n != port && isHeldBy(n, app))
          .forEach(own::add);
    }
    Map<Integer, Integer> further = new LinkedHashMap<>();
    Set<Integer> spoken = new HashSet<>(taken);
    spoken.addAll(own);
    for (int each : own) {
      int other = each + 1;
      while (!isFree(other, spoken)) {
        other++;
      }
      spoken.add(other);
      further.put(each, other);
    }
    return new SlotWords(ports, port, further);
  }

  private boolean isHeldBy(int port, RunningApp app) {
    return listener(port)
        .flatMap(Processes.Listener::process)
        .filter(p -> p.pid() == app.pid())
        .isPresent();
  }

  private static boolean isInFile(int port, Optional<RunningApp> runs) {
    return runs.stream()
        .flatMap(r -> Stream.concat(r.argv().stream(), r.telling().values().stream()))
        .noneMatch(word -> numbers(word).contains(port));
  }

  private Optional<Integer> status(int port, String path) throws InterruptedException {
    Http.Answer answer =
        http.send(Http.Request.get("http://127.0.0.1:" + port + path, PATIENCE).headersOnly());
    return answer.came() ? Optional.of(answer.status()) : Optional.empty();
  }
}
