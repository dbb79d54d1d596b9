package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Draft;
import bluegreen.testing.LightJar;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("An app that the user's own commands start on this machine")
class OwnCommandsTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();

  @BeforeEach
  void scripts() throws IOException {
    for (String version : List.of("1", "2", "3")) {
      Files.copy(LightJar.version(version), server.folder().resolve(version + ".jar"));
    }
    script(
        "start",
        "setsid java -Xmx64m -jar $PWD/$2.jar --server.port=$1 >log 2>&1 </dev/null & echo $! >$1");
    script("stop", "[ -e lies ] || { kill $(cat $1) && rm $1; }");
    script("runs", "kill -0 $(cat $1)");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void script(String name, String line) throws IOException {
    Path file = server.write(name, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private String own(String version) {
    return own(version, "30s");
  }

  private String own(String version, String patience) {
    String word = "[\"" + server.folder() + "/%s\", \"{{ port }}\"%s]";
    Draft draft =
        server
            .light(version)
            .appWithout("jar", "java_opts")
            .app("stop_timeout", patience)
            .with("slots", "blue", "\"127.0.0.1:" + server.port("blue") + "\"")
            .with("slots", "green", "\"127.0.0.1:" + server.port("green") + "\"")
            .without("ports", "blue")
            .without("ports", "green")
            .with(
                "app",
                "start",
                "{ run: "
                    + word.formatted("start", ", \"{{ version }}\"")
                    + ", stop: "
                    + word.formatted("stop", "")
                    + ", running: "
                    + word.formatted("runs", "")
                    + " }");
    return draft.write("own-" + version + ".yml");
  }

  private String jar(String version) {
    return server.light(version).write("jar-" + version + ".yml");
  }

  private List<String> apps() {
    return server.processes().stream().filter(line -> line.contains("--server.port")).toList();
  }

  @Test
  @DisplayName(
      "becomes one that we start, and goes back, with no request lost; each ends the other")
  void moves() {
    server.deploy(own("1"));
    server.deploy(own("2"));
    try (Load load =
        LoadClient.to(server.url("/")).connections(4).posts(2).perSecond(200).start()) {
      load.awaitRequests(50, SOON);
      Run dry = server.run("--dry-run", jar("3")).expect(0);
      assertTrue(dry.all().contains("would stop 1, run by app.start on blue"), dry::toString);
      server.deploy(jar("3"));
      server.assertServes("3");
      server.run("rollback", "jar-3.yml").expect(0);
      server.assertServes("2");
      server.deploy("jar-3.yml");
      server.deploy(jar("1"));
      server.assertServes("1");
      assertEquals(2, apps().size(), () -> apps().toString());
      server
          .run("rollback", "--to", "2", "jar-1.yml")
          .expect(1)
          .says("app.jar: 2 (")
          .says("was deployed without one");
      server.deploy(own("2"));
      server.assertServes("2");
      LoadReport report = load.stop();
      assertEquals(0, report.failures(), report::describe);
    }
    server.run("remove", jar("3")).expect(0);
    assertEquals(List.of(), apps());
  }

  @Test
  @DisplayName("whose stop command lies is told before visitors lose anything by a removal")
  void lies() {
    server.deploy(own("1"));
    server.deploy(own("2"));
    server.write("lies", "");
    server
        .run("remove", own("2", "1s"))
        .expect(1)
        .says("still accepts connections")
        .says("active green");
    server.assertServes("2");
    assertTrue(server.folder().resolve("lies").toFile().delete());
    server.run("remove", own("2")).expect(0).says("active none");
    assertEquals(List.of(), apps());
  }
}
