package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.plan.Action;
import bluegreen.plan.FileAction;
import bluegreen.plan.Plan;
import bluegreen.plan.SlotAction;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.run.Deployment.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Plans to be carried out. */
abstract class DeploymentBed {
  @TempDir Path folder;

  Bench bench;

  final List<Ended> history = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** An action in which something happens. */
  Action deed(StubRunner.Deed deed) {
    bench.runner.deeds.add(deed);
    return new SlotAction.KeepSlot(Slot.GREEN, "unit");
  }

  Action failing(HostFailure failure) {
    return deed(
        () -> {
          throw failure;
        });
  }

  /** An action that leaves a trace: the removal of a file. */
  Action action(String name) throws Exception {
    Path file = Files.writeString(bench.dir.root().resolve(name), "");
    return new FileAction.Remove(file);
  }

  Ended carryOut(Plan plan) {
    return bench.deployment(plan).carryOut(System.nanoTime(), history::add);
  }

  Plan switching() {
    return bench.plan(Bench.step(StepName.SWITCH, bench.live()));
  }

  /** An action that fails: it moves traffic to a slot where nothing listens. */
  Action failing() {
    bench.green.close();
    return bench.live();
  }
}
