package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What others have made of what is ours")
class StrangersTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("in the site file is kept, and it is said where")
  void editedSite() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    String ours = server.read("nginx/site.conf");
    String edited = ours.replaceFirst("server \\{", "server {\n    # by hand");
    server.write("nginx/site.conf", edited);
    String kept = "it had been edited, and is kept as " + server.folder() + "/app/kept/site.conf";
    server.run("--dry-run", "1.yml").expect(0).says(kept).says("# by hand");
    server.run("1.yml").expect(0).says(kept);
    assertEquals(edited, server.read("app/kept/site.conf"));
    assertEquals(ours, server.read("nginx/site.conf"));
    server.run("1.yml").expect(0).says("changed=0");
    server.write("nginx/site.conf", edited + "# again");
    server.run("remove", "1.yml").expect(0).says(kept).says("not ours in it: kept");
    assertEquals(edited + "# again", server.read("app/kept/site.conf.2"));
  }

  /** A folder that an app runs from, with a data file that comes with it. */
  private String version(String version) throws IOException {
    Path dist = Files.createDirectories(server.folder().resolve("dist" + version));
    Files.copy(LightJar.version(version), dist.resolve("app.jar"));
    Files.writeString(dist.resolve("orders.db"), "as it came");
    return server
        .light(version)
        .appWithout("jar", "java_opts")
        .app("files", "dist" + version)
        .app("command", "[java, -jar, app.jar, \"--server.port={{ port }}\"]")
        .app("keep_releases", "1")
        .rollout("standby", "stop")
        .write(version + ".yml");
  }

  private Path release(String version) throws IOException {
    try (var all = Files.list(server.folder().resolve("app/releases"))) {
      return all.filter(path -> path.getFileName().toString().startsWith(version + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  @DisplayName(
      "outlives it, whether it is pruned or the app is removed, and it is said where it is")
  void kept() throws IOException {
    server.deploy(version("1"));
    Path first = release("1");
    Files.createDirectories(first.resolve("app/uploads"));
    Files.writeString(first.resolve("app/uploads/a.png"), "mine");
    Files.writeString(first.resolve("app/orders.db"), "with orders");
    server.write("app/logs/gc.log", "mine");
    String second = version("2");
    String said = "moved what was not ours, 2 files of " + first.getFileName();
    server.run("--dry-run", second).expect(0).says(said.replace("moved", "move"));
    server.run(second).expect(0).says(said);
    assertFalse(Files.exists(first), "is pruned");
    Path kept = server.folder().resolve("app/kept").resolve(first.getFileName());
    assertEquals("mine", Files.readString(kept.resolve("app/uploads/a.png")));
    assertEquals("with orders", Files.readString(kept.resolve("app/orders.db")));
    assertEquals("mine", server.read("app/logs/gc.log"));
    assertFalse(Files.exists(kept.resolve("app/app.jar")), "what we have put there goes");
    server.run(second).expect(0).says("changed=0");

    Path last = release("2");
    Files.writeString(last.resolve("app/out.log"), "mine");
    String out = "app/out.log of " + last.getFileName() + " (moved to kept/" + last.getFileName();
    server.run("remove", "--dry-run", second).expect(0).says("kept, ").says(out);
    server.run("remove", second).expect(0).says(out);
    assertEquals("mine", server.read("app/kept/" + last.getFileName() + "/app/out.log"));
    try (var left = Files.walk(server.folder().resolve("app"))) {
      List<Path> files = left.filter(Files::isRegularFile).toList();
      assertEquals(4, files.size(), files::toString);
    }
    server.deploy(second); // What stays is not in the way of another time.
    assertTrue(Files.exists(kept.resolve("app/uploads/a.png")));
  }
}
