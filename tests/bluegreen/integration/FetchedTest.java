package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.FileServer;
import bluegreen.testing.Job;
import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What is deployed from elsewhere")
class FetchedTest {
  private static final String SECRET = "hush-hush-hush";

  private final FileServer files = FileServer.start();
  private PrivateServer server;

  @BeforeEach
  void open() {
    server = PrivateServer.create();
  }

  @AfterEach
  void close() {
    server.close();
    files.close();
  }

  private FileServer.Served put(String version) throws IOException {
    return files.put("/light.jar", Files.readAllBytes(LightJar.version(version)));
  }

  private Draft playbook() {
    return server
        .light("1")
        .appWithout("version")
        .app("jar", files.url("/light.jar"))
        .app("headers", "{ Authorization: \"Bearer {{ env.REPO_TOKEN }}\" }");
  }

  private Run run(String... arguments) {
    Run run = server.deployer().env("REPO_TOKEN", SECRET).run(arguments);
    return run.never(SECRET);
  }

  @Test
  @DisplayName("is fetched once, and again where it is another one there; the way back asks nobody")
  void once() throws Exception {
    put("1");
    playbook().write("app.yml");
    Snapshot before = server.snapshot();
    run("--dry-run", "app.yml").expect(0).says("(not fetched yet)").says("would fetch ");
    before.assertSameAs(server.snapshot(), "--dry-run");
    assertEquals(List.of(), files.asked("GET"));

    run("-vv", "app.yml").expect(0).matches("changed  fetched \\S+ kB from " + files.url(""));
    server.assertServes("1");
    assertEquals("Bearer " + SECRET, files.asked("GET").get(0).header("Authorization"));
    assertTrue(run("app.yml").expect(0).all().contains(" changed=0 "));
    run("verify", "app.yml").expect(0);
    assertEquals(1, files.asked("GET").size());

    put("2");
    run("--output", "json", "app.yml").expect(0);
    server.assertServes("2");
    assertEquals(2, files.asked("GET").size());

    // A server that says nothing of it: only by fetching it one sees that it serves already.
    put("2").with("ETag", "");
    run("verify", "app.yml").expect(1).says("can be told only when that is fetched");
    run("app.yml").expect(0).says("removed leftovers");
    assertEquals(3, files.asked("GET").size());
    try (var cached = Files.list(server.folder().resolve("app/cache"))) {
      assertEquals(List.of("known.json"), cached.map(p -> p.getFileName() + "").toList());
    }

    put("3");
    playbook().app("sha256", "\"" + "0".repeat(64) + "\"").write("wrong.yml");
    run("wrong.yml").expect(1).says("expected app.sha256 000");
    server.assertServes("2");
    put("3").status(404);
    run("app.yml").expect(1).says("answered 404 (there is no such file)");
    server.assertServes("2");

    files.close();
    run("rollback", "app.yml").expect(0);
    server.assertServes("1");
    run("status", "app.yml").expect(0);
    try (var all = Files.walk(server.folder().resolve("app"))) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(SECRET), file::toString);
      }
    }
    run("remove", "app.yml").expect(0);
    assertTrue(Files.notExists(server.folder().resolve("app")));
  }

  @Test
  @DisplayName("is gone on with after a kill, and one at a time")
  void killed() throws Exception {
    put("1").stalling(3000);
    playbook().app("version", "\"1\"").write("app.yml");
    Path part = server.folder().resolve("app/cache/light.jar.part");
    Job job = server.deployer().env("REPO_TOKEN", SECRET).start("app.yml");
    Await.until(
        "3000 bytes in " + part,
        Duration.ofSeconds(60),
        () -> Files.exists(part) && part.toFile().length() == 3000);
    run("app.yml").expect(3).says("another deployment of shop is under way");
    job.signal("KILL").end();
    files.forget();
    run("app.yml").expect(0);
    server.assertServes("1");
    assertEquals("bytes=3000-", files.asked("GET").get(0).header("Range"));
    assertEquals(1, files.asked("GET").size());
    server.assertTidy();
  }

  @Test
  @DisplayName(
      "may be an archive, which a program brings, and a link out of it leaves traffic alone")
  void archive() throws Exception {
    Path dist = Files.createDirectories(server.folder().resolve("build/dist"));
    Files.copy(LightJar.version("1"), dist.resolve("light.jar"));
    tar("1.tar.gz");
    Files.createSymbolicLink(dist.resolve("out"), Path.of("/etc/passwd"));
    tar("2.tar.gz");
    Draft draft =
        server
            .light("1")
            .appWithout("jar", "java_opts")
            .app("files", "dist.tar.gz")
            .app("fetch", "[cp, \"build/{{ version }}.tar.gz\", \"{{ target }}\"]")
            .app("command", "[java, -jar, dist/light.jar, \"--server.port={{ port }}\"]");
    draft.write("app.yml");
    server.run("app.yml").expect(0).says("fetched").says("dist.tar.gz by cp");
    server.assertServes("1");
    assertTrue(server.run("app.yml").expect(0).all().contains(" changed=0 "));
    draft.app("version", "\"2\"").write("app.yml");
    server
        .run("app.yml")
        .expect(1)
        .says("app.files: dist.tar.gz by cp: dist/out is a link to /etc/passwd, which leads out");
    server.assertServes("1");
  }

  private void tar(String name) throws Exception {
    Process tar =
        new ProcessBuilder("tar", "-czf", name, "dist")
            .directory(server.folder().resolve("build").toFile())
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
  }
}
