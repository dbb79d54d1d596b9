package bluegreen.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Account;
import bluegreen.host.Programs;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("How a release is started")
class LaunchesTest {
  private static final String JAR =
      """
      jar: shop.jar
      java: /opt/java
      java_opts: [-Xmx64m, '-Dslot={{ slot }}']
      args: ['--server.port={{ port }}', '--home={{ release }}', '--label={{ version }}']
      env: { COLOUR: '{{ slot }}', TZ: Asia/Seoul }
      """;

  @TempDir Path folder;

  private Release release(String version) {
    return new Release(
        version,
        "ab".repeat(32),
        folder.resolve("state/releases/" + version),
        "shop.jar",
        Instant.EPOCH);
  }

  /** What may be different from one launch to another. */
  private record Given(
      String app, String path, Map<String, String> secrets, Optional<Account> account) {
    static Given jar() {
      return new Given(JAR, Shop.PATH, Map.of(), Optional.empty());
    }

    Given app(String other) {
      return new Given(other, path, secrets, account);
    }

    Given path(String other) {
      return new Given(app, other, secrets, account);
    }

    Given secrets(Map<String, String> other) {
      return new Given(app, path, other, account);
    }

    Given account(String name) {
      return new Given(
          app, path, secrets, Optional.of(new Account(name, 1001, 1002, "/home/" + name)));
    }
  }

  private Launch launch(Given given, Slot slot) throws Exception {
    Files.writeString(folder.resolve("shop.jar"), "jar");
    Playbook playbook = Shop.playbook(folder, given.app());
    return new Launches(
            playbook,
            new AppDir(folder.resolve("state")),
            new Templates(),
            given.path(),
            given.secrets(),
            Shop.DEPLOYER,
            given.account(),
            "process")
        .of(release("1.4.2"), slot, playbook.ports().of(slot));
  }

  @Nested
  @DisplayName("its command line")
  class Argv {
    @Test
    @DisplayName("runs the stored jar, never the one that was built")
    void jar() throws Exception {
      Path stored = release("1.4.2").home();
      assertEquals(
          List.of(
              "/opt/java",
              "-Xmx64m",
              "-Dslot=green",
              "-jar",
              stored.resolve("shop.jar").toString(),
              "--server.port=18082",
              "--home=" + stored,
              "--label=1.4.2"),
          launch(Given.jar(), Slot.GREEN).argv());
    }

    @Test
    @DisplayName("is the playbook's own where that names one")
    void command() throws Exception {
      Given given = Given.jar().app("command: [/opt/node, server.js, '{{ port }}']");
      assertEquals(List.of("/opt/node", "server.js", "18081"), launch(given, Slot.BLUE).argv());
    }

    @Test
    @DisplayName("has its program as it was found: on the app's PATH, else on ours, else released")
    void program() throws Exception {
      Path tool = Files.createFile(Files.createDirectory(folder.resolve("bin")).resolve("serve"));
      assertTrue(tool.toFile().setExecutable(true));
      Given given = Given.jar().app("command: [serve, '{{ port }}']");
      assertEquals("serve", launch(given, Slot.BLUE).argv().get(0), "nowhere to be found");
      Given onOurs = given.path("bin:" + tool.getParent() + ":/bin");
      assertEquals(tool.toString(), launch(onOurs, Slot.BLUE).argv().get(0));
      Given onIts =
          Given.jar()
              .app("command: [serve, '{{ port }}']\nenv: { PATH: '" + tool.getParent() + "' }");
      assertEquals(tool.toString(), launch(onIts, Slot.BLUE).argv().get(0));
      Given released = Given.jar().app("command: [./serve, '{{ port }}']");
      assertEquals(
          release("1.4.2").home().resolve("serve").toString(),
          launch(released, Slot.BLUE).argv().get(0));
    }
  }

  @Nested
  @DisplayName("its folder")
  class Folder {
    private Path workdir(String app) throws Exception {
      Files.createDirectories(folder.resolve("dist"));
      return launch(Given.jar().app(app), Slot.BLUE).workdir();
    }

    @Test
    @DisplayName("outlives releases for a jar, is the release's for files, and may be any other")
    void workdir() throws Exception {
      String files = "command: [serve, '{{ port }}']\nfiles: dist\n";
      assertEquals(folder.resolve("state/work"), workdir(JAR));
      assertEquals(folder.resolve("state/work"), workdir("command: [serve, '{{ port }}']"));
      assertEquals(release("1.4.2").home(), workdir(files));
      assertEquals(Path.of("/srv/shop"), workdir(files + "workdir: /srv/shop"));
      assertEquals(folder.resolve("data"), workdir(JAR + "workdir: data"));
    }
  }

  @Nested
  @DisplayName("its environment")
  class Environment {
    private Map<String, String> untagged(Given given) throws Exception {
      Map<String, String> env = new TreeMap<>(launch(given, Slot.BLUE).env());
      env.keySet().removeIf(name -> name.startsWith("BLUEGREEN_"));
      return env;
    }

