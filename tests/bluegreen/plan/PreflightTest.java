package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.host.Processes;
import bluegreen.host.Reach.Shut;
import bluegreen.nginx.Approach;
import bluegreen.nginx.FirstContact;
import bluegreen.nginx.Masters.Master;
import bluegreen.nginx.conf.Configuration;
import bluegreen.observe.NginxSetting;
import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Before a deployment, of nginx")
class PreflightTest {
  private static final List<Command> APT = List.of(Command.of("apt-get", "install", "nginx"));
  private static final Shut SHUT = new Shut(Path.of("/opt/x"), "chmod g+x /opt/x");

  private Optional<Path> closed = Optional.empty();
  private Optional<String> tenant = Optional.empty();
  private Optional<String> lacking = Optional.empty();
  private Optional<Master> rival = Optional.empty();
  private Optional<Shut> barred = Optional.empty();
  private Optional<String> foreground = Optional.empty();
  private Optional<FirstContact> contact = Optional.empty();
  private boolean sudo = true;
  private boolean begun = true;

  private NginxSetting setting() {
    return new NginxSetting(
        "ann",
        sudo,
        closed,
        tenant,
        false,
        begun,
        List.of(),
        lacking,
        contact,
        Approach.unknown(),
        rival,
        barred,
        foreground);
  }

  private static List<String> problems(World world) {
    return new Preflight(
            Goal.DEPLOY, world.playbook.playbook(), world.facts(Optional.of(World.release("2"))))
        .problems();
  }

  private static Arguments row(String told, Consumer<PreflightTest> seen, Consumer<World> world) {
    return Arguments.of(told, seen, world);
  }

  static Stream<Arguments> table() {
    return Stream.of(
        row(
            "nginx.become: there is no program 'sudo' on this machine",
            t -> t.sudo = false,
            w -> w.playbook.bySudo()),
        row(
            "nginx refuses its present configuration; mend it first:\n[emerg] no",
            t -> {},
            w -> w.refused = Optional.of("[emerg] no")),
        row(
            "nginx is root's, and ann may neither test nor reload it",
            t -> {},
            w -> {
              w.root = false;
              w.refused = Optional.of("open() failed (13: Permission denied)");
            }),
        row(
            "nginx refuses its present configuration; mend it first:\nopen() failed (13:",
            t -> {},
            w -> w.refused = Optional.of("open() failed (13: Permission denied)")),
        row(
            "nginx.site: ann may not write to /etc/nginx; run this as root",
            t -> t.closed = Optional.of(Path.of("/etc/nginx")),
            w -> {}),
        row(
            "nginx.conf: there is no file /etc/nginx/nginx.conf",
            t -> {},
            w -> w.conf = Optional.empty()),
        row(
            "nginx.prefix: the nginx in /srv/shop/nginx serves store, and would serve this app"
                + " instead",
            t -> t.tenant = Optional.of("store"),
            w -> w.playbook.privateNginx()),
        row(
            "exists and was not written for this app; move it away, or choose another file",
            t -> t.begun = false,
            w -> w.site = Optional.of("server {}")),
        row(
            "nginx.conf: nginx runs with /opt/nginx.conf (pid 77), not with /etc/nginx/nginx.conf",
            t -> t.rival = Optional.of(master()),
            w -> w.running = false),
        row(
            "(/etc/nginx/nginx.conf:1: daemon off;), such as a supervisor; have it started",
            t -> t.foreground = Optional.of("/etc/nginx/nginx.conf:1"),
            w -> w.running = false),
        row(
            "app.dir: nginx's workers may not look into /opt/x, and would not see which slot is"
                + " active: chmod g+x /opt/x, or",
            t -> t.barred = Optional.of(SHUT),
            w -> w.running = false),
        row(
            "nginx.location: `return 503;` answers every visitor with 503, and nobody reaches the"
                + " app; take it out, or put it under a condition",
            t -> {},
            w -> w.playbook.location("return 503;")),
        row("there is no program 'nginx'; install", t -> {}, w -> w.installed = false),
        row(
            "nginx.install: found none of apt-get, dnf",
            t -> {},
            w -> {
              w.installed = false;
              w.playbook.installing();
            }),
        row("sudoers: no", t -> t.lacking = Optional.of("sudoers: no"), w -> {}));
  }

