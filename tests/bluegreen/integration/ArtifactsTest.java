package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bluegreen.testing.Draft;
import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@DisplayName("What is deployed")
class ArtifactsTest {
  private PrivateServer server;

  @BeforeEach
  void open() {
    server = PrivateServer.create();
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** An app whose files are a folder with the jar in it. */
  private Draft files(String version, String files) {
    return server
        .light(version)
        .appWithout("jar", "java_opts")
        .app("files", files)
        .app("command", "[java, -jar, light.jar, \"--server.port={{ port }}\"]");
  }

  private Path folder(String name, String version) throws IOException {
    Path folder = Files.createDirectories(server.folder().resolve(name));
    Files.copy(LightJar.version(version), folder.resolve("light.jar"));
    return folder;
  }

  @Test
  @DisplayName("by a link is what it leads to, and another one when it leads elsewhere")
  void current() throws Exception {
    Path current = server.folder().resolve("current");
    folder("releases/1", "1");
    folder("releases/2", "2");
    Files.createSymbolicLink(current, Path.of("releases/1"));
    files("1", "current").appWithout("version").write("app.yml");
    server.deploy("app.yml");
    server.assertServes("1");
    Files.delete(current);
    Files.createSymbolicLink(current, Path.of("releases/2"));
    server.deploy("app.yml");
    server.assertServes("2");
    // A jar by a link is the same.
    Path jar = Files.createSymbolicLink(server.folder().resolve("a.jar"), LightJar.version("3"));
    server.light("3").app("jar", jar.toString()).write("jar.yml");
    server.deploy("jar.yml");
    server.assertServes("3");
  }

  @Test
  @DisplayName(
      "by a pattern is the one jar that it stands for, by name; or nothing, and it is said")
  void pattern() throws Exception {
    Path libs = Files.createDirectories(server.folder().resolve("build/libs"));
    server.light("1").appWithout("version").app("jar", "build/libs/*.jar").write("app.yml");
    server.run("--dry-run", "app.yml").expect(1).says("is empty");
    Files.copy(LightJar.version("1"), libs.resolve("shop-20261124.jar"));
    server.run("--dry-run", "app.yml").expect(0).says("build/libs/shop-20261124.jar");
    server.deploy("app.yml").says("stored build/libs/shop-20261124.jar");
    server.run("--dry-run", "app.yml").expect(0).says("stored (build/libs/shop-20261124.jar)");

    Files.copy(LightJar.version("2"), libs.resolve("shop-20261125.jar"));
    for (String option : new String[] {"--dry-run", "--verbose"}) {
      Run run = server.run(option, "app.yml").expect(1);
      run.says("2 jars that can be run: shop-20261124.jar, shop-20261125.jar");
    }
    server.run("status", "app.yml").expect(0);
    Files.delete(libs.resolve("shop-20261124.jar"));
    server.deploy("app.yml").says("stored build/libs/shop-20261125.jar");
    server.assertServes("2");
    Files.delete(libs.resolve("shop-20261125.jar"));
    server.run("rollback", "app.yml").expect(0);
    server.assertServes("1");
    server.run("remove", "app.yml").expect(0);
  }

  @Test
  @Timeout(120)
  @DisplayName("is refused by name, by a dry run as well, where it cannot be stored as a whole")
  void refused() throws Exception {
    Path dist = folder("dist", "1");
    files("1", "dist").write("app.yml");
    Path pipe = dist.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    refused(pipe + " is a FIFO");
    Files.delete(pipe);
    Files.createDirectories(server.folder().resolve("node_modules"));
    Path link = Files.createSymbolicLink(dist.resolve("m"), Path.of("../node_modules"));
    refused(link + " is a link to ../node_modules, which leads out of " + dist);
    Files.delete(link);
    Files.delete(dist.resolve("light.jar"));
    refused(dist + " is an empty folder");
  }

  private void refused(String why) {
    Snapshot before = server.snapshot();
    for (String option : new String[] {"--dry-run", "--verbose"}) {
      Run run = server.run(option, "app.yml").expect(1);
      run.says("app.files: " + why);
      before.assertSameAs(server.snapshot(), option);
    }
    assertFalse(Files.exists(server.folder().resolve("app")));
  }

  @Test
  @DisplayName("and what is recorded of it is open to nobody who could not read it before")
  void modes() throws Exception {
    Path dist = folder("dist", "1");
    for (String closed : new String[] {"secret", "light.jar"}) {
      Path file = dist.resolve(closed);
      Files.writeString(dist.resolve("secret"), "hush");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    files("1", "dist").write("app.yml");
    server.deploy("app.yml");
    Path app = server.folder().resolve("app");
    for (Path wide : new Path[] {app.resolve("slots"), app.resolve("lock")}) {
      // As versions of this program before this one had them.
      Files.setPosixFilePermissions(wide, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    server.deploy("app.yml");
    assertEquals("rwx------", mode(app.resolve("slots")));
    assertEquals("rw-------", mode(app.resolve("lock")));
    assertEquals("rw-r-----", mode(app.resolve("history.jsonl")));
    try (var files = Files.walk(app.resolve("releases"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.equals("secret") || name.equals("light.jar")) {
          assertEquals("rw-------", mode(file));
        }
      }
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
