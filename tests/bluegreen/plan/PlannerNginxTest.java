package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.nginx.SiteFile;
import bluegreen.observe.NginxSetting;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A plan's work on nginx")
class PlannerNginxTest {
  private static final String START = "nginx -c /etc/nginx/nginx.conf";
  private static final String RELOAD = START + " -s reload";
  private static final Duration SOFT = new Sketch().playbook().nginx().soft();

  private static List<String> actions(World world) {
    return Told.actions(world.deploy("1"), StepName.NGINX);
  }

  private static String summary(World world) {
    return Told.step(world.deploy("1"), StepName.NGINX).summary();
  }

  @Test
  @DisplayName("is none where the site is as rendered and nginx runs")
  void nothing() {
    assertEquals(List.of(), actions(World.serving("1")));
    assertEquals("live switch in /etc/nginx/conf.d/shop.conf", summary(World.serving("1")));
  }

  @Test
  @DisplayName("is a start where it does not run, and no reload beside it")
  void notRunning() {
    World world = World.serving("1").with(w -> w.running = false);
    assertEquals(List.of(START), actions(world));
    assertEquals("started", summary(world));
    world.site = Optional.empty();
    assertEquals("write shop.conf", actions(world).get(actions(world).size() - 2));
    assertEquals("wrote /etc/nginx/conf.d/shop.conf, started", summary(world));
  }

  @Test
  @DisplayName("ends with a look at nginx where it was started or reloaded, and only there")
  void looks() {
    assertEquals(0, looks(World.serving("1")));
    assertEquals(1, looks(World.serving("1").with(w -> w.running = false)));
    assertEquals(1, looks(World.serving("1").with(w -> w.site = Optional.empty())));
  }

  private static long looks(World world) {
    List<Action> actions = Told.step(world.deploy("1"), StepName.NGINX).actions();
    boolean last =
        actions.isEmpty() || actions.get(actions.size() - 1) instanceof LookAction.AwaitNginx;
    assertTrue(last, actions::toString);
    return actions.stream().filter(a -> a instanceof LookAction.AwaitNginx).count();
  }

  @Test
  @DisplayName("asks visitors before a rule of the playbook's is loaded, and once it is")
  void visitors() {
    String before = "ask http://127.0.0.1/ as a visitor does";
    World world = World.serving("1").with(w -> w.playbook.location("try_files /away =503;"));
    List<String> asked = actions(world);
    assertEquals(before, asked.get(0));
    assertEquals(before + ", and compare", asked.get(asked.size() - 1));
    world.carryOut(world.deploy("1"));
    assertEquals(List.of(before), actions(world), "it may be for a time of work");
    World first = new World().with(w -> w.playbook.location("try_files /away =503;"));
    assertFalse(actions(first).contains(before), "nobody is served yet");
  }

