package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bluegreen.host.HostFailure;
import bluegreen.plan.StepName;
import bluegreen.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Work that says nothing of itself")
class ProgressTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(folder);
    bench.progress.begin(Bench.step(StepName.STOP_OLD));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<String> told() {
    return bench.heard.of("waiting");
  }

  @Test
  @DisplayName("is told of again and again while it goes on, and not any more when it is done")
  void again() throws Exception {
    String done =
        bench.progress.telling(
            "stop blue",
            () -> {
              Await.until("being told of twice", LONG, () -> told().size() > 1);
              return "done";
            });
    assertEquals("done", done);
    assertEquals("stop-old: stop blue", told().get(0));
  }

  @Test
  @DisplayName("is not told of where it is done or fails at once")
  void quick() throws Exception {
    assertEquals(1, bench.progress.telling("stop blue", () -> 1));
    assertThrows(
        HostFailure.class,
        () ->
            bench.progress.telling(
                "stop blue",
                () -> {
                  throw new HostFailure("no");
                }));
    assertEquals(List.of(), told());
  }
}
