package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A plan says what is taken back where a step fails:")
class UndoingTest {
  private static final String BACK =
      "switch back to blue :8081; where that does not answer any more, green goes on, and the exit"
          + " code is 4";

  private static List<String> undo(Plan plan, StepName step) {
    return Told.step(plan, step).undo();
  }

  @Test
  @DisplayName("before the switch the new version is stopped, after it traffic goes back first")
  void around() {
    World world = World.serving("1");
    world.playbook.hooked();
    Plan plan = world.deploy("2");
    assertEquals(List.of("on_failure: alarm"), undo(plan, StepName.RELEASE));
    assertEquals(List.of("stop green", "on_failure: alarm"), undo(plan, StepName.HEALTH));
    List<String> after =
        List.of(BACK, "stop green when its requests have ended", "on_failure: alarm");
    assertEquals(after, undo(plan, StepName.SWITCH));
    assertEquals(after, undo(plan, StepName.VERIFY));
    assertEquals(List.of(), undo(plan, StepName.PREFLIGHT));
  }

  @Test
  @DisplayName("nginx's file is put back, too, and by a reload switch goes with traffic")
  void file() {
    World world = World.serving("1");
    world.playbook.served("other.example.com");
    Plan plan = world.deploy("2");
    String file = "put /etc/nginx/conf.d/shop.conf back as it was";
    assertEquals(List.of(file), undo(plan, StepName.NGINX));
    assertEquals(List.of(file, "stop green"), undo(plan, StepName.START));
    assertEquals(
        List.of(BACK, file, "stop green when its requests have ended"),
        undo(plan, StepName.VERIFY));
    world = World.serving("1");
    world.playbook.kind(SwitchKind.RELOAD);
    assertEquals(
        List.of(BACK, "stop green when its requests have ended"),
        undo(world.carryOut(world.deploy("1")).deploy("2"), StepName.SWITCH));
  }

  @Test
  @DisplayName("a site that came into others' nginx for the switch is taken out of it again")
  void late() {
    World world = new World();
    world.playbook.served("other.example.com");
    Plan plan = world.deploy("1");
    assertEquals(
        List.of(
            "put /etc/nginx/conf.d/shop.conf back as it was",
            "stop " + plan.target() + " when its requests have ended"),
        undo(plan, StepName.VERIFY));
  }

  @Test
  @DisplayName("a first version goes on, as nothing served before it")
  void first() {
    Plan plan = new World().with(w -> w.running = false).deploy("1");
    String on = "nothing served before, so green goes on, and the exit code is 4";
    assertEquals(List.of(on.replace("green", plan.target().label())), undo(plan, StepName.VERIFY));
  }

  @Test
  @DisplayName("visitors go back to the app before us, whose port is that of a slot")
  void adopted() {
    World world = new World().pointed(Slot.GREEN);
    world.at(Slot.GREEN).foreign = true;
    Plan plan = world.deploy("1");
    assertEquals(
        List.of(
            "switch back to http://127.0.0.1:8082; where that does not answer any more, blue goes"
                + " on, and the exit code is 4",
            "stop blue when its requests have ended"),
        undo(plan, StepName.VERIFY));
  }
}