  private static Master master() {
    return new Master(
        new Processes.Info(new Processes.Id(77, 1), 1, "S", "nginx: master process nginx", "root"),
        Path.of("/opt/nginx.conf"));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("one thing that is in the way is told in one sentence")
  @MethodSource("table")
  void told(String told, Consumer<PreflightTest> seen, Consumer<World> change) {
    World world = World.serving("1").with(change);
    seen.accept(this);
    world.setting = setting();
    List<String> problems = problems(world);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).contains(told), problems::toString);
  }

  @Test
  @DisplayName("nothing is told where nothing is in the way")
  void nothing() {
    assertEquals(List.of(), problems(World.serving("1")));
    barred = Optional.of(SHUT);
    World answering = World.serving("1");
    answering.setting = setting();
    assertEquals(List.of(), problems(answering), "it answers, and so has looked into it");
    barred = Optional.empty();
    World missing = new World().with(w -> w.installed = false);
    missing.playbook.installing();
    missing.setting = setting().installedBy(APT);
    assertEquals(List.of(), problems(missing));
    missing.root = false;
    assertTrue(problems(missing).get(0).startsWith("nginx.install: installing nginx needs root"));
  }

  private static FirstContact beside(String listen) {
    String text =
        """
        # configuration file /etc/nginx/nginx.conf:
        http {
          server { %s }
          include /etc/nginx/conf.d/*.conf;
        }

        """
            .formatted(listen);
    return new FirstContact(
        Configuration.ofDump(text).orElseThrow(),
        Path.of("/etc/nginx/conf.d/shop.conf"),
        Optional.empty(),
        "# bluegreen: app=shop switch=live active=marker blue=8081 green=8082\n"
            + "server { listen 80; server_name shop.kr; }\n",
        List.of("shop.kr"),
        block -> false);
  }

  @ParameterizedTest
  @CsvSource({
    "listen 8081;, 8081 (blue)",
    "listen 127.0.0.1:8082;, 8082 (green)",
    "listen [::]:8081 ipv6only=off;, 8081 (blue)",
    "listen 8080-8081;, 8081 (blue)"
  })
  @DisplayName("a slot's port that another block has is told with its file and line")
  void port(String listen, String port) {
    contact = Optional.of(beside(listen));
    World world = new World().with(w -> w.running = false);
    world.setting = setting();
    assertEquals(
        List.of(
            "port %s is taken by nginx as soon as it has read /etc/nginx/nginx.conf:2 (`%s`); give ports.%s another port, or that block"
                .formatted(port, listen, port.replaceAll(".*\\(|\\)", ""))),
        problems(world));
  }

  @ParameterizedTest
  @ValueSource(strings = {"listen 80;", "listen 10.0.0.5:8081;", "listen [::]:8081;"})
  @DisplayName("a port is nobody's where the app may well listen beside it")
  void portBeside(String listen) {
    contact = Optional.of(beside(listen));
    World world = new World().with(w -> w.running = false);
    world.setting = setting();
    assertEquals(List.of(), problems(world));
  }

  @Test
  @DisplayName("what sudo lacks is told when all else is well")
  void lacking() {
    World world = World.serving("1").with(w -> w.refused = Optional.of("[emerg] no"));
    lacking = Optional.of("sudoers: no");
    world.setting = setting();
    assertEquals(
        List.of("nginx refuses its present configuration; mend it first:\n[emerg] no"),
        problems(world));
    barred = Optional.of(SHUT);
    World closed = World.serving("1").with(w -> w.running = false);
    closed.setting = setting();
    assertEquals("sudoers: no", problems(closed).get(0), "which is no trial and error then");
    assertEquals(2, problems(closed).size());
  }

  @Test
  @DisplayName("nothing matters on the way back to a standby by one marker")
  void back() {
    World world = World.serving("2", "1").with(w -> w.refused = Optional.of("[emerg] no"));
    world.playbook.location("deny all;");
    assertEquals(2, problems(world).size());
    assertTrue(world.rollback("1").applicable());
    world.at(Slot.GREEN).healthy = false;
    assertFalse(world.rollback("1").applicable());
  }

  @Test
  @DisplayName("is that nobody could tell how to start what serves already")
  void noLaunch() {
    World world = World.serving("1");
    world.launchable = false;
    world.problems.add("app.env_file: s.env cannot be read");
    assertEquals(
        "app.env_file: s.env cannot be read",
        Told.step(world.deploy("1"), StepName.PREFLIGHT).summary());
  }
}
