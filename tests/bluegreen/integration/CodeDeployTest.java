package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Outgoing;
import bluegreen.testing.Await;
import bluegreen.testing.CodeDeployAgent;
import bluegreen.testing.CodeDeployBundle;
import bluegreen.testing.CodeDeployHook;
import bluegreen.testing.LightJar;
import bluegreen.testing.OtherUser;
import bluegreen.testing.PrivateServer;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("Run by CodeDeploy's agent, with no HOME and next to nothing else, the bundle")
class CodeDeployTest {
  private static final String SHORT_PATH =
      Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin";

  private final PrivateServer server = PrivateServer.create();
  private final CodeDeployAgent agent = agent(Path.of("/"));

  @AfterEach
  void close() {
    server.close();
  }

  private CodeDeployAgent agent(Path workingDirectory) {
    Path root = server.folder().resolve("codedeploy-agent");
    return new CodeDeployAgent(root, CodeDeployBundle.GROUP, workingDirectory, SHORT_PATH);
  }

  private CodeDeployBundle bundle(String version) {
    return new CodeDeployBundle(server, version, server.folder()).light(version).withJar();
  }

  private long pid(CodeDeployBundle bundle, String slot) {
    JsonObject status =
        server.run(bundle.arguments("status", "--output", "json")).expect(0).object();
    return status.getObject("slots").getObject(slot).getLong("pid", 0);
  }

  @Test
  @DisplayName("deploys, is verified, and its rollback is served from the standby with no start")
  void deploysAndRollsBack() throws IOException {
    CodeDeployBundle one = bundle("1");
    CodeDeployHook.Ended first = agent.deploy(one.folder()).expectOk().hook("ApplicationStart");
    assertTrue(first.console().contains("RECAP shop: "), first::toString);
    server.assertServes("1");
    long process = pid(one, "blue");

    CodeDeployAgent.Deployment second = agent.deploy(bundle("2").folder()).expectOk();
    server.assertServes("2");
    String verified = second.hook("ValidateService").console();
    assertTrue(verified.contains("ok: http://127.0.0.1:"), verified);

    CodeDeployAgent.Deployment back = agent.deploy(one.folder()).expectOk();
    String said = back.hook("ApplicationStart").console();
    server.assertServes("1");
    assertEquals(process, pid(one, "blue"), said);
    assertTrue(said.contains("blue :" + server.port("blue") + " runs already"), said);

    agent.forget();
    server.assertServes("1");
    assertEquals(List.of(), users(agent.deploymentRoot()));
    agent.deploy(bundle("3").folder()).expectOk();
    server.assertServes("3");
  }

