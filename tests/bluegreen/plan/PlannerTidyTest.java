package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bluegreen.observe.ForeignFiles;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A plan clears away")
class PlannerTidyTest {

  private static List<String> pruned(World world, String version) {
    return Told.actions(world.deploy(version), StepName.PRUNE);
  }

  private static String folder(String version) {
    return "remove " + World.release(version).id();
  }

  private static String log(String version, Slot slot) {
    return folder(version) + "." + slot + ".log";
  }

  @Nested
  @DisplayName("of releases")
  class Releases {
    private World deployed(int last, int keep, Standby standby) {
      World world = new World();
      world.playbook.keepReleases(keep).standby(standby);
      IntStream.rangeClosed(1, last).forEach(v -> world.carryOut(world.deploy("" + v)));
      return world;
    }

    @Test
    @DisplayName("what is more than the playbook keeps, the oldest, with its logs")
    void oldest() {
      World world = deployed(3, 3, Standby.KEEP);
      assertEquals(List.of(folder("1"), log("1", BLUE)), pruned(world, "4"));
      world.carryOut(world.deploy("4"));
      assertEquals(3, world.releases.size());
    }

    @Test
    @DisplayName("but not what an app has written into one, nor logs that are not ours")
    void strangers() {
      World world = deployed(3, 3, Standby.KEEP);
      Path folder = World.release("1").folder();
      Path kept = World.DIR.kept().resolve("1");
      world.strangers.add(new ForeignFiles(folder, List.of(Path.of("app/a"), Path.of("b")), kept));
      world.logs.add(World.DIR.logs().resolve("gc.log"));
      Step step = Told.step(world.deploy("4"), StepName.PRUNE);
      assertEquals(
          List.of("move 2 files of " + World.release("1").id() + " (app/a, …) to " + kept + "/"),
          step.actions().stream().map(Action::describe).filter(a -> a.startsWith("move")).toList());
      assertEquals(3, step.actions().size(), step::toString);
    }

    @ParameterizedTest(name = "{0} versions, keep {1}, standby {2}: {3} left")
    @CsvSource({
      "7, 5, KEEP, 5",
      "7, 5, STOP, 5",
      "7, 2, KEEP, 2",
      "7, 1, STOP, 1",
      "3, 5, KEEP, 3",
      "4, 1, KEEP, 2",
    })
    @DisplayName("down to as many as the playbook keeps, and the next run has nothing to do")
    void count(int versions, int keep, Standby standby, int left) {
      World world = deployed(versions, keep, standby);
      assertEquals(left, world.releases.size());
      assertFalse(world.deploy("" + versions).changes());
    }

    @Test
    @DisplayName("never the one that is to serve, nor the standby's")
    void needed() {
      World world = deployed(5, 5, Standby.KEEP);
      world.playbook.keepReleases(1);
      assertEquals(
          List.of(folder("3"), folder("2"), folder("1")),
          pruned(world, "5").stream().filter(a -> !a.endsWith(".log")).toList());
      world.carryOut(world.deploy("5"));
      assertFalse(world.deploy("5").changes());
      Plan back = world.rollback("4");
      assertEquals(List.of("switch"), Told.changed(back));
    }

    @Test
    @DisplayName("none of a rollback's target, however old")
    void rollback() {
      World world = deployed(5, 5, Standby.KEEP);
      world.playbook.keepReleases(2);
      world.carryOut(world.rollback("1"));
      assertEquals(List.of(World.release("5"), World.release("1")), world.releases);
    }
  }

  @Test
  @DisplayName("half-stored releases and logs of nobody")
  void leftovers() {
    World world = World.serving("1");
    world.leftovers.add(World.DIR.releases().resolve(".bluegreen-tmp-9"));
    Path orphan = World.DIR.logs().resolve("9-ffff.green.log");
    world.logs.add(orphan);
    Plan plan = world.deploy("1");
    assertEquals(
        List.of("remove .bluegreen-tmp-9", "remove 9-ffff.green.log"),
        Told.actions(plan, StepName.PRUNE));
    assertEquals("removed leftovers", Told.step(plan, StepName.PRUNE).summary());
    assertFalse(world.carryOut(plan).deploy("1").changes());
  }

  @Test
  @DisplayName("no log of a release whose name another one begins with")
  void similarNames() {
    World world = World.serving("1");
    Path similar = World.DIR.logs().resolve(World.release("1").id() + "0.blue.log");
    world.logs.add(similar);
    assertEquals(List.of("remove " + similar.getFileName()), pruned(world, "1"));
  }

  @Nested
  @DisplayName("of processes that are not ours")
  class Foreign {
    private final World world = new World();

    @Test
    @DisplayName("none unless told to")
    void leftAlone() {
      world.at(BLUE).foreign = true;
      assertEquals(List.of(), Told.actions(world.deploy("1"), StepName.STOP_IDLE));
    }

    @Test
    @DisplayName("the one on the port that is needed, before the start, if told to")
    void onTarget() {
      world.at(BLUE).foreign = true;
      world.takeOver = true;
      Plan plan = world.deploy("1");
      assertEquals(List.of("stop foreign :8081"), Told.actions(plan, StepName.STOP_IDLE));
      assertEquals(
          "stopped pid 77 (caddy, user shop)", Told.step(plan, StepName.STOP_IDLE).summary());
    }

    @Test
    @DisplayName("the one on the other port, which may serve still, once it is drained")
    void onOther() {
      world.at(GREEN).foreign = true;
      world.takeOver = true;
      Plan plan = world.deploy("1");
      assertEquals(List.of(), Told.actions(plan, StepName.STOP_IDLE));
      assertEquals(
          List.of("drain the old process :8082", "stop foreign :8082"),
          Told.actions(plan, StepName.STOP_OLD));
    }

    @Test
    @DisplayName("each of them once")
    void once() {
      World serving = World.serving("1");
      serving.at(GREEN).foreign = true;
      serving.takeOver = true;
      Plan plan = serving.deploy("1");
      assertEquals(1, Told.actions(plan).stream().filter("stop foreign :8082"::equals).count());
      assertFalse(serving.carryOut(plan).deploy("1").changes());
    }
  }
}
