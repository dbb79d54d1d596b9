package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A new version that does not become healthy")
class FailFastTest {
  /** What tells one way to fail from all others, in the words of the failed step. */
  private static final List<String> WAYS =
      List.of(
          "ended with",
          "flaps: healthy \\d+ times?, unhealthy \\d+ times?",
          "accepts connections but does not answer within",
          "answers slowly",
          "\\b302\\b.*redirect to /login",
          "\\b500\\b",
          "connection refused");

  private final PrivateServer server = PrivateServer.create();
  private long serving;

  @BeforeAll
  void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    serving = server.pid("1.yml", "blue");
    assertTrue(serving > 0, "version 1 was to serve from blue");
  }

  @AfterAll
  void close() {
    server.close();
  }

  /** Deploys a version that fails, under load; what the step that checks its health says. */
  private Run fails(String way, String timeout) {
    server
        .light("2")
        .app("env", "{ SHOP_FAIL: " + way + " }")
        .health("timeout", timeout)
        .health("successes", "3")
        .write("2.yml");
    LoadClient clients = LoadClient.to(server.url("/")).connections(4).posts(2).perSecond(100);
    try (Load load = clients.start()) {
      Run run = server.run("--output", "json", "2.yml").expect(1);
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
      assertFalse(report.version("2").isPresent(), report::describe);
      assertEquals(List.of("health"), run.steps("failed"), run::toString);
      assertOldVersionServes();
      return run;
    }
  }

  private void assertOldVersionServes() {
    server.assertServes("1");
    JsonObject slots = server.status("1.yml").getObject("slots");
    assertEquals(serving, slots.getObject("blue").getLong("pid"), "the old version's pid");
    assertEquals(0, slots.getObject("green").getLong("pid", 0), slots::toString);
  }

  private static String message(Run run) {
    return run.events("step").stream()
        .filter(e -> e.getString("status").equals("failed"))
        .map(e -> e.getString("message"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertTells(String way, Run run) {
    String message = message(run);
    for (String each : WAYS) {
      boolean found = Pattern.compile(each).matcher(message).find();
      assertEquals(each.equals(way), found, () -> "/" + each + "/ in: " + message);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "exit, exit status 3, Cannot start: the database refused the connection",
    "killed, signal 9|SIGKILL, 'Out of memory, or so it seems'",
    "crash, exit status 5, Cannot go on: the disk is full",
  })
  @DisplayName("because it ends is given up at once, with exit status or signal and its last words")
  void ends(String way, String how, String lastWords) {
    // Longer than a test waits for a run: whoever waited for it would not end in time.
    Run run = fails(way, "30m");
    assertTells("ended with", run);
    run.matches("ended with .*(" + how + ")");
    assertTrue(notes(run).contains(lastWords), run::toString);
  }

  private static String notes(Run run) {
    return String.join("\n", run.events("note").stream().map(n -> n.getString("message")).toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "flap, 'flaps: healthy \\d+ times?, unhealthy \\d+ times?', 6s",
    "accept, accepts connections but does not answer within, 8s",
    "slow, answers slowly, 8s",
    "redirect, \\b302\\b.*redirect to /login, 6s",
    "error, \\b500\\b, 6s",
    "hang, connection refused, 2s",
  })
  @DisplayName("is told apart in the message by what it does:")
  void toldApart(String way, String words, String timeout) {
    Run run = fails(way, timeout);
    assertTells(words, run);
    run.says("/actuator/health");
    if (way.equals("hang")) {
      run.matches(
          "its thread main (waits|is) in java\\.\\S+, called by \\S+ \\(\\w+\\.java:\\d+\\)");
    }
    Matcher kept =
        Pattern.compile("memory and connections: (/\\S+/diagnosis.txt)").matcher(notes(run));
    assertTrue(kept.find(), run::toString);
    assertTrue(read(kept.group(1)).contains("java.lang.Thread.State: "), kept.group());
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
