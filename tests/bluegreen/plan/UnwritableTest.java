package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A plan that would write where nobody can")
class UnwritableTest {
  private static final Path SITES = Path.of("/etc/nginx/conf.d");

  private static List<Step> refused(World world, Path place, Plan plan) {
    return new Unwritable(world.playbook.playbook(), List.of(place), List.of())
        .refused(plan.steps());
  }

  private static String refusal(List<Step> steps) {
    assertEquals(1, steps.size(), steps::toString);
    assertEquals(Status.FAILED, steps.get(0).expected());
    return steps.get(0).summary();
  }

  @Test
  @DisplayName("is refused where it writes, tries, renames or removes a site, and says why")
  void site() {
    World first = new World();
    World changed = World.serving("1").with(w -> w.playbook.served("www.example.com"));
    World renamed = World.serving("1").with(w -> w.former = w.site.map(s -> SITES.resolve("a")));
    World serving = World.serving("1");
    for (List<Step> steps :
        List.of(
            refused(first, SITES, first.deploy("1")),
            refused(changed, SITES, changed.deploy("1")),
            refused(renamed, SITES, renamed.deploy("1")),
            refused(serving, SITES, serving.remove(true)))) {
      String said = refusal(steps);
      assertTrue(said.contains("/etc/nginx/conf.d is one that nobody can write to now"), said);
    }
  }

  @Test
  @DisplayName("is refused where it would put another file in the place of one that is mounted")
  void mounted() {
    World world = World.serving("1");
    Path site = SITES.resolve("shop.conf");
    Unwritable unwritable = new Unwritable(world.playbook.playbook(), List.of(), List.of(site));
    String said = refusal(unwritable.refused(world.remove(true).steps()));
    assertTrue(said.startsWith(site + " is to be changed, but it is mounted by itself"), said);
    Plan plan = world.deploy("2");
    assertEquals(plan.steps(), unwritable.refused(plan.steps()), "its marker is no such file");
  }

  @Test
  @DisplayName("is carried out where that is not needed")
  void unneeded() {
    World world = World.serving("1");
    Plan plan = world.deploy("2");
    assertEquals(plan.steps(), refused(world, SITES, plan));
  }

  @Test
  @DisplayName("is refused in any case where it is the app's folder, which has the lock")
  void folder() {
    World world = World.serving("1");
    Path dir = world.playbook.playbook().app().dir();
    String said = refusal(refused(world, dir, world.deploy("1")));
    assertTrue(said.startsWith("app.dir: " + dir + " is a folder that nobody can write"), said);
  }
}
