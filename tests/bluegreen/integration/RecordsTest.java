package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("Records that are lost, or that say what is not so,")
class RecordsTest {
  private final PrivateServer server = PrivateServer.create();

  @BeforeEach
  void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.light("2").write("2.yml");
    server.light("3").write("3.yml");
    server.deploy("1.yml");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Path record(String slot) {
    return server.folder().resolve("app/slots/" + slot + ".json");
  }

  private Path history() {
    return server.folder().resolve("app/history.jsonl");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\u0000\u0001\u0002\u00ff",
        "{\"release\":1,\"version\":[],\"launch\":{},\"pid\":\"x\",\"log\":\"\\u0000\"}",
        "{\"release\":\"../../x\",\"version\":\"1\",\"launch\":\"x\",\"pid\":-1,\"port\":99999999}"
      })
  @DisplayName("do not stop the next deployment, where they are garbage")
  void garbage(String text) throws IOException {
    long serving = server.pid("1.yml", "blue");
    Files.writeString(record("blue"), text);
    Files.writeString(record("green"), text);
    Files.writeString(history(), text + "\n" + text);
    assertEquals(serving, server.pid("1.yml", "blue"), "what serves is known by its own tag");
    server.deploy("2.yml");
    server.assertServes("2");
    assertEquals(serving, server.pid("2.yml", "blue"), "the standby's pid");
    Run history = server.run("history", "--output", "json", "2.yml").expect(0);
    assertEquals(1, history.json().size(), history::toString);
    // Which version served before is known from the history alone; that one is stored is not.
    server.run("rollback", "2.yml").expect(1).says("there is no version that served before");
    server.run("rollback", "--to", "1", "2.yml").expect(0);
    server.assertServes("1");
    assertEquals(serving, server.pid("1.yml", "blue"));
  }

  @Test
  @DisplayName("do not stop the next deployment, where they are deleted")
  void deleted() throws IOException {
    server.deploy("2.yml");
    long standby = server.pid("2.yml", "blue");
    Files.delete(record("blue"));
    Files.delete(record("green"));
    Files.delete(history());
    server.run("verify", "2.yml").expect(0);
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
    assertEquals(standby, server.pid("1.yml", "blue"), "the standby was to be found by its tag");
    server.deploy("3.yml");
    server.assertServes("3");
    server.run("remove", "3.yml").expect(0);
    assertEquals(List.of(), server.processes());
  }

  @Test
  @DisplayName("never have us stop somebody else's process that has got the pid of ours")
  void foreignPid() throws Exception {
    ProcessBuilder bare = new ProcessBuilder("/bin/sleep", "600");
    bare.environment().clear(); // So that nothing but its start tells whose it is.
    Process foreign = bare.start();
    try {
      server.deploy("2.yml");
      server.run("rollback", "2.yml").expect(0);
      long pid = foreign.pid();
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
      String text = Files.readString(record("green"));
      long ours = server.pid("1.yml", "green");
      // The pid has gone to somebody else, who began at another time.
      point(text, pid, String.valueOf(Long.parseLong(ticks) - 100));
      through(foreign, ours);
    } finally {
      foreign.destroyForcibly().waitFor();
    }
  }

  private void point(String text, long pid, String ticks) throws IOException {
    String other =
        text.replaceAll("\"pid\":\\d+", "\"pid\":" + pid)
            .replaceAll("\"start_ticks\":\\d+", "\"start_ticks\":" + ticks);
    assertTrue(other.contains("\"pid\":" + pid + ","), other);
    Files.writeString(record("green"), other);
  }

  private void through(Process foreign, long ours) {
    assertEquals(ours, server.pid("1.yml", "green"), "ours is known by its tag");
    server.deploy("3.yml");
    server.assertServes("3");
    assertTrue(foreign.isAlive(), "after a deployment");
    server.run("rollback", "3.yml").expect(0);
    server.assertServes("1");
    assertTrue(foreign.isAlive(), "after a rollback");
    server.run("remove", "3.yml").expect(0);
    assertTrue(foreign.isAlive(), "after the removal");
    assertEquals(List.of(), server.processes());
  }

  @Test
  @DisplayName("never have us stop somebody else's process, even where they name it exactly")
  void foreignProcess() throws Exception {
    Process foreign = new ProcessBuilder("sleep", "600").start();
    try {
      server.deploy("2.yml");
      server.run("rollback", "2.yml").expect(0);
      String stat = Files.readString(Path.of("/proc/" + foreign.pid() + "/stat"));
      String text = Files.readString(record("green"));
      long ours = server.pid("1.yml", "green");
      point(text, foreign.pid(), stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
      through(foreign, ours);
    } finally {
      foreign.destroyForcibly().waitFor();
    }
  }
}
