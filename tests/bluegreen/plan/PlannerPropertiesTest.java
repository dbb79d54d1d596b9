package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Whatever is found on the machine, a plan")
class PlannerPropertiesTest {
  private static final String WANTED = "2";

  /** What may be found in a slot. */
  private enum Found {
    NOTHING((world, slot) -> {}),
    CRASHED(on((world, place) -> place.crash())),
    STRAYS(on((world, place) -> strays(place, false))),
    STRAYS_OF_STANDBY(on((world, place) -> strays(place, true))),
    WANTED_HEALTHY(running(WANTED, place -> {})),
    WANTED_ILL(running(WANTED, place -> place.healthy = false)),
    WANTED_STANDBY(running(WANTED, place -> place.served = true)),
    WANTED_WITH_STRAYS(running(WANTED, place -> place.strays = true)),
    WANTED_STANDBY_WITH_MORE(running(WANTED, place -> place.served = place.strays = true)),
    WANTED_OTHERWISE_LAUNCHED(otherwise(WANTED)),
    OTHER_HEALTHY(running("1", place -> {})),
    OTHER_ILL(running("1", place -> place.healthy = false)),
    OTHER_STANDBY(running("1", place -> place.served = true)),
    OTHER_DEAF(running("1", place -> place.goDeaf())),
    OTHER_ON_ANOTHER_PORT(otherwise("1"));

    private final BiConsumer<World, Slot> arrange;

    Found(BiConsumer<World, Slot> arrange) {
      this.arrange = arrange;
    }

    private static BiConsumer<World, Slot> running(String version, Consumer<Place> change) {
      return (world, slot) -> {
        world.runs(slot, version);
        change.accept(world.at(slot));
      };
    }

    private static BiConsumer<World, Slot> on(BiConsumer<World, Place> change) {
      return (world, slot) -> {
        world.runs(slot, "1");
        change.accept(world, world.at(slot));
      };
    }

    private static void strays(Place place, boolean served) {
      place.stop();
      place.strays = true;
      place.served = served;
    }

    /** With what another playbook said. */
    private static BiConsumer<World, Slot> otherwise(String version) {
      return (world, slot) -> {
        world.playbook.settings("before").ports(8091, 8092);
        world.runs(slot, version);
        world.playbook.settings("a").ports(8081, 8082);
      };
    }
  }

  /** What nginx is found to do. */
  private enum Front {
    NONE((world) -> {}),
    BLUE(world -> world.pointed(Slot.BLUE)),
    GREEN(world -> world.pointed(Slot.GREEN)),
    GREEN_BUT_STOPPED(
        world -> {
          world.pointed(Slot.GREEN);
          world.running = false;
        }),
    GREEN_WITHOUT_ITS_FILE(
        world -> {
          world.pointed(Slot.GREEN);
          world.site = Optional.empty();
        }),
    GREEN_WITH_BLUE_IN_ITS_FILE(
        world -> {
          Optional<String> site = world.pointed(Slot.BLUE).site;
          world.pointed(Slot.GREEN).site = site;
        }),
    GREEN_BY_THE_OTHER_SWITCH(world -> byTheOtherSwitch(world, Slot.GREEN));

    private final Consumer<World> arrange;

    Front(Consumer<World> arrange) {
      this.arrange = arrange;
    }

    private static void byTheOtherSwitch(World world, Slot slot) {
      SwitchKind wanted = world.playbook.kind();
      world.playbook.kind(wanted == SwitchKind.LIVE ? SwitchKind.RELOAD : SwitchKind.LIVE);
      world.pointed(slot).playbook.kind(wanted);
    }
  }

  private interface Check {
    void check(World world, Plan plan);
  }

  /** A machine and its plan. */
  private record Case(String what, World world, Plan plan) {}

  private static final Map<SwitchKind, List<Case>> CASES = new EnumMap<>(SwitchKind.class);

  @AfterAll
  static void forget() {
    CASES.clear();
  }

  /** Checks some thousands of machines, each with its plan. */
  private static void everywhere(SwitchKind kind, Check check) {
    for (Case each : CASES.computeIfAbsent(kind, PlannerPropertiesTest::cases)) {
      try {
        check.check(each.world().copy(), each.plan());
      } catch (AssertionError e) {
        throw new AssertionError(each.what() + ": " + Told.actions(each.plan()), e);
      }
    }
  }

