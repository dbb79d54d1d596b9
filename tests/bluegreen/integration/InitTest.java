package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
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
  @DisplayName("has a pattern for a jar with a version in its name, and is right as it stands")
  void isRight() throws IOException {
    Path libs = Files.createDirectories(server.folder().resolve("project/build/libs"));
    Files.copy(LightJar.version("1"), libs.resolve("My_Shop-1.4.2.jar"));
    Files.copy(LightJar.version("1"), libs.resolve("My_Shop-1.4.2-plain.jar"));
    Run run = server.run("init", "project").expect(0);
    run.says("build/libs/My_Shop-[0-9]*.jar, today My_Shop-1.4.2.jar").says("--dry-run");
    server.run("validate", "project/playbook.yml").expect(0).says("valid, for the app my-shop");
    assertTrue(server.read("project/playbook.yml").contains("jar: build/libs/My_Shop-[0-9]*.jar"));
  }

  @Test
  @DisplayName("names a jar of a module, and neither a library nor a build tool's wrapper")
  void module() throws IOException {
    Path wrapper = Files.createDirectories(server.folder().resolve("many/gradle/wrapper"));
    Files.copy(LightJar.version("1"), wrapper.resolve("gradle-wrapper.jar"));
    Path libs = Files.createDirectories(server.folder().resolve("many/module-api/build/libs"));
    Files.copy(LightJar.version("1"), libs.resolve("api.war"));
    Files.writeString(libs.resolve("library.jar"), "no main class");
    server.run("init", "many").expect(0).says("module-api/build/libs/api.war");
    server.run("validate", "many/playbook.yml").expect(0).says("valid, for the app api");
  }

  @Test
  @DisplayName("says that nothing was found, where that is so, and invents nothing")
  void withoutJar() throws IOException {
    Path folder = Files.createDirectories(server.folder().resolve("My Project"));
    Files.writeString(folder.resolve("build.gradle"), "");
    Run run = server.run("init", "My Project").expect(0);
    run.says("nothing that can be run was found").says("'My Project/playbook.yml'");
    server.run("validate", "My Project/playbook.yml").expect(0).says("my-project");
    run = server.run("--dry-run", "My Project/playbook.yml").expect(1);
    run.says("build/libs/*.jar matches no file; there is no folder");
  }

  @Test
  @DisplayName("runs a Node app by its start script, with the port in PORT")
  void node() {
    server.write("package.json", "{\"name\":\"web\",\"scripts\":{\"start\":\"node server.js\"}}");
    server.write("server.js", "");
    server.run("init").expect(0).says("Node: node server.js");
    server.run("validate", "playbook.yml").expect(0).says("valid, for the app web");
    assertTrue(server.read("playbook.yml").contains("command: ['node', 'server.js']"));
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