    @Test
    @DisplayName("is the playbook's, the plainest language, and who it runs as; nothing of ours")
    void base() throws Exception {
      Map<String, String> expected =
          new TreeMap<>(
              Map.of(
                  "PATH", Programs.USUAL_PATH,
                  "LANG", "C.UTF-8",
                  "HOME", "/home/deployer",
                  "USER", "deployer",
                  "LOGNAME", "deployer",
                  "COLOUR", "blue",
                  "TZ", "Asia/Seoul"));
      assertEquals(expected, untagged(Given.jar()));
      Given own = Given.jar().app(JAR.replace("COLOUR:", "LANG: ko_KR.UTF-8, COLOUR:"));
      expected.put("LANG", "ko_KR.UTF-8");
      assertEquals(expected, untagged(own), "the playbook has the last word");
    }

    @Test
    @DisplayName("is that of the user it runs as")
    void account() throws Exception {
      Map<String, String> env = untagged(Given.jar().account("shop"));
      assertEquals("/home/shop", env.get("HOME"));
      assertEquals("shop", env.get("USER"));
      assertEquals("shop", env.get("LOGNAME"));
    }

    @Test
    @DisplayName("holds the secrets, of which no value is among those that are shown")
    void secrets() throws Exception {
      Launch launch = launch(Given.jar().secrets(Map.of("KEY", "hunter2")), Slot.BLUE);
      assertEquals("hunter2", launch.env().get("KEY"));
      assertEquals(Map.of("COLOUR", "blue", "TZ", "Asia/Seoul"), launch.shownEnv());
      assertFalse(launch.argv().toString().contains("hunter2"));
      assertFalse(launch.digest().contains("hunter2"));
    }

    @Test
    @DisplayName("says whose process it is, in which slot and on which port")
    void tag() throws Exception {
      Launch launch = launch(Given.jar(), Slot.GREEN);
      Tag tag = Tag.read(launch.env()).orElseThrow();
      assertEquals(
          new Tag(
              folder.resolve("state").toString(),
              Slot.GREEN,
              18082,
              "1.4.2",
              release("1.4.2").id(),
              launch.digest()),
          tag);
    }

    @Test
    @DisplayName("without that tag, or with half of it, is nobody's of ours")
    void noTag() throws Exception {
      Map<String, String> env = launch(Given.jar(), Slot.GREEN).env();
      for (String name : List.of("DIR", "SLOT", "PORT", "LAUNCH", "RELEASE_ID")) {
        Map<String, String> less = new TreeMap<>(env);
        less.remove("BLUEGREEN_" + name);
        assertEquals(Optional.empty(), Tag.read(less), name);
      }
      Map<String, String> odd = new TreeMap<>(env);
      odd.put("BLUEGREEN_PORT", "80811234567890");
      assertEquals(Optional.empty(), Tag.read(odd));
    }
  }

  @Nested
  @DisplayName("its digest")
  class Digest {
    private String digest(Given given) throws Exception {
      return launch(given, Slot.BLUE).digest();
    }

    private void differs(Given given) throws Exception {
      assertNotEquals(digest(Given.jar()), digest(given));
    }

    @Test
    @DisplayName("is the same for the same settings, whoever deploys from wherever")
    void same() throws Exception {
      assertEquals(digest(Given.jar()), digest(Given.jar().path("/bin")));
      assertEquals(
          digest(Given.jar().secrets(new TreeMap<>(Map.of("A", "1", "B", "2")))),
          digest(Given.jar().secrets(Map.of("B", "2", "A", "1"))));
    }

    @Test
    @DisplayName("is another one with another command, option, variable, secret or user")
    void different() throws Exception {
      differs(Given.jar().app(JAR.replace("/opt/java", "/opt/java21")));
      differs(Given.jar().app(JAR.replace("-Xmx64m", "-Xmx65m")));
      differs(Given.jar().app(JAR.replace("--label=", "--name=")));
      differs(Given.jar().app(JAR.replace("COLOUR:", "COLOR:")));
      differs(Given.jar().app(JAR.replace("Asia/Seoul", "UTC")));
      differs(Given.jar().app(JAR + "workdir: /srv/shop"));
      differs(Given.jar().secrets(Map.of("KEY", "1")));
      differs(Given.jar().account("shop"));
      assertNotEquals(
          digest(Given.jar().secrets(Map.of("KEY", "1"))),
          digest(Given.jar().secrets(Map.of("KEY", "2"))));
      assertNotEquals(digest(Given.jar().account("a")), digest(Given.jar().account("b")));
    }

    @Test
    @DisplayName("tells a variable from a secret, and an argument from either")
    void kinds() throws Exception {
      Given asSecret = Given.jar().app("command: [a, '{{ port }}']").secrets(Map.of("K", "v"));
      Given asVariable = Given.jar().app("command: [a, '{{ port }}']\nenv: { K: v }");
      Given asWord = Given.jar().app("command: [a, '{{ port }}', 'env K=v']");
      assertNotEquals(digest(asSecret), digest(asVariable));
      assertNotEquals(digest(asVariable), digest(asWord));
    }

    @Test
    @DisplayName("is another one on another port, though nothing else may tell the port")
    void port() throws Exception {
      Given bySlot = Given.jar().app("command: [serve, '{{ slot }}']");
      String before = digest(bySlot);
      Playbook playbook = Shop.playbook(folder, bySlot.app());
      Launch elsewhere =
          new Launches(
                  playbook,
                  new AppDir(folder.resolve("state")),
                  new Templates(),
                  Shop.PATH,
                  Map.of(),
                  Shop.DEPLOYER,
                  Optional.empty(),
                  "process")
              .of(release("1.4.2"), Slot.BLUE, Endpoint.here(19999));
      assertNotEquals(before, elsewhere.digest());
    }
  }
}