  private static List<Case> cases(SwitchKind kind) {
    List<Case> cases = new ArrayList<>();
    for (Found blue : Found.values()) {
      for (Found green : Found.values()) {
        for (Front front : Front.values()) {
          for (Standby standby : Standby.values()) {
            World world = new World();
            world.playbook.kind(kind).standby(standby).hooked();
            blue.arrange.accept(world, Slot.BLUE);
            green.arrange.accept(world, Slot.GREEN);
            front.arrange.accept(world);
            String what = "blue %s, green %s, nginx %s, ".formatted(blue, green, front);
            cases.add(new Case(what + standby, world, world.deploy(WANTED)));
            if (standby == Standby.KEEP) {
              cases.add(new Case(what + "rollback", world, world.rollback(WANTED)));
            }
          }
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("keeps the steps in their order, and names each but the hooks just once")
  void order(SwitchKind kind) {
    everywhere(
        kind,
        (world, plan) -> {
          List<StepName> names = plan.steps().stream().map(Step::name).toList();
          assertEquals(names.stream().sorted().toList(), names);
          List<StepName> own = names.stream().filter(n -> !n.isHook()).toList();
          Set<StepName> all = EnumSet.allOf(StepName.class);
          all.removeIf(StepName::isHook);
          assertEquals(List.copyOf(all), own);
        });
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("never stops or starts the slot that serves, nor starts one that nginx points at")
  void servingSlot(SwitchKind kind) {
    everywhere(
        kind,
        (world, plan) -> {
          Optional<Slot> serving = plan.active();
          for (Step step : plan.steps()) {
            for (Action action : step.actions()) {
              Optional<Slot> pointed = world.facts(Optional.empty()).nginx().pointed();
              if (action instanceof SlotAction.StopSlot stop) {
                assertNotEquals(serving, Optional.of(stop.slot()));
              } else if (action instanceof SlotAction.StartSlot start) {
                assertNotEquals(serving, Optional.of(start.launch().slot()));
                assertNotEquals(pointed, Optional.of(start.launch().slot()));
              } else if (action instanceof Action.Switch change) {
                assertEquals(serving, change.from());
                serving = Optional.of(change.to());
              }
              new Deed(world).perform(action);
            }
          }
          assertEquals(Optional.of(plan.target()), serving);
        });
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "switches only to a slot whose health it has awaited, on the same port, after the last hook")
  void healthBeforeSwitch(SwitchKind kind) {
    everywhere(
        kind,
        (world, plan) -> {
          List<String> awaited = new ArrayList<>();
          for (Step step : plan.steps()) {
            for (Action action : step.actions()) {
              if (action instanceof LookAction.AwaitHealth wait) {
                awaited.add(wait.slot() + " " + wait.endpoint());
              } else if (action instanceof Action.RunTask) {
                awaited.clear();
              } else if (action instanceof Action.Switch change) {
                assertEquals(List.of(change.to() + " " + change.at()), awaited);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("leaves no request without an answer that would have got one before")
  void noGap(SwitchKind kind) {
    everywhere(
        kind,
        (world, plan) -> {
          boolean answered = world.answering().isPresent();
          Consumer<Action> look =
              action -> assertTrue(!answered || world.answering().isPresent(), action::describe);
          world.carryOut(plan, look);
          assertEquals(Optional.of(plan.target()), world.answering());
          assertEquals(Optional.of(WANTED), world.at(plan.target()).version());
        });
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("leads to where the same plan again has nothing to change")
  void convergence(SwitchKind kind) {
    everywhere(
        kind,
        (world, plan) -> {
          world.carryOut(plan);
          Plan again = plan.goal() == Goal.DEPLOY ? world.deploy(WANTED) : world.rollback(WANTED);
          assertEquals(List.of(), Told.changed(again));
          assertEquals(Optional.of(plan.target()), again.active());
        });
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("calls a step changed if and only if an action of it changes something")
  void expectations(SwitchKind kind) {
    everywhere(
        kind,
        (world, plan) ->
            plan.steps()
                .forEach(
                    step ->
                        assertEquals(
                            step.actions().stream().anyMatch(Action::changes),
                            step.expected() == Status.CHANGED,
                            step.title())));
  }

  @Test
  @DisplayName("of a killed run's successor converges, whatever action the run was killed after")
  void killedAnywhere() {
    for (SwitchKind kind : SwitchKind.values()) {
      for (Standby standby : Standby.values()) {
        for (String next : List.of("1", "2", "3", "4")) {
          World start = World.serving("2", "1");
          start.playbook.kind(kind).standby(standby).keepReleases(2);
          killedAnywhere(start.pointed(Slot.BLUE), next);
        }
      }
    }
  }

  private static void killedAnywhere(World start, String next) {
    int actions = Told.actions(start.deploy("3")).size();
    for (int killedAfter = 0; killedAfter <= actions; killedAfter++) {
      for (boolean cameUp : List.of(true, false)) {
        World world = start.copy();
        Plan killed = world.deploy("3");
        killed.steps().stream()
            .flatMap(step -> step.actions().stream())
            .limit(killedAfter)
            .forEach(new Deed(world)::perform);
        Place target = world.at(killed.target());
        boolean begun = !world.answering().equals(Optional.of(killed.target()));
        target.healthy &= cameUp || target.served || !begun;
        converges(world, next, "killed after %d actions, then %s".formatted(killedAfter, next));
      }
    }
  }

  private static void converges(World world, String next, String what) {
    boolean ill = world.answering().filter(s -> !world.at(s).healthy).isPresent();
    assertFalse(ill, what);
    world.carryOut(world.deploy(next), action -> assertTrue(world.answering().isPresent(), what));
    assertEquals(next, world.at(world.answering().orElseThrow()).version().orElseThrow(), what);
    assertEquals(List.of(), Told.changed(world.deploy(next)), what);
  }
}
