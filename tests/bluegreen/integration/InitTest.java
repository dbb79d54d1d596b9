package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("The starter playbook")
class InitTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("names the jar that is found and is right as it stands")
  void isRight() throws IOException {
    Path libs = Files.createDirectories(server.folder().resolve("project/build/libs"));
    Files.copy(LightJar.version("1"), libs.resolve("My_Shop-1.4.2.jar"));
    Files.copy(LightJar.version("1"), libs.resolve("My_Shop-1.4.2-plain.jar"));
    server.run("init", "project").expect(0).says("build/libs/My_Shop-1.4.2.jar").says("--dry-run");
    server.run("validate", "project/playbook.yml").expect(0).says("valid, for the app my-shop");
  }

  @Test
  @DisplayName("names a jar of a module, and neither a library nor a build tool's wrapper")
  void module() throws IOException {
    Path wrapper = Files.createDirectories(server.folder().resolve("many/gradle/wrapper"));
    Files.copy(LightJar.version("1"), wrapper.resolve("gradle-wrapper.jar"));
    Path libs = Files.createDirectories(server.folder().resolve("many/module-api/build/libs"));
    Files.copy(LightJar.version("1"), libs.resolve("api-2.jar"));
    Files.writeString(libs.resolve("library.jar"), "no main class");
    server.run("init", "many").expect(0).says("module-api/build/libs/api-2.jar");
    server.run("validate", "many/playbook.yml").expect(0).says("valid, for the app api");
  }

  @Test
  @DisplayName("is written where there is no jar yet, too")
  void withoutJar() throws IOException {
    Files.createDirectories(server.folder().resolve("My Project"));
    server.run("init", "My Project").expect(0).says("none found");
    server.run("validate", "My Project/playbook.yml").expect(0).says("my-project");
  }

  @Test
  @DisplayName("is never written over another: exit code 2")
  void neverOver() {
    server.write("playbook.yml", "mine\n");
    Snapshot before = server.snapshot();
    server.run("init").expect(2).says("exists already");
    server.run("init", "no-such-folder").expect(2).says("there is no folder no-such-folder");
    before.assertSameAs(server.snapshot(), "an init that was refused");
    assertEquals("mine\n", server.read("playbook.yml"));
  }
}