  /** What the processes of this machine have to do with a folder. */
  private static List<String> users(Path folder) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(p -> p.getFileName().toString().matches("\\d+"))
          .flatMap(p -> links(p).filter(l -> l.startsWith(folder + "/")).map(l -> p + ": " + l))
          .toList();
    }
  }

  private static Stream<String> links(Path process) {
    Stream<Path> all = Stream.of("cwd", "root", "exe").map(process::resolve);
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return Stream.concat(all, open.toList().stream()).map(CodeDeployTest::target);
    } catch (IOException e) {
      return Stream.empty(); // It is gone, or somebody else's.
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  @DisplayName("takes a port over from an app that was there before it, where its group says so")
  void takesOver() throws IOException {
    Process old =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                LightJar.version("0").toString(),
                "--server.port=" + server.port("blue"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      InetSocketAddress blue = new InetSocketAddress("127.0.0.1", server.port("blue"));
      Await.until("the old app", Duration.ofSeconds(60), () -> !Outgoing.isFree(blue));
      String refused = agent.deploy(bundle("1").folder()).hook("ApplicationStart").console();
      assertTrue(refused.contains("is taken by pid " + old.pid()), refused);
      assertTrue(old.isAlive());
      agent.deploy(bundle("2").group("--take-over").folder()).expectOk();
      server.assertServes("2");
      assertFalse(old.isAlive());
    } finally {
      old.destroyForcibly();
    }
  }

  @Test
  @DisplayName("knows CodeDeploy's identifiers in its playbook, and the history has them")
  void identifiers() {
    String names = "APPLICATION_NAME DEPLOYMENT_ID DEPLOYMENT_GROUP_NAME LIFECYCLE_EVENT";
    String task =
        """
        hooks:
          after_switch:
            - name: tell
              shell: "echo %s >%s/told"
        """
            .formatted(names.replaceAll("\\w+", "{{ env.$0 }}"), server.folder());
    CodeDeployBundle one = bundle("1").playbook(task);
    String id = agent.deploy(one.folder()).expectOk().id();
    assertEquals(
        "shop-on-codedeploy " + id + " private ApplicationStart", server.read("told").strip());

    JsonObject entry =
        server.run(bundle("2").arguments("history", "--output", "json")).expect(0).object();
    assertEquals("shop-on-codedeploy", entry.getString("application_name"), entry::toString);
    assertEquals(id, entry.getString("deployment_id"), entry::toString);
    assertEquals("private", entry.getString("deployment_group_name"), entry::toString);
    assertEquals("ApplicationStart", entry.getString("lifecycle_event"), entry::toString);
  }

  @Test
  @DisplayName("fails with its app, and the console's 2,048 bytes name step, cause and last words")
  void fails() {
    CodeDeployBundle one = bundle("1");
    agent.deploy(one.folder()).expectOk();
    long process = pid(one, "blue");

    CodeDeployBundle two =
        bundle("2").edit("playbook.yml", "app:\n", "app:\n  env: { SHOP_FAIL: talk }\n");
    CodeDeployAgent.Deployment failed = agent.deploy(two.folder());
    assertFalse(failed.ok(), failed::toString);
    CodeDeployHook.Ended hook = failed.hook("ApplicationStart");
    assertEquals(1, failed.hooks().size(), failed::toString);
    assertTrue(hook.failure().endsWith("failed with exit code 1"), hook::toString);
    String console = hook.console();
    assertTrue(console.getBytes(StandardCharsets.UTF_8).length <= 2048, console);
    assertTrue(
        console.contains("FAILED health: the new version ended with exit status 3"), console);
    assertTrue(console.contains("Cannot start: \ub370\uc774\ud130\ubca0\uc774\uc2a4"), console);
    assertTrue(console.contains("100: what has happened"), console);
    assertTrue(console.contains("failed=1   active blue"), console);
    server.assertServes("1");

    // What CodeDeploy does next, where it is told to roll back.
    String again = agent.deploy(one.folder()).expectOk().hook("ApplicationStart").console();
    assertTrue(again.contains(" changed=0 "), again);
    assertEquals(process, pid(one, "blue"), again);
  }

  @Test
  @DisplayName("is cleared away by the agent's timeout, which leaves traffic where it was")
  void timeout() {
    CodeDeployBundle one = bundle("1");
    agent.deploy(one.folder()).expectOk();
    CodeDeployBundle two =
        bundle("2")
            .edit("playbook.yml", "app:\n", "app:\n  env: { SHOP_FAIL: hang }\n")
            .edit("appspec.yml", "timeout: 900", "timeout: 8");
    CodeDeployHook.Ended hook = agent.deploy(two.folder()).hook("ApplicationStart");
    assertTrue(hook.failure().endsWith("failed to complete in 8 seconds"), hook::toString);
    server.assertServes("1");
    assertEquals(0, pid(one, "green"), hook::toString);
    agent.deploy(one.folder()).expectOk();
    server.assertServes("1");
  }

  @Test
  @DisplayName("is not verified where nginx serves another version")
  void notVerified() {
    agent.deploy(bundle("1").folder()).expectOk();
    CodeDeployBundle two =
        bundle("2").edit("appspec.yml", "application-start.sh", "validate-service.sh");
    CodeDeployHook.Ended hook = agent.deploy(two.folder()).hook("ApplicationStart");
    assertTrue(hook.failure().endsWith("failed with exit code 1"), hook::toString);
    assertTrue(hook.console().contains("failed: blue serves "), hook::toString);
    server.assertServes("1");
  }

  @Test
  @DisplayName("deploys with JBang in the place of the jar")
  void byJbang() {
    CodeDeployAgent elsewhere =
        agent(server.folder()).env("JBANG_CACHE_DIR", server.folder().resolve("jbang").toString());
    for (String version : List.of("1", "2")) {
      CodeDeployBundle sources =
          new CodeDeployBundle(server, version, server.folder()).light(version).withSources();
      CodeDeployAgent.Deployment done = elsewhere.deploy(sources.folder()).expectOk();
      assertEquals(2, done.hooks().size(), done::toString);
      server.assertServes(version);
    }
  }

  @Test
  @DisplayName("deploys as another user")
  void runAs() throws IOException {
    Path home = server.folder().resolve("home");
    try (OtherUser user = OtherUser.withHome(home)) {
      for (String version : List.of("1", "2")) {
        CodeDeployBundle bundle =
            new CodeDeployBundle(server, version, home)
                .light(version)
                .withJar()
                .edit("appspec.yml", "# runas: deploy", "runas: " + user.name());
        agent.deploy(bundle.folder()).expectOk();
        server.assertServes(version);
      }
      assertEquals(user.name(), Files.getOwner(home.resolve("app/history.jsonl")).getName());
    }
  }
}
