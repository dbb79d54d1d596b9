package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.SiteFile;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A plan on a machine that is not as the last run left it")
class PlannerRepairTest {

  private static SiteFile site(World world) {
    return SiteFile.read(world.site.orElseThrow()).orElseThrow();
  }

  @Test
  @DisplayName("takes a standby that has ended out of nginx's backup: somebody may get its port")
  void standbyGone() {
    World world = World.serving("2", "1");
    world.at(GREEN).stop();
    world.at(GREEN).served = true;
    Plan plan = world.deploy("2");
    assertEquals(List.of("stop-old"), Told.changed(plan));
    assertEquals(List.of("remove served-green"), Told.actions(plan, StepName.STOP_OLD));
    assertEquals(List.of(), Told.changed(world.carryOut(plan).deploy("2")));
  }

  @Nested
  @DisplayName("where what tells the processes their roles is gone")
  class Untold {
    private final World world = World.serving("2", "1");

    @BeforeEach
    void remove() {
      world.places.values().forEach(place -> place.told = false);
    }

    @Test
    @DisplayName("tells them anew, although there is nothing else to do")
    void told() {
      Plan plan = world.deploy("2");
      assertEquals(List.of("switch"), Told.changed(plan));
      assertEquals(
          List.of("tell the processes that blue is active and green standby"),
          Told.step(plan, StepName.SWITCH).actions().stream().map(Action::describe).toList());
      assertFalse(world.carryOut(plan).deploy("2").changes());
    }

    @Test
    @DisplayName("tells them before the other slot's role changes, which says nothing of theirs")
    void toldBefore() {
      Plan plan = world.deploy("3");
      assertEquals(
          Optional.of("tell the processes that blue is active and green standby"),
          Told.step(plan, StepName.RELEASE).actions().stream()
              .filter(FileAction.TellRoles.class::isInstance)
              .map(Action::describe)
              .findFirst());
      assertFalse(world.carryOut(plan).deploy("3").changes());
    }
  }

  @Nested
  @DisplayName("where a run was killed")
  class Killed {
    @Test
    @DisplayName(
        "while the wanted version came up, stops that half-started process and starts anew")
    void halfStartedWanted() {
      World world = World.serving("1").runs(GREEN, "2");
      world.at(GREEN).healthy = false;
      Plan plan = world.deploy("2");
      assertEquals(List.of("stop-idle", "start", "switch"), Told.changed(plan));
      assertEquals(List.of("stop green"), Told.actions(plan, StepName.STOP_IDLE));
    }

    @Test
    @DisplayName("while another version came up, stops that one")
    void halfStartedOther() {
      World world = World.serving("1").runs(GREEN, "2");
      Plan plan = world.deploy("3");
      assertEquals(List.of("stop green"), Told.actions(plan, StepName.STOP_IDLE));
      assertEquals(List.of("start 3 on green :8082"), Told.actions(plan, StepName.START));
    }

    @Test
    @DisplayName("before the switch to a version that is healthy by now, checks that and switches")
    void neverSwitched() {
      Plan plan = World.serving("1").runs(GREEN, "2").deploy("2");
      assertEquals(
          List.of(
              "await green :8082",
              "switch blue -> green :8082",
              "verify green :8082",
              "drain blue :8081"),
          Told.actions(plan));
    }

    @Test
    @DisplayName("before the switch, and the old version is wanted again, stops the new one")
    void oldWantedAgain() {
      World world = World.serving("1").runs(GREEN, "2");
      assertEquals(List.of("stop-idle"), Told.changed(world.deploy("1")));
      world.carryOut(world.deploy("1"));
      assertFalse(world.deploy("1").changes());
    }

    @Test
    @DisplayName("and left processes besides the one it recorded, stops all of the slot's")
    void strays() {
      World world = World.serving("1").runs(GREEN, "2");
      world.at(GREEN).strays = true;
      Plan plan = world.deploy("2");
      assertEquals(List.of("stop-idle", "start", "switch"), Told.changed(plan));
    }

