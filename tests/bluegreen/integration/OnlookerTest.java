package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Listing;
import bluegreen.testing.DeployJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a user that exists on every machine and owns nothing. It takes root to become him. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A user who has not deployed an app")
class OnlookerTest {
  private static final String NOBODY = "65534";

  private final PrivateServer server = PrivateServer.create();

  @BeforeAll
  void deploy() throws IOException {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    DeployJar.copyTo(server.folder().resolve("deploy.jar"));
    mode(server.folder(), "rwxr-xr-x");
  }

  @AfterAll
  void close() {
    server.close();
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private Run asNobody(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-jar", "deploy.jar"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(server.folder().toFile());
    builder.environment().put("XDG_STATE_HOME", server.folder().resolve("nobodys").toString());
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] out = process.getInputStream().readAllBytes();
      return new Run(command, process.waitFor(), new String(out, StandardCharsets.UTF_8), "");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"status", "verify", "logs", "history", "report", "rollback", "remove", "deploy"})
  @DisplayName("is told who may see it, and how, instead of that there is nothing")
  void toldWhoMay(String command) {
    Path app = server.folder().resolve("app");
    asNobody(command, "1.yml")
        .expect(1)
        .says("only root can see what runs in " + app + ", as " + app + " belongs to root")
        .says("sudo java -jar deploy.jar " + command + " ")
        .never("none")
        .never("nothing")
        .never("mend it first");
  }

  @Test
  @DisplayName("may make a page of what he was given to read")
  void reader() throws IOException {
    Path app = server.folder().resolve("app");
    Path evidence = app.resolve("evidence");
    List<Path> given = new ArrayList<>(List.of(app.resolve("history.jsonl"), evidence));
    given.addAll(Listing.of(evidence));
    try {
      for (Path path : given) {
        Files.setAttribute(path, "unix:gid", Integer.parseInt(NOBODY));
      }
      asNobody("report", "-o", "-", "1.yml").expect(0).says("<h2 id=\"steps\">");
      asNobody("report", "1.yml").expect(1).says("cannot write ").says("--out FILE");
    } finally {
      for (Path path : given) {
        Files.setAttribute(path, "unix:gid", 0);
      }
    }
  }

  @Test
  @DisplayName("is told so as a program, too, and may check the playbook")
  void programs() {
    List<JsonObject> lines = asNobody("status", "--output", "json", "1.yml").expect(1).json();
    assertEquals("error", lines.get(0).getString("event"));
    assertTrue(lines.get(0).getString("message").startsWith("only root can see"), lines::toString);
    asNobody("validate", "1.yml").expect(0);
    asNobody("--list-steps", "1.yml").expect(0);
  }

  @Test
  @DisplayName("is told whose the playbook is that he may not read, and the folder for a new one")
  void closedPlaybook() throws IOException {
    server.light("1").write("closed.yml");
    Path file = server.folder().resolve("closed.yml");
    mode(file, "rw-------");
    asNobody("status", "closed.yml").expect(2).says(" may not read it, as it belongs to root; run");
    Path above = Files.createDirectories(server.folder().resolve("above/below"));
    mode(above.getParent(), "rwx------");
    String whose = " may not read it, as " + above.getParent() + " belongs to root; run this as";
    asNobody("status", "above/below/1.yml").expect(2).says(whose);
    asNobody("init", ".")
        .expect(1)
        .says("may not write to ., which belongs to root; do it as root: sudo java -jar ")
        .says(" init .");
  }

  @Test
  @DisplayName("is told the folder that is closed to him where that is one above")
  void closedFolder() throws IOException {
    Path app = server.folder().resolve("app");
    mode(app, "rwx------");
    try {
      asNobody("status", "1.yml").expect(1).says("as " + app + " belongs to root");
      asNobody("logs", "--slot", "blue", "1.yml").expect(1).never("nothing was ever started");
    } finally {
      mode(app, "rwxr-xr-x");
    }
  }

  @Test
  @DisplayName("sees in the list of apps where visitors are sent, and whose the rest is to see")
  void listed() {
    Path app = server.folder().toAbsolutePath().resolve("app");
    JsonObject root = listed(server.run("list", "--output", "json").expect(0), app);
    JsonObject other = listed(asNobody("list", "--output", "json").expect(0), app);
    for (JsonObject json : List.of(root, other)) {
      assertEquals("shop", json.getString("app"));
      assertEquals("blue", json.getString("active"));
      assertEquals("live", json.getString("switch"));
    }
    assertEquals("1", root.getString("version"));
    assertEquals("running", root.getObject("slots").getObject("blue").getString("state"));
    assertEquals("stopped", root.getObject("slots").getObject("green").getString("state"));
    assertEquals("ok", root.getObject("last").getString("status"));
    assertEquals("unknown", other.getObject("slots").getObject("blue").getString("state"));
    assertTrue(other.isNull("version") && other.isNull("last"), other::toString);
    server.run("list").expect(0).matches("shop   active blue :\\d+ \\(1\\)   stopped green :");
    asNobody("list").expect(0).says("the rest is for root to see");
    server.run("list", "1.yml").expect(2).says("list takes nothing more, got 1.yml");
  }

  private static JsonObject listed(Run run, Path app) {
    return run.json().stream()
        .filter(json -> json.getString("dir").equals(app.toString()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(app + " is not in " + run));
  }

  @Test
  @DisplayName("who looks into a folder of his own by default is told of the one that root has")
  void defaultFolder() throws IOException {
    String name = "seen-" + ProcessHandle.current().pid();
    Path folder = Path.of("/var/lib/bluegreen", name);
    server.light("1").app("name", name).appWithout("dir").write("default.yml");
    String none = "active: none";
    asNobody("status", "default.yml").expect(0).says(none);
    Files.createDirectories(folder.resolve("slots"));
    try {
      for (String command : List.of("status", "verify", "logs", "history")) {
        asNobody(command, "default.yml")
            .expect(1)
            .says("root has deployed " + name + " into " + folder)
            .says("sudo java -jar deploy.jar " + command + " ")
            .never(none);
      }
      Path owner = server.folder().resolve("app/owner.json");
      Files.copy(owner, folder.resolve("owner.json"));
      asNobody("--dry-run", "default.yml")
          .expect(1)
          .says("root has deployed " + name + ", into " + folder + ", and only root can go on")
          .says("sudo java -jar deploy.jar deploy default.yml")
          .never("app.user");
      Files.delete(folder.resolve("owner.json"));
      server.run("status", "default.yml").expect(0).says(none); // He may see that it is empty.
    } finally {
      Files.delete(folder.resolve("slots"));
      Files.delete(folder);
    }
  }
}
