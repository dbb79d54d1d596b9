package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Keeper;
import bluegreen.host.Processes.Listener;
import bluegreen.observe.Facts;
import bluegreen.observe.Neighbour;
import bluegreen.observe.PortUse;
import bluegreen.playbook.Slot;
import bluegreen.runner.Kin;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A process of somebody else's on a port of ours is not taken over")
class StrangersTest {
  private static final Keeper UNIT = new Keeper("shop.service", "systemctl disable --now shop");
  private static final Optional<String> NONE = Optional.empty();

  private static World world(Slot slot, PortUse use) {
    World world = new World();
    world.at(slot).foreign = true;
    world.uses = Map.of(slot == BLUE ? 8081 : 8082, use);
    return world;
  }

  private static String refused(World world) {
    world.takeOver = true;
    Plan plan = world.deploy("1");
    assertEquals(1, plan.steps().size(), plan::toString);
    return plan.steps().get(0).summary();
  }

  @Test
  @DisplayName("while nginx's configuration names it")
  void named() {
    PortUse use =
        new PortUse(
            Optional.of("a.conf:3: map x;"),
            NONE,
            List.of(),
            NONE,
            Optional.empty(),
            Optional.empty());
    String why = refused(world(BLUE, use));
    assertTrue(why.contains("nginx's configuration names it (a.conf:3: map x;)"), why);
    assertTrue(why.endsWith("give ports.blue another port"), why);
  }

  @Test
  @DisplayName("where it is of an app of ours, whose folder may have been lost")
  void ofAnApp() {
    World world = world(BLUE, PortUse.none());
    world.kin.put(77L, new Kin("store", "blue", "3", Path.of("/srv/store")));
    String why = refused(world);
    assertTrue(why.contains("it is blue of store (3), app.dir /srv/store; --take-over does"), why);
    assertTrue(
        why.endsWith("have its user end it (kill 77), or give ports.blue another port"), why);
    Layout store =
        new Layout(
            "store",
            Path.of("/srv/store"),
            Path.of("/srv/store.conf"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.of(Path.of("/home/bob/store.yml")),
            "bob");
    world.neighbours.add(new Neighbour(store, true, true));
    why = refused(world);
    assertTrue(why.contains("or remove it (deploy.java remove /home/bob/store.yml), or give"), why);
    world.neighbours.clear();
    world.kin.put(77L, new Kin("shop", "blue", "3", World.DIR.root()));
    why = refused(world);
    assertTrue(
        why.contains("by its own words it is blue of shop (3), started by this playbook"), why);
    assertTrue(
        why.contains("put that folder back if it was taken away, or") && why.contains("(kill 77)"),
        why);
  }

  @Test
  @DisplayName("while nobody may read all of nginx's configuration")
  void unread() {
    PortUse use =
        new PortUse(
            NONE,
            Optional.of("we may not read it"),
            List.of(),
            NONE,
            Optional.empty(),
            Optional.empty());
    assertTrue(refused(world(BLUE, use)).contains("we may not read it"));
  }

  @Test
  @DisplayName("while somebody is connected to it, or was lately, perhaps by nginx")
  void asked() {
    PortUse now =
        new PortUse(
            NONE, NONE, List.of("pid 5 (haproxy)"), NONE, Optional.empty(), Optional.empty());
    assertTrue(refused(world(BLUE, now)).contains("pid 5 (haproxy) is connected to it"));
    PortUse lately =
        new PortUse(NONE, NONE, List.of(), Optional.of("a:1"), Optional.empty(), Optional.empty());
    assertTrue(refused(world(BLUE, lately)).contains("perhaps by nginx (a:1)"));
  }

  @Test
  @DisplayName("while it does more than that, also where the plan has nothing else to do there")
  void more() {
    PortUse use =
        new PortUse(
            NONE, NONE, List.of(), NONE, Optional.empty(), Optional.of("it listens on 80, too"));
    World first = world(BLUE, use);
    first.takeOver = true;
    assertTrue(first.deploy("1").steps().get(0).summary().contains("it listens on 80, too"));
    World serving = World.serving("1");
    serving.at(GREEN).foreign = true;
    serving.uses = java.util.Map.of(8082, use);
    serving.takeOver = true;
    Plan plan = serving.deploy("1");
    assertEquals(List.of(), Told.actions(plan, StepName.STOP_IDLE));
    assertTrue(Told.step(plan, StepName.STOP_IDLE).summary().contains("left as it is: port 8082"));
  }

  @ParameterizedTest(name = "--take-over: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("while somebody would start it again; the command for that is printed, asked or not")
  void kept(boolean takeOver) {
    PortUse use = new PortUse(NONE, NONE, List.of(), NONE, Optional.of(UNIT), Optional.empty());
    World world = world(BLUE, use);
    world.takeOver = takeOver;
    String why = world.deploy("1").steps().get(0).summary();
    assertTrue(why.contains("shop.service would start it again (systemctl disable --now"), why);
    assertTrue(!why.contains("--take-over"), why);
  }

  @Test
  @DisplayName("after the switch either, where it has a unit: that is said before anything")
  void keptElsewhere() {
    PortUse use = new PortUse(NONE, NONE, List.of(), NONE, Optional.of(UNIT), Optional.empty());
    Facts facts = world(GREEN, use).facts(Optional.empty());
    Listener old = facts.of(GREEN).foreign().orElseThrow();
    String why = new Strangers(facts, Optional.empty(), true).problemOfOld(old).orElseThrow();
    assertTrue(why.contains("deploy without --take-over"), why);
    assertTrue(why.contains("systemctl disable --now shop"), why);
    Strangers unasked = new Strangers(facts, Optional.empty(), false);
    assertEquals(Optional.empty(), unasked.problemOfOld(old));
    assertTrue(unasked.reasonToStay(old).orElseThrow().contains("systemctl disable --now shop"));
  }
}
