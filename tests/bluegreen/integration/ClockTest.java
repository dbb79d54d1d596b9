package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A clock that is set back")
class ClockTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  /** Runs the product, and nothing else, by a clock that says what the file {@code clock} says. */
  private Run run(String... arguments) throws IOException {
    return server
        .deployer()
        .env("LD_PRELOAD", library().toString())
        .env("FAKETIME_TIMESTAMP_FILE", server.folder().resolve("clock").toString())
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .run(arguments);
  }

  /** Debian's package faketime brings it. */
  private static Path library() throws IOException {
    try (Stream<Path> files = Files.find(Path.of("/usr/lib"), 4, (f, a) -> isLibrary(f))) {
      return files
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("install Debian's package faketime"));
    }
  }

  private static boolean isLibrary(Path file) {
    return file.endsWith("faketime/libfaketimeMT.so.1");
  }

  @Test
  @DisplayName("in the middle of a deployment or before it changes nothing in what is done")
  void setBack() throws IOException {
    for (String version : List.of("1", "2", "3")) {
      server
          .light(version)
          .app("keep_releases", "2")
          .hook("before_start", "- shell: echo -2d > clock.new; mv clock.new clock")
          .write(version + ".yml");
    }
    server.deploy("1.yml");
    server.write("clock", "+0d\n");
    try (Load load = LoadClient.to(server.url("/")).connections(2).perSecond(50).start()) {
      Run second = run("--output", "json", "2.yml").expect(0);
      assertTrue(second.recap().getLong("total_ms") >= 0, second::toString);
      for (JsonObject step : second.events("step")) {
        assertTrue(step.getDouble("ms") >= 0, second::toString);
      }
      server.assertServes("2");
      // Older by the clock than the two that are there, and yet the newest.
      server.write("clock", "-9d\n");
      run("--output", "json", "3.yml").expect(0);
      server.assertServes("3");
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
    }
    List<JsonObject> history = server.run("history", "--output", "json", "3.yml").json();
    assertEquals(
        List.of("1", "2", "3"), history.stream().map(e -> e.getString("version")).toList());
    Instant first = Instant.parse(history.get(0).getString("at"));
    Instant last = Instant.parse(history.get(2).getString("at"));
    assertTrue(last.isBefore(first.minus(Duration.ofHours(36))), "the clock was not set back");
    server.run("verify", "3.yml").expect(0);
    server.run("rollback", "3.yml").expect(0);
    server.assertServes("2");
    server.deploy("3.yml");
    server.assertServes("3");
  }
}
