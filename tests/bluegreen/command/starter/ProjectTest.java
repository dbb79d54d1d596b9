package bluegreen.command.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a project's folder holds")
class ProjectTest {
  @TempDir Path folder;

  private Path jar(String name, String... entries) throws IOException {
    return Jars.write(folder.resolve(name), true, entries);
  }

  private String found() {
    Project project = Project.at(folder);
    return project.jar(Optional.empty()).map(project::shown).orElse("");
  }

  @Test
  @DisplayName("is found in its modules, wherever a build tool puts it")
  void modules() throws IOException {
    jar("gradle/wrapper/gradle-wrapper.jar");
    jar(".mvn/wrapper/maven-wrapper.jar");
    jar("module-api/src/test/resources/fixture.jar");
    jar("web/node_modules/x/target/x.jar");
    assertEquals("", found());
    jar("services/backend/build/libs/backend.jar");
    assertEquals("services/backend/build/libs/backend.jar", found());
    jar("module-api/target/api.war");
    assertEquals("module-api/target/api.war", found());
    jar("build/libs/shop.jar");
    assertEquals("build/libs/shop.jar", found());
    assertEquals(
        List.of("module-api/target/api.war", "services/backend/build/libs/backend.jar"),
        Project.at(folder).beside(folder.resolve("build/libs/shop.jar")).stream()
            .map(p -> folder.relativize(p).toString())
            .toList());
  }

  @Test
  @DisplayName("is what can run, and of several what Spring Boot has packed, the newest")
  void runs() throws IOException {
    Jars.write(folder.resolve("target/library.jar"), false);
    jar("target/shop-1-plain.jar");
    jar("target/shop-1-sources.jar");
    assertEquals("", found());
    assertEquals(3, Project.at(folder).others().size());
    Path old = jar("target/shop-1.jar", "org/springframework/boot/loader/X.class");
    jar("target/shop-2.jar", "org/springframework/boot/loader/X.class");
    jar("target/zz-tool.jar");
    Files.setLastModifiedTime(old, FileTime.fromMillis(1));
    assertEquals("target/shop-2.jar", found());
  }

  @Test
  @DisplayName("is the running app's jar, where it is one of several")
  void running() throws IOException {
    jar("admin/build/libs/admin-2.jar");
    jar("shop/build/libs/shop-2.jar");
    Project project = Project.at(folder);
    Optional<Path> running = Optional.of(Path.of("/srv/shop-1.jar"));
    assertEquals("shop/build/libs/shop-2.jar", project.shown(project.jar(running).orElseThrow()));
    assertTrue(project.owns(running.get()));
  }

  @Test
  @DisplayName("has a pattern where its name holds a version or a date")
  void patterns() throws IOException {
    assertEquals("shop-[0-9]*.jar", pattern("shop-1.4.2.jar"));
    assertEquals("shop-v[0-9]*.jar", pattern("shop-v2.jar"));
    assertEquals("api_[0-9]*.war", pattern("api_20261125.war"));
    assertEquals("app[0-9]*.jar", pattern("app20261125.jar"));
    assertEquals("", pattern("app.jar"));
    assertEquals("", pattern("log4j2.jar"));
    jar("two-1.jar");
    assertEquals("", pattern("two-2.jar"));
    assertEquals("shop", Project.base(Path.of("shop-0.0.1-SNAPSHOT.jar")));
    assertEquals("", Project.base(Path.of("20261125.jar")));
  }

  private String pattern(String name) throws IOException {
    return Project.pattern(jar(name)).map(p -> p.getFileName().toString()).orElse("");
  }

  @Test
  @DisplayName("may be a Node app: its start script is run without npm where that can be")
  void node() throws IOException {
    write(
        "{\"name\":\"@acme/web\",\"scripts\":{\"start\":\"NODE_ENV=production node"
            + " dist/server.js\"}}");
    NodeApp app = NodeApp.at(folder).orElseThrow();
    assertEquals("web", app.name());
    assertEquals(List.of("node", "dist/server.js"), app.command());
    assertEquals(Map.of("NODE_ENV", "production"), app.env());
    Files.createDirectories(folder.resolve("node_modules/.bin"));
    Files.writeString(folder.resolve("node_modules/.bin/next"), "");
    write("{\"scripts\":{\"start\":\"next start\"},\"dependencies\":{\"next\":\"1\"}}");
    assertEquals(
        List.of("node_modules/.bin/next", "start"), NodeApp.at(folder).orElseThrow().command());
    assertTrue(NodeApp.at(folder).orElseThrow().installed());
    write("{\"scripts\":{\"start\":\"npm run build && node .\"}}");
    assertEquals(List.of("npm", "start"), NodeApp.at(folder).orElseThrow().command());
    write("{\"scripts\":{\"build\":\"x\"}}");
    assertEquals(Optional.empty(), NodeApp.at(folder));
    write("not JSON");
    assertEquals(Optional.empty(), NodeApp.at(folder));
  }

  private void write(String json) throws IOException {
    Files.writeString(folder.resolve("package.json"), json);
  }
}
