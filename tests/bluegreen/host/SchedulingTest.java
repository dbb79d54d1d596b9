package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A process that takes only what of the processor nobody else wants")
class SchedulingTest {
  private final Scheduling scheduling = new Scheduling(new Commands(Trace.SILENT));
  private Process process;

  @BeforeEach
  void start() throws Exception {
    assertTrue(scheduling.isPossible(), "this takes root, and chrt of util-linux");
    // A JVM has some thirty threads.
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Path sleeper = Files.createTempFile("Sleeper", ".java");
    Files.writeString(
        sleeper,
        "class Sleeper { public static void main(String... a) throws Exception {"
            + " System.out.println(1); Thread.sleep(60_000); } }");
    process = new ProcessBuilder("setsid", java, sleeper.toString()).start();
    assertEquals('1', process.getInputStream().read());
    Files.delete(sleeper);
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  private List<String> classes() throws Exception {
    Process chrt =
        new ProcessBuilder("chrt", "--all-tasks", "--pid", String.valueOf(process.pid())).start();
    try (Stream<String> lines = chrt.inputReader().lines()) {
      return lines
          .filter(line -> line.contains("policy"))
          .map(line -> line.replaceFirst(".*: ", ""))
          .distinct()
          .toList();
    }
  }

  private String session() throws Exception {
    Path file = Path.of("/proc/" + process.pid() + "/autogroup");
    return Files.exists(file) ? Files.readString(file).replaceFirst(".* ", "").strip() : "none";
  }

  @Test
  @DisplayName("does so with all of its threads, and is like everybody else again")
  void thereAndBack() throws Exception {
    String before = session();
    assertEquals(List.of("SCHED_OTHER"), classes());
    assertFalse(scheduling.isIdle(process.pid()));
    scheduling.idle(process.pid());
    assertEquals(List.of("SCHED_IDLE"), classes());
    assertEquals(before.equals("none") ? "none" : "19", session());
    assertTrue(scheduling.isIdle(process.pid()));
    scheduling.normal(process.pid());
    assertEquals(List.of("SCHED_OTHER"), classes());
    assertEquals(before, session());
    assertFalse(scheduling.isIdle(process.pid()));
  }

  @Test
  @DisplayName("is not made so where we could not take it back, as root in most containers")
  void container() throws Exception {
    String jar =
        Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI()) + "";
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Process inside =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set=-sys_nice",
                "--inh-caps=-sys_nice",
                java,
                "-cp",
                System.getProperty("java.class.path") + ":" + jar,
                Asked.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals("false", new String(inside.getInputStream().readAllBytes()).strip());
  }

  /** Asks whether it is possible, as a program of its own. */
  static final class Asked {
    private Asked() {}

    public static void main(String... args) throws InterruptedException {
      System.out.println(new Scheduling(new Commands(Trace.SILENT)).isPossible());
    }
  }

  @Test
  @DisplayName("is found by a single thread that still does")
  void oneThread() throws Exception {
    List<Path> threads = Listing.of(Path.of("/proc/" + process.pid() + "/task"));
    String last = threads.get(threads.size() - 1).getFileName().toString();
    assertEquals(0, new ProcessBuilder("chrt", "--idle", "--pid", "0", last).start().waitFor());
    assertTrue(scheduling.isIdle(process.pid()));
    scheduling.normal(process.pid());
    assertEquals(List.of("SCHED_OTHER"), classes());
  }

  @Test
  @DisplayName("keeps what its owner gave to it where it was never made so")
  void untouched() throws Exception {
    String pid = String.valueOf(process.pid());
    assertEquals(
        0,
        new ProcessBuilder("chrt", "--all-tasks", "--batch", "--pid", "0", pid).start().waitFor());
    scheduling.normal(process.pid());
    assertEquals(List.of("SCHED_BATCH"), classes());
  }

  @Test
  @DisplayName("may be gone by then")
  void gone() throws Exception {
    process.destroyForcibly().waitFor();
    scheduling.idle(process.pid());
    scheduling.normal(process.pid());
    assertFalse(scheduling.isIdle(process.pid()));
  }
}
