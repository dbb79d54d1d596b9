package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Secrets;
import bluegreen.host.Trace;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.runner.ProcessRunner;
import bluegreen.runner.Runner;
import bluegreen.runner.SystemdRunner;
import bluegreen.runner.SystemdUnit;
import bluegreen.state.Artifact;
import bluegreen.state.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a playbook wants to serve")
class WantedTest {
  @TempDir Path folder;
  private Ground ground;
  private final Secrets veil = new Secrets();
  private final List<String> problems = new ArrayList<>();

  @BeforeEach
  void open() {
    ground = new Ground(folder);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private ProcessRunner plain() {
    return new ProcessRunner(ground.dir, ground.machine.commands(), ground.files, ground.processes);
  }

  private Wanted wanted(String app) throws Exception {
    return wanted(app, plain());
  }

  private Wanted wanted(String app, Runner runner) throws Exception {
    return new Wanted(
        ground.playbook(
            "app: { name: app, dir: app, " + app + " }",
            "ports: { blue: 8081, green: 8082 }",
            "health: { url: \"http://127.0.0.1:{{ port }}/health\" }",
            "nginx: { site: shop.conf }"),
        ground.dir,
        new Templates(),
        ground.machine.commands(),
        runner,
        Map.of("PATH", "/usr/bin:/bin"),
        true,
        veil,
        Trace.SILENT);
  }

  private List<String> launched(Wanted wanted) throws Exception {
    problems.clear();
    wanted.launches(Optional.empty(), true, problems);
    return problems;
  }

  @Test
  @DisplayName("is refused where the artifact is not there, or is another than the playbook says")
  void artifact() throws Exception {
    Path files = folder.resolve("dist");
    String command = "command: [./serve, \"{{ port }}\"], files: dist";
    assertEquals(Optional.empty(), wanted(command).artifact(problems));
    assertEquals(List.of("app.files: " + files + " does not exist"), problems);
    Files.createDirectory(files);
    Files.writeString(files.resolve("serve"), "one");
    String digest = wanted(command).artifact(problems).orElseThrow().digest();
    String other = "ab".repeat(32);
    assertEquals(Optional.empty(), wanted(command + ", sha256: " + other).artifact(problems));
    assertEquals("app.sha256: " + files + " has " + digest + "; it is refused", problems.get(1));
    assertTrue(wanted(command + ", sha256: " + digest).artifact(problems).isPresent());
    assertEquals(2, problems.size());
  }

  @Test
  @DisplayName("is no jar that is none")
  void jar() throws Exception {
    Path jar = folder.resolve("shop.jar");
    String app = "jar: shop.jar, args: [\"--server.port={{ port }}\"]";
    wanted(app).artifact(problems);
    assertEquals("app.jar: " + jar + " does not exist", problems.get(0));
    Files.writeString(jar, "no jar");
    assertEquals(Optional.empty(), wanted(app).artifact(problems));
    assertTrue(problems.get(1).contains("is not a whole jar"), problems::toString);
  }

  @Test
  @DisplayName("is another release where the command is another, though it has no files")
  void command() throws Exception {
    Artifact one = wanted("command: [a, \"{{ port }}\"]").artifact(problems).orElseThrow();
    Artifact two = wanted("command: [b, \"{{ port }}\"]").artifact(problems).orElseThrow();
    Artifact named =
        wanted("command: [a, \"{{ port }}\"], version: \"2\"").artifact(problems).orElseThrow();
    assertNotEquals(one.digest(), two.digest());
    assertNotEquals(one.digest(), named.digest());
    assertEquals(
        one.digest().substring(0, 12),
        wanted("command: [a, \"{{ port }}\"]").release(one).version());
    assertEquals(
        "2", wanted("command: [a, \"{{ port }}\"], version: \"2\"").release(named).version());
  }

  @Test
  @DisplayName("is launched in each slot on its port, and its secrets are hidden from then on")
  void launches() throws Exception {
    Path secrets = Files.writeString(folder.resolve("s.env"), "TOKEN=hush-0123456789\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    Wanted wanted = wanted("command: [/bin/sh, \"{{ port }}\"], env_file: s.env");
    var launches = wanted.launches(wanted.artifact(problems).map(wanted::release), true, problems);
    assertEquals(List.of(), problems);
    assertEquals(Set.of(Slot.BLUE, Slot.GREEN), launches.keySet());
    assertEquals(List.of("/bin/sh", "8081"), launches.get(Slot.BLUE).argv());
    assertEquals(List.of("/bin/sh", "8082"), launches.get(Slot.GREEN).argv());
    assertEquals("hush-0123456789", launches.get(Slot.BLUE).env().get("TOKEN"));
    assertEquals("said ********", veil.hide("said hush-0123456789"));
  }

  @Test
  @DisplayName("is not started from a release of the time when the app was something else")
  void otherKind() throws Exception {
    String digest = "0a1b2c3d4e5f".repeat(6).substring(0, 64);
    for (String content : List.of("", "image.json", "shop.jar")) {
      Release old = new Release("1", digest, folder, content, Instant.EPOCH);
      problems.clear();
      wanted("jar: shop.jar").launches(Optional.of(old), true, problems);
      assertEquals(
          content.equals("shop.jar")
              ? List.of()
              : List.of(
                  "app.jar: 1 (0a1b2c3d4e5f) was deployed without one, and cannot be started by"
                      + " this playbook; take the playbook that it was deployed with"),
          problems.stream().filter(p -> !p.startsWith("app.java")).toList());
      problems.clear();
      wanted("image: shop, args: [\"{{ port }}\"]").launches(Optional.of(old), true, problems);
      assertEquals(
          !content.equals("image.json"),
          problems.stream()
              .anyMatch(p -> p.startsWith("app.image: 1 (0a1b2c3d4e5f) was deployed")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/bin/sh, true",
    "sh, true",
    "/bin/no-such-program, false",
    "no-such-program, false",
    "./serve, true",
    "'{{ release }}/serve', true"
  })
  @DisplayName("names a program that is there, as far as that can be told before")
  void program(String program, boolean there) throws Exception {
    List<String> found = launched(wanted("command: [\"" + program + "\", \"{{ port }}\"]"));
    assertEquals(
        there ? List.of() : List.of("app.command: there is no program '" + program + "'"), found);
  }

  @Test
  @DisplayName("has its program looked for on the app's own PATH, where it has one")
  void path() throws Exception {
    String app = "command: [sh, \"{{ port }}\"], env: { PATH: ";
    assertEquals(1, launched(wanted(app + "/nowhere }")).size());
    assertEquals(List.of(), launched(wanted(app + "\"/nowhere:/bin\" }")));
    assertEquals(List.of(), launched(wanted(app + "\"{{ release }}/bin\" }")));
  }

  @Test
  @DisplayName("says of a java that is not there what to do")
  void java() throws Exception {
    String app = "jar: shop.jar, java: no-java, args: [\"--server.port={{ port }}\"]";
    assertEquals(
        List.of("app.java: there is no program 'no-java'; install Java or say where it is"),
        launched(wanted(app)));
  }

  @Test
  @DisplayName("is not started where whoever would run it cannot, which is told")
  void runner() throws Exception {
    String app = "command: [/bin/sh, \"{{ port }}\"]";
    List<String> refused = launched(wanted(app + ", runner: systemd"));
    assertEquals(1, refused.size(), refused::toString);
    assertTrue(refused.get(0).startsWith("app.runner: systemd: "), refused::toString);
    SystemdRunner systemd =
        new SystemdRunner(
            slot -> new SystemdUnit("app", slot, ground.dir, folder),
            ground.dir,
            Duration.ZERO,
            true,
            plain(),
            ground.machine.commands(),
            ground.files,
            ground.processes);
    assertEquals(List.of(), launched(wanted(app + ", runner: systemd", systemd)));
    Files.writeString(folder.resolve("bluegreen-app-green.service"), "[Service]\n");
    List<String> foreign = launched(wanted(app, systemd));
    assertEquals(1, foreign.size(), foreign::toString);
    assertTrue(foreign.get(0).contains("exists and was not written for"), foreign::toString);
  }
}
