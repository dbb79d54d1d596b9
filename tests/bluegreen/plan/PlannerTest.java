package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.observe.Circumstances;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.state.ClassArchive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A plan")
class PlannerTest {

  @Nested
  @DisplayName("of the first deployment")
  class First {
    private final World world =
        new World().with(w -> w.folders.addAll(List.of(World.DIR.root(), World.DIR.live())));

    @Test
    @DisplayName("starts blue, and lets nginx reach it only once it is healthy")
    void actions() {
      assertEquals(
          List.of(
              "create shop",
              "create live",
              "enter shop",
              "store 1",
              "point green",
              "key",
              "try shop.conf",
              "start 1 on blue :8081",
              "await blue :8081",
              "point blue",
              "write shop.conf",
              "nginx -c /etc/nginx/nginx.conf -s reload",
              "switch nothing -> blue :8081",
              "verify blue :8081"),
          Told.actions(world.deploy("1")));
    }

    @Test
    @DisplayName("says what it found and what it leads to")
    void head() {
      Plan plan = world.deploy("1");
      assertEquals(Optional.empty(), plan.active());
      assertEquals("", plan.activeVersion());
      assertEquals(Optional.empty(), plan.activeEndpoint());
      assertEquals(BLUE, plan.target());
      assertEquals(Endpoint.here(8081), plan.endpoint());
      assertEquals("stored dist (23.7 MB)", Told.step(plan, StepName.RELEASE).summary());
      assertEquals(
          "/etc/nginx/conf.d/shop.conf is loaded when the new version is healthy",
          Told.step(plan, StepName.NGINX).summary());
    }

    @Test
    @DisplayName("is followed by one that changes nothing")
    void thenNothing() {
      world.carryOut(world.deploy("1"));
      assertEquals(Optional.of(BLUE), world.answering());
      assertEquals(List.of(), Told.changed(world.deploy("1")));
    }
  }

  @Nested
  @DisplayName("where all is as wanted")
  class NoOp {
    @Test
    @DisplayName("changes nothing, names every step, and still asks through nginx")
    void nothing() {
      Plan plan = World.serving("1").deploy("1");
      assertFalse(plan.changes());
      assertTrue(plan.applicable());
      assertEquals(List.of("verify blue :8081"), Told.actions(plan));
      assertEquals(
          List.of(
              "preflight",
              "release",
              "nginx",
              "stop-idle",
              "start",
              "health",
              "switch",
              "verify",
              "drain",
              "stop-old",
              "prune"),
          plan.steps().stream().map(Step::title).toList());
      assertEquals("blue is active", Told.step(plan, StepName.SWITCH).summary());
      assertEquals("blue :8081 runs already, pid 4711", Told.step(plan, StepName.START).summary());
    }

    @Test
    @DisplayName("runs no hook")
    void hooks() {
      World world = World.serving("1");
      world.playbook.hooked();
      assertEquals(List.of("verify blue :8081"), Told.actions(world.deploy("1")));
    }

    @Test
    @DisplayName("leaves the standby alone")
    void standby() {
      assertFalse(World.serving("2", "1").deploy("2").changes());
    }

    @Test
    @DisplayName("still clears away what a killed run left in the idle slot")
    void leftBehind() {
      World world = World.serving("2").runs(GREEN, "3");
      assertEquals(List.of("stop-idle", "prune"), changedWithoutRelease(world, "3"));
      world.at(GREEN).stop();
      world.at(GREEN).strays = true;
      assertEquals(List.of("stop green"), Told.actions(world.deploy("2"), StepName.STOP_IDLE));
    }

    private List<String> changedWithoutRelease(World world, String version) {
      world.playbook.keepReleases(1);
      Plan plan = world.deploy("2");
      assertTrue(
          Told.actions(plan, StepName.PRUNE).contains("remove " + World.release(version).id()));
      return Told.changed(plan);
    }

    @Test
    @DisplayName("stops the standby where the playbook has none any more")
    void noStandbyAnyMore() {
      World world = World.serving("2", "1");
      world.playbook.standby(Standby.STOP);
      assertEquals(List.of("stop-old"), Told.changed(world.deploy("2")));
      world.carryOut(world.deploy("2"));
      assertFalse(world.deploy("2").changes());
    }
  }

  @Nested
  @DisplayName("of a new version")
  class NewVersion {
    @Test
    @DisplayName("starts it in the idle slot, switches, and keeps the old one as standby")
    void standby() {
      assertEquals(
          List.of(
              "store 2",
              "start 2 on green :8082",
              "await green :8082",
              "switch blue -> green :8082",
              "verify green :8082",
              "drain blue :8081"),
          Told.actions(World.serving("1").deploy("2")));
    }

