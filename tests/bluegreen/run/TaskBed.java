package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertThrows;

import bluegreen.plan.Action.RunTask;
import bluegreen.plan.Done;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Tasks to be run. */
abstract class TaskBed {
  static final String SECRET = "hunter-of-ducks";

  @TempDir Path folder;

  Bench bench;

  /** A bench whose playbook has these tasks, and no more. */
  void tasks(String... tasks) throws Exception {
    bench =
        new Bench(
            folder,
            "app: { name: shop, command: [./serve, \"{{ port }}\"], dir: app,"
                + " env: { COLOUR: \"{{ slot }}\" } }",
            "hooks:\n  before_switch:\n  - " + String.join("\n  - ", tasks));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  RunTask action(int which) {
    Task task = bench.playbook.hooks().beforeSwitch().get(which);
    return new RunTask(task, Slot.GREEN, bench.green.endpoint(), bench.release("2"));
  }

  Done run(int which) throws Exception {
    return bench.tasks.run(action(which));
  }

  StepFailure failure(int which) {
    return assertThrows(StepFailure.class, () -> run(which));
  }

  String written(String name) throws Exception {
    return Files.readString(folder.resolve(name));
  }

  static String uri(String more) {
    return "{ name: ask, uri: { url: \"http://127.0.0.1:{{ port }}/x\"" + more + " }";
  }
}
