package bluegreen.run;

import bluegreen.plan.Action;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Failed runs to be undone. */
abstract class UndoBed {
  @TempDir Path folder;

  Bench bench;

  Bench bench(String... sections) throws Exception {
    bench = new Bench(folder, sections);
    bench.time.least = Duration.ofMillis(250); // Each of its looks takes real time.
    return bench;
  }

  /** A run that has switched to green, where it had started version 2. */
  void switched(Action.Switch action) throws Exception {
    bench.hands.slot(bench.starting("2"));
    bench.hands.switchOver(action);
    bench.heard.all.clear();
  }

  Outcome undone() {
    return bench.undo.after(bench.plan());
  }

  String note(int which) {
    return bench.heard.notes().get(which);
  }

  boolean stopped() {
    return !bench.heard.of("stop").isEmpty();
  }

  @AfterEach
  void close() {
    bench.close();
  }
}