    @Test
    @DisplayName("between switch and drain, finds all as wanted")
    void switched() {
      World world = World.serving("1").runs(GREEN, "2").pointed(GREEN);
      world.at(BLUE).served = true;
      assertFalse(world.deploy("2").changes());
    }
  }

  @Nested
  @DisplayName("where the version that serves crashed and the standby took over")
  class Crashed {
    private World world(SwitchKind kind) {
      World world = new World();
      world.playbook.kind(kind);
      world.runs(BLUE, "2").runs(GREEN, "1");
      world.at(GREEN).served = true;
      world.pointed(BLUE).at(BLUE).crash();
      return world;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("sees the standby as the one that serves, and never stops it")
    void standbyServes(SwitchKind kind) {
      World world = world(kind);
      assertEquals(Optional.of(GREEN), world.answering());
      Plan plan = world.deploy("3");
      assertEquals(Optional.of(GREEN), plan.active());
      assertEquals("1", plan.activeVersion());
      assertEquals(BLUE, plan.target());
      world.carryOut(plan, action -> assertTrue(world.answering().isPresent(), action::describe));
      assertEquals(Optional.of(BLUE), world.answering());
    }

    @Test
    @DisplayName("points a live switch at the standby before it starts anything")
    void pointsBackLive() {
      assertEquals(
          List.of(
              "point green",
              "start 2 on blue :8081",
              "await blue :8081",
              "switch green -> blue :8081",
              "verify blue :8081",
              "drain green :8082"),
          Told.actions(world(SwitchKind.LIVE).deploy("2")));
    }

    @Test
    @DisplayName("points a reload switch at the standby before it starts anything")
    void pointsBackReload() {
      World world = world(SwitchKind.RELOAD);
      assertEquals(
          List.of("point green", "write shop.conf", "nginx -c /etc/nginx/nginx.conf -s reload"),
          Told.actions(world.deploy("2"), StepName.NGINX));
      NginxAction.WriteNginxFile write =
          (NginxAction.WriteNginxFile)
              Told.step(world.deploy("2"), StepName.NGINX).actions().get(1);
      assertEquals(Optional.of(GREEN), SiteFile.read(write.after()).orElseThrow().active());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("has nothing to start where the standby's version is the wanted one")
    void standbyWanted(SwitchKind kind) {
      World world = world(kind);
      Plan plan = world.deploy("1");
      assertEquals(List.of("nginx"), Told.changed(plan));
      assertEquals(GREEN, plan.target());
      world.carryOut(plan);
      assertFalse(world.deploy("1").changes());
    }

    @Test
    @DisplayName("does not take a process that never served for the standby")
    void notServed() {
      World world = World.serving("1").runs(GREEN, "2");
      world.at(BLUE).crash();
      assertEquals(Optional.empty(), world.answering());
      Plan plan = world.deploy("3");
      assertEquals(Optional.empty(), plan.active());
      assertEquals(List.of("stop green"), Told.actions(plan, StepName.STOP_IDLE));
    }
  }

  @Nested
  @DisplayName("after a restart of the machine")
  class Rebooted {
    @ParameterizedTest(name = "pointed at {0}, {1}")
    @CsvSource({"BLUE, LIVE", "GREEN, LIVE", "BLUE, RELOAD", "GREEN, RELOAD"})
    @DisplayName("starts the version in the slot that nginx does not point at")
    void bothDead(Slot pointed, SwitchKind kind) {
      World world = new World();
      world.playbook.kind(kind);
      world.runs(pointed, "2").runs(pointed.other(), "1").pointed(pointed);
      world.places.values().forEach(Place::reboot);
      world.running = false;
      Plan plan = world.deploy("2");
      assertEquals(Optional.empty(), plan.active());
      assertEquals(pointed.other(), plan.target());
      assertEquals(List.of("nginx", "start", "switch"), Told.changed(plan));
      world.carryOut(plan);
      assertEquals(Optional.of(pointed.other()), world.answering());
      assertFalse(world.deploy("2").changes());
    }

    @Test
    @DisplayName("does the same where both slots were stopped on purpose")
    void bothStopped() {
      World world = new World().runs(GREEN, "1").pointed(GREEN);
      world.at(GREEN).stop();
      Plan plan = world.deploy("1");
      assertEquals(BLUE, plan.target());
      assertEquals(
          List.of(
              "start 1 on blue :8081",
              "await blue :8081",
              "switch nothing -> blue :8081",
              "verify blue :8081"),
          Told.actions(plan));
    }
  }

  @Nested
  @DisplayName("where the playbook has other ports by now")
  class Ports {
    @Test
    @DisplayName("keeps nginx on the old port of the slot that serves until the switch")
    void activeOnOldPort() {
      World world = World.serving("1");
      world.playbook.ports(8091, 8092);
      Plan plan = world.deploy("2");
      assertEquals(Optional.of(Endpoint.here(8081)), plan.activeEndpoint());
      assertEquals(List.of("await green :8092"), Told.actions(plan, StepName.HEALTH));
      assertEquals(List.of("drain blue :8081"), Told.actions(plan, StepName.DRAIN));
      world.carryOut(
          plan,
          action -> {
            assertEquals(
                8081, site(world).blue().port(), "blue runs on its old port all the while");
            assertTrue(world.answering().isPresent(), action::describe);
          });
      assertEquals(8092, site(world).green().port());
      assertFalse(world.deploy("2").changes());
    }

    @Test
    @DisplayName("moves the other slot at the deployment after that")
    void secondSlot() {
      World world = World.serving("1");
      world.playbook.ports(8091, 8092);
      world.carryOut(world.deploy("2")).carryOut(world.deploy("3"));
      assertEquals(8091, site(world).blue().port());
      assertEquals(Optional.of(BLUE), world.answering());
    }
  }

  @Nested
  @DisplayName("where a port of the idle slot is another one by now")
  class IdlePort {
    @Test
    @DisplayName("leaves nginx alone until something is deployed there")
    void noReload() {
      World world = World.serving("1");
      world.playbook.ports(8081, 8092);
      assertFalse(world.deploy("1").changes());
      world.carryOut(world.deploy("2"));
      assertEquals(8092, site(world).green().port());
      assertEquals(Optional.of(GREEN), world.answering());
    }

    @Test
    @DisplayName("has nothing more to do once the old version has left its old port")
    void oldStopped() {
      World world = World.serving("1");
      world.playbook.ports(8091, 8092).standby(Standby.STOP);
      world.carryOut(world.deploy("2"));
      assertFalse(world.deploy("2").changes());
      world.carryOut(world.deploy("3"));
      assertEquals(8091, site(world).blue().port());
    }
  }

  @Nested
  @DisplayName("where the playbook has another kind of switch by now")
  class Kinds {
    @ParameterizedTest(name = "{1} instead of {0}, {2} serves")
    @CsvSource({
      "LIVE, RELOAD, BLUE",
      "LIVE, RELOAD, GREEN",
      "RELOAD, LIVE, BLUE",
      "RELOAD, LIVE, GREEN",
    })
    @DisplayName("goes over to it with traffic staying where it is")
    void changed(SwitchKind from, SwitchKind to, Slot slot) {
      World world = new World();
      world.playbook.kind(from);
      world.runs(slot, "2").runs(slot.other(), "1");
      world.at(slot.other()).served = true;
      world.pointed(slot).playbook.kind(to);
      Plan plan = world.deploy("2");
      assertEquals(List.of("nginx"), Told.changed(plan));
      world.carryOut(plan, a -> assertEquals(Optional.of(slot), world.answering(), a::describe));
      assertEquals(to, site(world).kind());
      assertFalse(world.deploy("2").changes());
    }
  }
}
