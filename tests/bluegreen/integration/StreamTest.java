package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.TalkLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("An app that does not speak HTTP, behind nginx's stream block")
class StreamTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private int port() {
    return server.url("/").getPort();
  }

  private String served() throws IOException {
    try (TalkLoad.Session session = new TalkLoad.Session(port())) {
      return session.version();
    }
  }

  private void write(String version) {
    server.talk(version).rollout("drain", "200ms").write(version + ".yml");
  }

  @Test
  @Timeout(120)
  @DisplayName(
      "is switched by reloads without a loss to short sessions or long ones, and goes without a"
          + " trace")
  void reloads() throws Exception {
    write("1");
    write("2");
    server.deploy("1.yml");
    assertEquals("1", served());
    try (TalkLoad load = TalkLoad.begin(port(), 8, 8)) {
      Run run = server.deploy("2.yml");
      assertTrue(run.steps("changed").containsAll(List.of("start", "switch")), run::toString);
      assertEquals("2", served());
      server.run("verify", "2.yml").expect(0).says("serves shop 2");
      server.run("verify", "1.yml").expect(1);
      server.run("rollback", "2.yml").expect(0);
      assertEquals("1", served());
      assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
      assertEquals(List.of(), load.failures());
      assertTrue(load.done() > 0 && load.answered() > 0);
    }
    server.run("remove", "1.yml").expect(0);
    assertEquals(List.of(), server.processes());
    assertFalse(Files.exists(server.folder().resolve("app")));
    assertFalse(Files.exists(server.folder().resolve("nginx/stream.conf")));
  }

  @Test
  @Timeout(120)
  @DisplayName("keeps its traffic where a new version does not answer as health demands")
  void fails() throws Exception {
    write("1");
    server.deploy("1.yml");
    server.talk("2").app("env", "{ TALK_FAIL: loading }").health("timeout", "2s").write("bad.yml");
    server.run("bad.yml").expect(1).says("answered hello 2 -LOADING, without +PONG");
    assertEquals("1", served());
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
  }
}