    @ParameterizedTest(name = "serves: {0}, may: {1}, wanted: {2}")
    @CsvSource({
      "true, true, true, true",
      "true, false, true, false",
      "false, true, true, false",
      "true, true, false, false"
    })
    @DisplayName("is started quietly where one serves, we may, and the playbook has it so")
    void quietly(boolean serves, boolean may, boolean wanted, boolean quiet) {
      World world = serves ? World.serving("1") : new World();
      world.playbook.quietStart(wanted);
      Circumstances unseen = Circumstances.unseen();
      world.circumstances =
          new Circumstances(
              unseen.available(),
              unseen.used(),
              unseen.lent(),
              unseen.outgoing(),
              unseen.lost(),
              unseen.listens(),
              may);
      String start = Told.step(world.deploy("2"), StepName.START).actions().get(0).describe();
      assertEquals(quiet, start.endsWith("that others leave until it is healthy"), start);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("is started with an archive of its classes, which is made where there is none")
    void archive(boolean ready) {
      World world = World.serving("1");
      Path jar = Path.of("/a/shop.jar");
      world.archive =
          Optional.of(new ClassArchive(Path.of("/a"), jar, Path.of("/a/17.jsa"), false, ready));
      List<Action> actions = Told.step(world.deploy("2"), StepName.START).actions();
      assertEquals(ready ? 1 : 2, actions.size());
      assertEquals(!ready, actions.get(0) instanceof SlotAction.MakeArchive);
    }

    @Test
    @DisplayName("stops the old standby before it takes its slot")
    void replacesStandby() {
      Plan plan = World.serving("2", "1").deploy("3");
      assertEquals(List.of("release", "stop-idle", "start", "switch"), Told.changed(plan));
      assertEquals("stopped 1, pid 4712 on green", Told.step(plan, StepName.STOP_IDLE).summary());
      assertEquals("kept 2 on blue :8081 as standby", Told.step(plan, StepName.STOP_OLD).summary());
    }

    @Test
    @DisplayName("stops the old version after the drain where the playbook has no standby")
    void stop() {
      World world = World.serving("1");
      world.playbook.standby(Standby.STOP);
      List<String> actions = Told.actions(world.deploy("2"));
      assertEquals(List.of("drain blue :8081", "stop blue"), actions.subList(5, actions.size()));
    }

    @Test
    @DisplayName("watches it after the switch, before the old version is stopped, and says so")
    void watched() {
      World world = World.serving("1");
      world.playbook.standby(Standby.STOP).bake(Duration.ofSeconds(5));
      Plan plan = world.deploy("2");
      List<String> actions = Told.actions(plan);
      assertEquals(
          List.of(
              "drain blue :8081",
              "watch green :8082 until 5.0s after the switch, and switch back if it fails",
              "stop blue"),
          actions.subList(5, actions.size()));
      assertEquals(Status.OK, Told.step(plan, StepName.DRAIN).expected());
    }

    @Test
    @DisplayName("names the version that serves until then")
    void head() {
      Plan plan = World.serving("1").deploy("2");
      assertEquals(Optional.of(BLUE), plan.active());
      assertEquals(Optional.of(Endpoint.here(8081)), plan.activeEndpoint());
      assertEquals("1", plan.activeVersion());
      assertEquals(GREEN, plan.target());
      assertEquals(Endpoint.here(8082), plan.endpoint());
    }

    @Test
    @DisplayName("does not store a release again that is stored")
    void stored() {
      World world = World.serving("1").with(w -> w.store(World.release("2")));
      assertEquals(List.of("start", "switch"), Told.changed(world.deploy("2")));
    }

    @Test
    @DisplayName("runs the hooks where they belong, each for the slot that is deployed to")
    void hooks() {
      World world = World.serving("1");
      world.playbook.hooked();
      Plan plan = world.deploy("2");
      assertEquals(
          List.of(
              "store 2",
              "task prepare on green :8082",
              "start 2 on green :8082",
              "await green :8082",
              "task migrate on green :8082",
              "task smoke test on green :8082",
              "await green :8082",
              "switch blue -> green :8082",
              "verify green :8082",
              "task announce on green :8082",
              "drain blue :8081",
              "task notify on green :8082"),
          Told.actions(plan));
      assertEquals(
          List.of(
              "release",
              "before_start: prepare",
              "start",
              "before_switch: migrate",
              "switch",
              "after_switch: announce",
              "on_success: notify"),
          Told.changed(plan),
          "a request changes nothing, a command may");
    }
  }

  @Nested
  @DisplayName("with a task under a condition")
  class Conditional {
    private Step task(String condition) {
      World world = World.serving("1");
      world.playbook.hookedWhen(condition);
      return Told.step(world.deploy("2"), StepName.BEFORE_SWITCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slot == 'blue'", "port == 8081", "version == '1'", "false"})
    @DisplayName("skips it where that is false already")
    void ruledOut(String condition) {
      assertEquals(Status.SKIPPED, task(condition).expected());
      assertEquals(List.of(), task(condition).actions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"slot == 'green'", "port == 8082", "true", "earlier.rc == 1"})
    @DisplayName("runs it where that is true, or not to be told before earlier tasks have run")
    void runs(String condition) {
      assertEquals(Status.CHANGED, task(condition).expected());
      assertEquals(1, task(condition).actions().size());
    }
  }

  @Nested
  @DisplayName("where something speaks against it")
  class Problems {
    @Test
    @DisplayName("consists of the preflight, which says all of it, and cannot be carried out")
    void problems() {
      World world = World.serving("1");
      world.problems.addAll(List.of("no jar", "no nginx"));
      Plan plan = world.deploy("2");
      assertFalse(plan.applicable());
      assertFalse(plan.changes());
      assertEquals(1, plan.steps().size());
      Step preflight = Told.step(plan, StepName.PREFLIGHT);
      assertEquals(Status.FAILED, preflight.expected());
      assertEquals("no jar\nno nginx", preflight.summary());
      assertEquals(List.of(), preflight.actions());
    }
  }
}