  private static Duration soft(World world) {
    return world.deploy("1").steps().stream()
        .flatMap(step -> step.actions().stream())
        .flatMap(a -> a instanceof NginxAction.ReloadNginx r ? Stream.of(r.soft()) : Stream.empty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("tells clients of a reload: those of its site, be it renamed, and of other apps")
  void soft() {
    World first = new World();
    assertEquals(Duration.ZERO, soft(first), "nobody would heed it");
    assertEquals(SOFT, soft(first.with(w -> w.company = true)));
    World renamed = World.serving("1").with(w -> w.playbook.served("www.example.com"));
    assertEquals(SOFT, soft(renamed));
    // It was asked by a name that nginx does not know yet, and so has not answered.
    assertEquals(SOFT, soft(renamed.with(w -> w.loaded = Optional.empty())));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("takes away what a run has left that was killed before a reload, other apps' too")
  void left(boolean serving) {
    World world = serving ? World.serving("1") : new World();
    Path other = Path.of("/var/lib/bluegreen/store/live/closing");
    world.closing.addAll(List.of(World.DIR.closingMarker(), other));
    for (Path marker : List.copyOf(world.closing)) {
      Plan plan = world.deploy("1");
      assertTrue(Told.step(plan, StepName.NGINX).actions().contains(new FileAction.Remove(marker)));
    }
    assertTrue(
        Told.step(world.remove(true), StepName.PRUNE)
            .actions()
            .contains(new FileAction.Remove(other)));
  }

  @Test
  @DisplayName("begins with an installation where it is missing")
  void missing() {
    World world = new World();
    world.installed = false;
    world.playbook.installing();
    world.setting =
        NginxSetting.plain().installedBy(List.of(Command.of("apt-get", "install", "-y", "nginx")));
    world.running = false;
    world.conf = Optional.empty();
    assertEquals(
        List.of("run apt-get install -y nginx", "point green", "key", "write shop.conf", START),
        actions(world));
    assertEquals("installed, configured, started", summary(world));
  }

  @Test
  @DisplayName("tells of a site whose own line says more than a port can be as edited")
  void hugeNumber() {
    World world = World.serving("1");
    world.site = world.site.map(text -> text.replaceFirst(" blue=8081 ", " blue=99999999999 "));
    String said = Told.step(world.deploy("1"), StepName.NGINX).summary();
    assertTrue(said.contains("it had been edited, and is kept as"), said);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("renders a site anew that was edited by hand, traffic staying where it is")
  void edited(SwitchKind kind) {
    World world = new World();
    world.playbook.kind(kind);
    world.runs(GREEN, "1").pointed(GREEN);
    String rendered = world.site.orElseThrow();
    String edited = rendered.replace("proxy_connect_timeout 5s;", "proxy_connect_timeout 7s;");
    world.site = Optional.of(edited);
    String kept = World.DIR.kept() + "/shop.conf";
    assertEquals(
        List.of(
            "keep the edited " + world.playbook.file() + " as " + kept, "write shop.conf", RELOAD),
        actions(world));
    assertTrue(summary(world).endsWith("; it had been edited, and is kept as " + kept));
    NginxAction.WriteNginxFile write =
        (NginxAction.WriteNginxFile) Told.step(world.deploy("1"), StepName.NGINX).actions().get(1);
    assertEquals(Optional.of(edited), write.before(), "a dry run shows the difference");
    assertEquals(rendered, write.after());
    world.carryOut(world.deploy("1"));
    assertEquals(Optional.of(GREEN), world.answering());
    assertFalse(world.deploy("1").changes());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("ends, in the switch, in just the site that the next run expects")
  void switchWrites(SwitchKind kind) {
    World world = World.serving("1");
    world.playbook.kind(kind);
    world.pointed(BLUE).carryOut(world.deploy("2"));
    assertEquals(List.of(), Told.actions(world.deploy("2"), StepName.NGINX));
  }

  @Test
  @DisplayName("leaves the change of a reload switch to the switch itself")
  void reload() {
    World world = World.serving("1");
    world.playbook.kind(SwitchKind.RELOAD);
    Plan plan = world.pointed(BLUE).deploy("2");
    assertEquals(List.of(), Told.actions(plan, StepName.NGINX));
    Action.Switch change = (Action.Switch) Told.step(plan, StepName.SWITCH).actions().get(0);
    NginxAction.WriteNginxFile site = change.site().orElseThrow();
    assertEquals(world.site, site.before(), "what a failed run puts back");
    assertEquals(Optional.of(GREEN), active(site.after()));
  }

  @Test
  @DisplayName("needs no file for a live switch")
  void live() {
    Action.Switch change =
        (Action.Switch) Told.step(World.serving("1").deploy("2"), StepName.SWITCH).actions().get(0);
    assertEquals(Optional.empty(), change.site());
  }

  private static Optional<Slot> active(String site) {
    return SiteFile.read(site).orElseThrow().active();
  }

  @Nested
  @DisplayName("with an nginx of one's own")
  class Private {
    private final World world = new World();

    Private() {
      world.playbook.privateNginx();
      world.conf = Optional.empty();
      world.running = false;
    }

    @Test
    @DisplayName("writes its main configuration, untested as yet, then the site, and starts it")
    void created() {
      String nginx = "nginx -p /srv/shop/nginx -c /srv/shop/nginx/nginx.conf";
      assertEquals(
          List.of(
              "point green",
              "key",
              "create logs",
              "create temp",
              "write nginx.conf",
              "write site.conf",
              nginx),
          actions(world));
      List<Boolean> tested =
          Told.step(world.deploy("1"), StepName.NGINX).actions().stream()
              .filter(NginxAction.WriteNginxFile.class::isInstance)
              .map(a -> ((NginxAction.WriteNginxFile) a).tested())
              .toList();
      assertEquals(List.of(false, true), tested);
      assertEquals("wrote nginx/site.conf, started", summary(world));
    }

    @Test
    @DisplayName("is done once")
    void once() {
      world.carryOut(world.deploy("1"));
      assertFalse(world.deploy("1").changes());
    }

    @Test
    @DisplayName("renders it anew where it was written by us")
    void ours() {
      world.carryOut(world.deploy("1"));
      world.conf = Optional.of(world.conf.orElseThrow() + "# edited\n");
      assertEquals(
          List.of(
              "create logs",
              "create temp",
              "write nginx.conf",
              "nginx -p /srv/shop/nginx -c /srv/shop/nginx/nginx.conf -s reload"),
          actions(world));
    }

    @Test
    @DisplayName("is tested before workers end whose master was killed, and started at once then")
    void leftBehind() {
      String nginx = "nginx -p /srv/shop/nginx -c /srv/shop/nginx/nginx.conf";
      world.carryOut(world.deploy("1"));
      world.running = false;
      world.leftBehind = List.of(World.process(42, "nginx: worker process"));
      String end = "end the workers whose master is gone: pid 42, and at once run " + nginx;
      assertEquals(List.of("run " + nginx + " -t -q", end), described());
      world.conf = Optional.of(world.conf.orElseThrow() + "# edited\n");
      assertTrue(described().contains("run " + nginx + " -t -q"), "the file alone is not tested");
      world.site = world.site.map(site -> site + "# edited\n");
      assertFalse(described().contains("run " + nginx + " -t -q"), "its test is that of all");
      assertEquals(end, described().get(described().size() - 1));
    }

    private List<String> described() {
      return Told.step(world.deploy("1"), StepName.NGINX).actions().stream()
          .filter(a -> !(a instanceof LookAction))
          .map(Action::describe)
          .toList();
    }

    @Test
    @DisplayName("leaves a main configuration alone that is not of our making")
    void foreign() {
      world.conf = Optional.of("http { include site.conf; }");
      assertFalse(actions(world).contains("write nginx.conf"));
    }
  }
}
