package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontFacts.Outside;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Slot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The app that served before us")
class ReturnPlannerTest {
  private static Outside listening(int port) {
    Processes.Listener listener =
        new Processes.Listener(port, Optional.of(World.process(255, "java -jar shop.jar")));
    return new Outside(
        "http://127.0.0.1:" + port, "/etc/nginx/url.inc:1", Optional.of(listener), true);
  }

  private static List<SlotFacts> slots(World world) {
    return List.of(world.at(Slot.BLUE).facts(world), world.at(Slot.GREEN).facts(world));
  }

  private static Optional<Slot> ours(int port, World world) {
    return ReturnPlanner.ours(listening(port), slots(world)).map(SlotFacts::slot);
  }

  @Test
  @DisplayName("is gone where a slot of ours has its port by now, and nobody is given back to it")
  void ours() {
    World world = World.serving("2", "1");
    assertEquals(Optional.of(Slot.BLUE), ours(8081, world));
    assertEquals(Optional.of(Slot.GREEN), ours(8082, world));
    assertEquals(Optional.empty(), ours(8080, world));
  }

  @Test
  @DisplayName("is there where it has a slot's port itself")
  void itself() {
    World world = World.serving("1");
    Slot idle = world.chosen().orElseThrow().other();
    world.at(idle).foreign = true;
    assertEquals(Optional.empty(), ours(idle == Slot.BLUE ? 8081 : 8082, world));
  }
}
