package bluegreen.plan;

import bluegreen.playbook.Health;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.App;
import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Hooks;
import bluegreen.playbook.Playbook.Nginx;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.playbook.Playbook.Rollout;
import bluegreen.playbook.Playbook.RunnerKind;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Playbook.Target;
import bluegreen.playbook.Scope;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.playbook.Template;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A playbook, of which only that is said that a plan depends on. */
final class Sketch {
  private static final Path FOLDER = Path.of("/srv/shop");

  private SwitchKind kind = SwitchKind.LIVE;
  private boolean install;
  private boolean sudo;
  private Standby standby = Standby.KEEP;
  private boolean quietStart = true;
  private Duration bake = Duration.ZERO;
  private int keepReleases = 5;
  private Ports ports = new Ports(8081, 8082);
  private String settings = "a";
  private Hooks hooks = new Hooks(List.of(), List.of(), List.of(), List.of(), List.of());
  private Target target = new Site(Path.of("/etc/nginx/conf.d/shop.conf"));
  private Optional<Path> prefix = Optional.empty();
  private Optional<String> user = Optional.empty();
  private Optional<Path> workdir = Optional.empty();
  private List<String> remarks = List.of();
  private String name = "shop";
  private String served = "shop.example.com";
  private Optional<String> location = Optional.empty();

  /** Takes everything over from another one. */
  void like(Sketch other) {
    kind = other.kind;
    standby = other.standby;
    quietStart = other.quietStart;
    bake = other.bake;
    keepReleases = other.keepReleases;
    ports = other.ports;
    settings = other.settings;
    hooks = other.hooks;
    target = other.target;
    prefix = other.prefix;
    user = other.user;
    remarks = other.remarks;
    name = other.name;
    served = other.served;
    location = other.location;
  }

  Sketch kind(SwitchKind wanted) {
    kind = wanted;
    return this;
  }

  Sketch quietStart(boolean wanted) {
    quietStart = wanted;
    return this;
  }

  Sketch standby(Standby wanted) {
    standby = wanted;
    return this;
  }

  Sketch bake(Duration wanted) {
    bake = wanted;
    return this;
  }

  Sketch keepReleases(int most) {
    keepReleases = most;
    return this;
  }

  Sketch ports(int blue, int green) {
    ports = new Ports(blue, green);
    return this;
  }

  /** With other launch settings: as if an option or a variable of the app had been changed. */
  Sketch settings(String other) {
    settings = other;
    return this;
  }

  /** With a command as a hook at each of the five points, named as its point. */
  Sketch hooked() {
    hooks =
        new Hooks(
            List.of(task("prepare")),
            List.of(task("migrate"), smokeTest()),
            List.of(task("announce")),
            List.of(task("notify")),
            List.of(task("alarm")));
    return this;
  }

  /** With one task before the switch, under a condition. */
  Sketch hookedWhen(String condition) {
    Task plain = task("migrate");
    Task conditional =
        new Task(
            plain.name(),
            plain.work(),
            Optional.of(condition),
            plain.timeout(),
            plain.retries(),
            plain.delay(),
            plain.register(),
            plain.ignoreErrors(),
            plain.environment(),
            plain.creates(),
            plain.noLog());
    hooks = new Hooks(List.of(), List.of(conditional), List.of(), List.of(), List.of());
    return this;
  }

  /** With an nginx of its own in a folder of the playbook's. */
  Sketch privateNginx() {
    prefix = Optional.of(FOLDER.resolve("nginx"));
    target = new Site(FOLDER.resolve("nginx/site.conf"));
    return this;
  }

  /** With an nginx that is installed where there is none. */
  Sketch installing() {
    install = true;
    return this;
  }

  /** With an nginx that is worked on by sudo. */
  Sketch bySudo() {
    sudo = true;
    return this;
  }

  /** With a user of its own for the app. */
  Sketch user(String name) {
    user = Optional.of(name);
    return this;
  }

  /** With another name for its site. */
  Sketch served(String other) {
    served = other;
    return this;
  }

  /** With directives of its own. */
  Sketch location(String directives) {
    location = Optional.of(directives);
    return this;
  }

  /** With a working folder of its own. */
  Sketch workdir(Path folder) {
    workdir = Optional.of(folder);
    return this;
  }

  /** Of another name. */
  Sketch name(String other) {
    name = other;
    return this;
  }

  /** With something on the command line that has no effect. */
  Sketch remarks(String sentence) {
    remarks = List.of(sentence);
    return this;
  }

  SwitchKind kind() {
    return kind;
  }

  int port(Slot slot) {
    return ports.of(slot).port();
  }

  String settings() {
    return settings;
  }

  Path conf() {
    return prefix.map(p -> p.resolve("nginx.conf")).orElse(Path.of("/etc/nginx/nginx.conf"));
  }

  Path file() {
    return target.file();
  }

  private static Task task(String name) {
    return task(name, new Task.Run(List.of(new Template("./" + name))));
  }

  private static Task smokeTest() {
    Template url = new Template("http://127.0.0.1:{{ port }}/orders");
    return task(
        "smoke test",
        new Task.Uri(url, "GET", List.of(200), Map.of(), Optional.empty(), Optional.empty()));
  }

  private static Task task(String name, Task.Work work) {
    return new Task(
        name,
        work,
        Optional.empty(),
        Duration.ofMinutes(1),
        0,
        Duration.ZERO,
        Optional.empty(),
        false,
        Map.of(),
        Optional.empty(),
        false);
  }

  Playbook playbook() {
    return new Playbook(
        FOLDER.resolve("playbook.yml"),
        app(),
        ports,
        new Health(
            new Health.Url(
                new Template("http://127.0.0.1:{{ port }}/health"),
                200,
                Optional.empty(),
                Map.of()),
            Duration.ofSeconds(60),
            Duration.ofMillis(100),
            2),
        nginx(),
        new Rollout(Duration.ofSeconds(30), bake, Duration.ZERO, standby, quietStart),
        hooks,
        Scope.of(name, Map.of(), Map.of()),
        remarks);
  }

  private App app() {
    return new App(
        name,
        new Command(List.of(new Template("./serve")), Optional.of(FOLDER.resolve("dist"))),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        user,
        RunnerKind.PROCESS,
        World.DIR.root(),
        workdir,
        Duration.ofSeconds(30),
        keepReleases,
        Optional.empty(),
        Optional.empty());
  }

  private Nginx nginx() {
    return new Nginx(
        "nginx",
        conf(),
        prefix,
        install,
        sudo,
        target,
        List.of("80"),
        List.of(served),
        Optional.empty(),
        kind,
        Duration.ofSeconds(1),
        "http://127.0.0.1/",
        location);
  }
}
