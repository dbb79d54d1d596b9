package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.NginxFiles;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Templates;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where the playbook has changed the app's place, the plan")
class MovesTest {
  private static final Path OLD = Path.of("/etc/nginx/sites/shop.conf");

  /** With the site still in another file than the playbook's. */
  private static World moved() {
    World world = World.serving("1", "0");
    Layout now = Layout.of(world.playbook.playbook(), "root");
    world.recorded =
        Optional.of(
            new Layout(
                now.app(),
                now.dir(),
                OLD,
                now.ports(),
                now.behind(),
                now.include(),
                now.conf(),
                now.listen(),
                now.tlsListen(),
                now.names(),
                now.workdir(),
                now.playbook(),
                now.by()));
    world.former = Optional.of(OLD);
    return world;
  }

  private static String refusal(World world, String version) {
    Plan plan = world.deploy(version);
    assertTrue(!plan.applicable());
    return Told.step(plan, StepName.PREFLIGHT).summary();
  }

  @Test
  @DisplayName("renames the site file and reloads once, and has nothing to do after that")
  void site() {
    World world = moved();
    Plan plan = world.deploy("1");
    assertEquals(
        List.of(
            "rename /etc/nginx/sites/shop.conf to /etc/nginx/conf.d/shop.conf",
            "nginx -c /etc/nginx/nginx.conf -s reload",
            "enter shop"),
        Told.actions(plan, StepName.NGINX));
    world.carryOut(plan);
    assertEquals(List.of(), Told.changed(world.deploy("1")));
  }

  @Test
  @DisplayName("takes the file away where it is when the app is removed")
  void removal() {
    Plan plan = moved().remove(true);
    List<Action> nginx = Told.step(plan, StepName.NGINX).actions();
    assertEquals(OLD, ((NginxAction.RemoveNginxFile) nginx.get(0)).file());
  }

  @Test
  @DisplayName("refuses another site's playbook in the same folder, for a removal, too")
  void another() {
    World world = moved().with(w -> w.playbook.ports(9081, 9082));
    assertTrue(refusal(world, "1").contains("belongs to the site " + OLD));
    assertTrue(!world.remove(true).applicable());
  }

  @Test
  @DisplayName("goes on with other ports alone: the old version keeps its own until the new serves")
  void ports() {
    World world = World.serving("1");
    world.recorded = Optional.of(Layout.of(world.playbook.playbook(), "root"));
    world.playbook.ports(9081, 9082);
    Plan plan = world.deploy("2");
    String site =
        new NginxFiles(world.playbook.playbook(), World.DIR, new Templates())
            .target(BLUE, Map.of(BLUE, Endpoint.here(8081), BLUE.other(), Endpoint.here(9082)));
    assertTrue(
        plan.steps().stream()
            .flatMap(s -> s.actions().stream())
            .anyMatch(a -> a instanceof NginxAction.WriteNginxFile w && w.after().equals(site)));
    world.carryOut(plan, a -> assertTrue(world.answering().isPresent(), a.describe()));
    assertEquals(List.of(), Told.changed(world.deploy("2")));
  }

  @Test
  @DisplayName("writes down by whom and with which copy, unless it changes nothing else")
  void copy() {
    World world = World.serving("1", "2");
    world.recorded = Optional.of(Layout.of(world.playbook.playbook(), "somebody"));
    assertEquals(List.of(), Told.changed(world.deploy("1")));
    Plan plan = world.deploy("2");
    assertEquals(List.of("enter shop"), Told.actions(plan, StepName.RELEASE));
    world.carryOut(plan, a -> {});
    assertEquals("root", world.recorded.orElseThrow().by());
  }
}
