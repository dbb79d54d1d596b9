package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Job;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("What the app has written")
class LogsTest {
  private final PrivateServer server = PrivateServer.create();

  @BeforeAll
  void deployTwice() {
    server.light("1").write("1.yml");
    server.light("2").write("2.yml");
    server.deploy("1.yml");
    server.deploy("2.yml");
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  @DisplayName("is shown of the active slot, or of the slot that is named")
  void ofASlot() {
    server.run("logs", "2.yml").expect(0).says("version 2 listens").never("version 1");
    server.run("logs", "--slot", "blue", "2.yml").expect(0).says("version 1 listens");
    server.run("logs", "--slot", "green", "1.yml").expect(0).says("version 2 listens");
    server.run("logs", "--slot", "red", "1.yml").expect(2).says("expected blue or green");
  }

  @Test
  @DisplayName("that is empty is told of beside it")
  void empty() throws Exception {
    Path log;
    try (Stream<Path> logs = Files.list(server.folder().resolve("app/logs"))) {
      log = logs.filter(l -> l.toString().endsWith(".blue.log")).findFirst().orElseThrow();
    }
    byte[] written = Files.readAllBytes(log);
    Files.write(log, new byte[0]);
    try {
      Run run = server.run("logs", "--slot", "blue", "2.yml").expect(0);
      assertEquals("", run.out());
      assertTrue(run.err().contains("was started last on blue has written nothing"), run::err);
    } finally {
      Files.write(log, written);
    }
  }

  @Test
  @DisplayName("is shown from as many lines before its end as are wanted")
  void lastLines() {
    for (int i = 1; i <= 5; i++) {
      assertEquals("logged", server.get("/log?line-" + i));
    }
    server.run("logs", "--lines", "2", "2.yml").expect(0).says("line-4\nline-5\n").never("line-3");
  }

  @Test
  @DisplayName("is followed with -f, until told to stop")
  void followed() {
    try (Job job = server.deployer().start("logs", "-f", "2.yml")) {
      job.awaitOutput("version 2 listens");
      server.get("/log?first-words");
      job.awaitOutput("first-words");
      server.get("/log?more-words");
      job.awaitOutput("first-words\n(.*\n)*more-words\n");
      job.signal("INT").end().expect(130).never("interrupted");
    }
  }

  @Test
  @DisplayName("is shown whole, however much it is: only the last lines, from their beginning")
  void muchOfIt() throws IOException {
    Path log = log("green");
    StringBuilder much = new StringBuilder();
    for (int i = 1; i <= 30_000; i++) {
      much.append("  at line ").append(i).append('\n');
    }
    Files.writeString(log, much + "세 줄\n\n", StandardOpenOption.APPEND);
    Run run = server.run("logs", "--lines", "20002", "2.yml").expect(0);
    List<String> lines = run.out().lines().toList();
    assertEquals(20_002, lines.size());
    assertEquals("  at line 10001", lines.get(0));
    assertEquals(List.of("  at line 30000", "세 줄", ""), lines.subList(19_999, 20_002));
    Files.writeString(log, "copied and truncated\n");
    assertEquals("copied and truncated\n", server.run("logs", "2.yml").expect(0).out());
    server.run("logs", "--lines", "0", "2.yml").expect(0).never("copied");
  }

  private Path log(String slot) throws IOException {
    try (Stream<Path> logs = Files.list(server.folder().resolve("app/logs"))) {
      return logs.filter(f -> f.toString().endsWith(slot + ".log")).findFirst().orElseThrow();
    }
  }

  @Test
  @DisplayName("is followed until nobody reads any more, be the app as silent as it may")
  void nobodyReads() {
    String script = "\"$@\" | head -n 1; echo head has ended";
    try (Job job =
        server.deployer().through("bash", "-c", script, "bash").start("logs", "-f", "2.yml")) {
      job.end().expect(0).says("head has ended").never("error");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  @DisplayName("is followed until the signal, after which nothing is said")
  void signalled(String signal) {
    try (Job job = server.deployer().start("logs", "-f", "2.yml")) {
      job.awaitOutput("\n");
      assertEquals("", job.signal(signal).end().expect(signal.equals("INT") ? 130 : 143).err());
    }
  }

  @Test
  @DisplayName("is not there where nothing was started: exit code 1, and why")
  void ofNothing() {
    try (PrivateServer empty = PrivateServer.create()) {
      empty.light("1").write("1.yml");
      empty.run("logs", "1.yml").expect(1).says("nothing has been started yet");
      empty.run("logs", "--slot", "blue", "1.yml").expect(1).says("nothing was ever started");
    }
  }
}
