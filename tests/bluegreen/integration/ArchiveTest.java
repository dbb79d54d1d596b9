package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("With app.archive: auto a version")
class ArchiveTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private boolean isMapped(String playbook, String slot) {
    try {
      return Files.readString(Path.of("/proc/" + server.pid(playbook, slot) + "/maps"))
          .lines()
          .anyMatch(line -> line.matches(".*/archive/own/[^/]+\\.(jsa|aot)"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> all = Files.walk(server.folder().resolve("app/releases"))) {
      return all.filter(p -> p.toString().matches(".*\\.(jsa|aot)")).toList();
    }
  }

  @Test
  @DisplayName("of a Spring Boot app is started with an archive of its classes, made once")
  void spring() throws IOException {
    server.shop("1").app("archive", "auto").write("1.yml");
    server.shop("2").app("archive", "auto").rollout("quiet_start", "true").write("2.yml");
    server.run("--dry-run", "-v", "1.yml").expect(0).says("for an archive of them in");
    server.deploy("1.yml").says("with an archive of its classes, ");
    assertTrue(isMapped("1.yml", "blue"));
    assertEquals("1", server.get("/version"));

    Run second = server.deploy("2.yml");
    second.says("with an archive of its classes, ");
    assertTrue(isMapped("2.yml", "green"));
    assertEquals(List.of(), server.deploy("2.yml").steps("changed"), "it is as wanted");

    assertEquals(2, archives().size());
    server.run("rollback", "2.yml").expect(0);
    Run back = server.deploy("2.yml");
    assertFalse(back.toString().contains("archive of its classes"), back::toString);
    server.run("remove", "2.yml").expect(0);
    assertFalse(Files.exists(server.folder().resolve("app")));
  }

  @Test
  @DisplayName("of which none can be made is started without, and that is said")
  void none() throws IOException {
    server.light("1").app("archive", "auto").write("1.yml");
    server
        .deploy("1.yml")
        .says(
            "without an archive of its classes: that takes the jar of a Spring Boot app, 3.3 or"
                + " later");
    assertFalse(isMapped("1.yml", "blue"));
    assertEquals(List.of(), archives());
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"), "it is as wanted");
  }
}
