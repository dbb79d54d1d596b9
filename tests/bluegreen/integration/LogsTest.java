package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.Job;
import bluegreen.testing.PrivateServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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
  @DisplayName("is not there where nothing was started: exit code 1, and why")
  void ofNothing() {
    try (PrivateServer empty = PrivateServer.create()) {
      empty.light("1").write("1.yml");
      empty.run("logs", "1.yml").expect(1).says("nothing serves");
      empty.run("logs", "--slot", "blue", "1.yml").expect(1).says("nothing was ever started");
    }
  }
}
