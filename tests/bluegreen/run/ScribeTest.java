package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.plan.Plan;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.state.Proceedings;
import bluegreen.state.Proceedings.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a run has done")
class ScribeTest extends DeploymentBed {

  @Test
  @DisplayName("is kept as it is told, step by step, to the way back")
  void kept() throws Exception {
    StepFailure failure = new StepFailure("not healthy", "the last lines that it wrote:\n  oops");
    bench.hands.slot(bench.starting("2"));
    String old = bench.rendered(Slot.BLUE);
    Plan plan =
        bench.plan(
            Bench.step(
                StepName.NGINX,
                new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", false)),
            Bench.step(StepName.HEALTH, failing(failure)),
            Bench.step(StepName.SWITCH, bench.live()));
    Proceedings seen = carryOut(plan).seen();
    List<Stage> stages = seen.stages();
    assertEquals(List.of("nginx", "health"), stages.stream().map(Stage::name).toList());
    assertEquals(List.of("changed", "failed"), stages.stream().map(Stage::status).toList());
    assertEquals("not healthy", stages.get(1).message());
    assertEquals(
        List.of("the last lines that it wrote:", "  oops"), stages.get(1).words().subList(0, 2));
    assertTrue(stages.get(1).remarks().contains("stopped green"), stages::toString);
    assertEquals(bench.site.toString(), stages.get(0).changes().get(0).file());
    assertTrue(stages.get(0).changes().get(0).diff().contains("+# new"), stages::toString);
    assertTrue(stages.get(1).atMillis() >= stages.get(0).atMillis());
  }

  @Test
  @DisplayName("is told to the history")
  void toTheHistory() throws Exception {
    carryOut(bench.plan(Bench.step(StepName.PRUNE, failing(new HostFailure("no room")))));
    assertEquals("no room", history.get(0).seen().stages().get(0).message());
  }

  @Test
  @DisplayName("has its beginning before its first step")
  void began() throws Exception {
    long before = System.currentTimeMillis();
    Proceedings seen = carryOut(bench.plan(Bench.step(StepName.PRUNE))).seen();
    assertTrue(seen.began().toEpochMilli() >= before - 1, seen::toString);
    assertTrue(seen.began().toEpochMilli() <= System.currentTimeMillis(), seen::toString);
  }
}
