package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.runner.Runner.Upkeep;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where systemd runs the app, a plan")
class PlannerKeepTest {

  private static World keeping(World world) {
    world.keeps = true;
    return world;
  }

  @Test
  @DisplayName("has a new version kept once traffic is on it, and the old one stays so")
  void newVersion() {
    World world = keeping(World.serving("1"));
    Plan plan = world.deploy("2");
    assertEquals(
        List.of("switch blue -> green :8082", "keep green"), Told.actions(plan, StepName.SWITCH));
    assertEquals(List.of(), Told.actions(plan, StepName.STOP_OLD));
    world.carryOut(plan);
    assertEquals(List.of(), Told.changed(world.deploy("2")));
  }

  @Test
  @DisplayName("keeps nothing on the way back to a standby that is kept already")
  void rollback() {
    World world = keeping(World.serving("2", "1"));
    assertEquals(
        List.of("switch blue -> green :8082"), Told.actions(world.rollback("1"), StepName.SWITCH));
  }

  @Test
  @DisplayName("keeps what serves where a run was killed before it could, and nothing else of it")
  void killedAfterTheSwitch() {
    World world = keeping(World.serving("2", "1"));
    world.at(BLUE).upkeep = Upkeep.WANTED;
    Plan plan = world.deploy("2");
    assertEquals(List.of("start"), Told.changed(plan));
    assertEquals(List.of("keep blue"), Told.actions(plan, StepName.START));
    world.carryOut(plan);
    assertEquals(List.of(), Told.changed(world.deploy("2")));
  }

  @Test
  @DisplayName("keeps a version that a killed run has started only when traffic is on it")
  void killedBeforeTheSwitch() {
    World world = keeping(World.serving("1")).runs(GREEN, "2");
    Plan plan = world.deploy("2");
    assertEquals(List.of(), Told.actions(plan, StepName.START));
    assertEquals(
        List.of("switch blue -> green :8082", "keep green"), Told.actions(plan, StepName.SWITCH));
  }

  @Test
  @DisplayName("keeps a standby that somebody has disabled")
  void standby() {
    World world = keeping(World.serving("2", "1"));
    world.at(GREEN).upkeep = Upkeep.WANTED;
    Plan plan = world.deploy("2");
    assertEquals(List.of("stop-old"), Told.changed(plan));
    assertEquals(List.of("keep green"), Told.actions(plan, StepName.STOP_OLD));
  }

  @Test
  @DisplayName("clears a unit away in which nothing runs")
  void leftover() {
    World world = keeping(World.serving("1"));
    world.at(GREEN).upkeep = Upkeep.LEFTOVER;
    Plan plan = world.deploy("1");
    assertEquals(List.of("stop-idle"), Told.changed(plan));
    assertEquals(
        "stopped the unit of an earlier run on green",
        Told.step(plan, StepName.STOP_IDLE).summary());
    Plan removal = world.remove(true);
    assertEquals(List.of("stop green"), Told.actions(removal, StepName.STOP_IDLE));
  }

  @Test
  @DisplayName("keeps nothing that plain processes run")
  void plain() {
    World world = World.serving("1");
    assertEquals(
        List.of("switch blue -> green :8082"), Told.actions(world.deploy("2"), StepName.SWITCH));
  }
}
