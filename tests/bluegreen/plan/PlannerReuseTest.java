package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A plan")
class PlannerReuseTest {

  @Nested
  @DisplayName("of the same release")
  class SameRelease {
    @Test
    @DisplayName("with other launch settings deploys it like a new version")
    void settings() {
      World world = World.serving("1");
      world.playbook.settings("b");
      Plan plan = world.deploy("1");
      assertEquals(List.of("start", "switch"), Told.changed(plan));
      assertEquals(List.of("start 1 on green :8082"), Told.actions(plan, StepName.START));
    }

    @Test
    @DisplayName("that the standby runs switches to it without a start")
    void onStandby() {
      Plan plan = World.serving("2", "1").deploy("1");
      assertEquals(
          List.of(
              "await green :8082",
              "switch blue -> green :8082",
              "verify green :8082",
              "drain blue :8081"),
          Told.actions(plan));
    }

    @Test
    @DisplayName("that the standby runs with other settings starts it anew")
    void onStandbyWithOtherSettings() {
      World world = World.serving("2", "1");
      world.playbook.settings("b");
      assertAll(
          () -> assertEquals(List.of("stop-idle", "start", "switch"), changed(world, "1")),
          () -> assertEquals(List.of("stop-idle", "start", "switch"), changed(world, "2")));
    }

    @Test
    @DisplayName("that an unhealthy standby runs starts it anew")
    void onUnhealthyStandby() {
      World world = World.serving("2", "1");
      world.at(GREEN).healthy = false;
      assertEquals(List.of("stop-idle", "start", "switch"), changed(world, "1"));
    }

    @Test
    @DisplayName("that serves but is unhealthy starts it in the other slot")
    void unhealthyActive() {
      World world = World.serving("1");
      world.at(BLUE).healthy = false;
      assertEquals(List.of("start", "switch"), changed(world, "1"));
      assertEquals(GREEN, world.deploy("1").target());
    }

    private List<String> changed(World world, String version) {
      return Told.changed(world.deploy(version));
    }
  }

  @Nested
  @DisplayName("of a rollback")
  class Rollback {
    @Test
    @DisplayName("to the standby switches without a start, whatever its launch settings")
    void standby() {
      World world = World.serving("2", "1");
      world.playbook.settings("b").ports(8091, 8092);
      Plan plan = world.rollback("1");
      assertEquals(List.of("switch"), Told.changed(plan));
      assertEquals(List.of("await green :8082"), Told.actions(plan, StepName.HEALTH));
      assertEquals(Goal.ROLLBACK, plan.goal());
    }

    @Test
    @DisplayName("to the settings before switches to the process that has them, or is refused")
    void settings() {
      World world = World.serving("1");
      world.playbook.settings("b");
      world.carryOut(world.deploy("1"));
      world.launch = Optional.of(world.at(BLUE).facts(world).running().orElseThrow().launch());
      Plan plan = world.rollback("1");
      assertEquals(List.of("switch"), Told.changed(plan));
      assertEquals(BLUE, plan.target());
      World again = world.copy().carryOut(plan);
      assertFalse(again.rollback("1").changes());
      world.at(BLUE).healthy = false;
      Plan refused = world.rollback("1");
      assertFalse(refused.applicable());
      String said = Told.step(refused, StepName.PREFLIGHT).summary();
      assertTrue(said.contains("stands by no more"), said);
    }

    @Test
    @DisplayName("to a release that runs nowhere starts it in the idle slot")
    void notRunning() {
      World world = World.serving("3", "2").with(w -> w.store(World.release("1")));
      Plan plan = world.rollback("1");
      assertEquals(List.of("stop-idle", "start", "switch"), Told.changed(plan));
      assertEquals(List.of("start 1 on green :8082"), Told.actions(plan, StepName.START));
    }

    @Test
    @DisplayName("to the release that serves changes nothing")
    void serving() {
      assertFalse(World.serving("2", "1").rollback("2").changes());
    }

    @Test
    @DisplayName("back and forth never starts a process")
    void backAndForth() {
      World world = World.serving("2", "1");
      for (String version : List.of("1", "2", "1", "2")) {
        Plan plan = world.rollback(version);
        assertEquals(List.of("switch"), Told.changed(plan));
        world.carryOut(plan);
        assertFalse(world.rollback(version).changes());
      }
    }
  }
}
