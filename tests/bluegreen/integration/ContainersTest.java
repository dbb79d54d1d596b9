package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.ContainerEngine;
import bluegreen.testing.Death;
import bluegreen.testing.Deployer;
import bluegreen.testing.Draft;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Moment;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.ProcessListWatch;
import bluegreen.testing.Registry;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import com.grack.nanojson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("An app in containers of Docker")
class ContainersTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SECRET = "hush-hush-hush";

  private static ContainerEngine docker;

  private final PrivateServer server = PrivateServer.create();

  @BeforeAll
  static void open() {
    docker = ContainerEngine.docker();
    for (String version : List.of("1", "2", "3")) {
      docker.light(version, "light:" + version);
    }
  }

  @AfterAll
  static void end() {
    docker.close();
  }

  @AfterEach
  void close() {
    docker.clear();
    server.close();
  }

  private Draft draft(String version) {
    return server
        .light(version)
        .appWithout("jar", "java_opts")
        .app("image", "light:" + version)
        .app("args", "[\"--server.port={{ port }}\"]");
  }

  private Deployer deployer() {
    Deployer deployer = server.deployer();
    docker.env().forEach(deployer::env);
    return deployer;
  }

  private Run run(String... arguments) {
    return deployer().run(arguments);
  }

  private void deploy(String version) {
    run("--output", "json", draft(version).write(version + ".yml")).expect(0);
    server.assertServes(version);
  }

  private Load load() {
    return LoadClient.to(server.url("/"))
        .connections(6)
        .posts(2)
        .slow(2)
        .perSecond(300)
        .uploads(1, Duration.ofSeconds(1))
        .start();
  }

  private static void assertNothingLost(Load load) {
    LoadReport report = load.stop();
    assertEquals(0, report.failures(), report::describe);
    assertTrue(report.requests() > 100, report::describe);
  }

  private JsonObject status(String playbook) {
    return run("status", "--output", "json", playbook).expect(0).object();
  }

  private static String inspect(String slot, String what) {
    return docker.run("container", "inspect", "-f", what, "bluegreen-shop-" + slot);
  }

  private Path root(String slot) {
    return Path.of("/proc/" + inspect(slot, "{{.State.Pid}}") + "/root");
  }

  @Test
  @DisplayName("is deployed, rolled back and removed with no request lost, and no secret in sight")
  void versions() throws Exception {
    server.write("secrets.env", "DB_PASSWORD=" + SECRET + "\nHOME=/" + SECRET + "\n");
    draft("1").app("env_file", "secrets.env").app("env", "{ LINES: \"a\\nb\" }").write("1.yml");
    draft("2").app("env_file", "secrets.env").write("2.yml");
    List<String> images = docker.images();
    try (ProcessListWatch watch = ProcessListWatch.forAnyOf(List.of(SECRET))) {
      Snapshot before = server.snapshot();
      run("--dry-run", "1.yml").expect(0).says("start docker run --network host sha256:");
      before.assertSameAs(server.snapshot(), "--dry-run");
      assertEquals(List.of(), docker.containers());
      assertEquals(images, docker.images());

      run("-vv", "1.yml").expect(0).never(SECRET);
      server.assertServes("1");
      assertEquals("always", inspect("blue", "{{.HostConfig.RestartPolicy.Name}}"));
      assertEquals(
          server.get("/env?DB_PASSWORD"), server.get("blue", "/env?DB_PASSWORD"), "one answer");
      assertTrue(inspect("blue", "{{json .Config.Env}}").contains("LINES=a\\nb"));
      assertTrue(inspect("blue", "{{json .Config.Env}}").contains("HOME=/" + SECRET));
      Path role = root("blue").resolve("run/bluegreen/now/blue");
      assertEquals("active", Files.readString(role).strip());

      try (Load load = load()) {
        load.awaitRequests(100, SOON);
        run("2.yml").expect(0);
        assertEquals("standby", Files.readString(role).strip());
        load.awaitVersion("2", SOON);
        assertTrue(run("2.yml").expect(0).all().contains(" changed=0 "));
        run("rollback", "2.yml").expect(0);
        load.awaitRequests(100, SOON);
        assertNothingLost(load);
      }
      server.assertServes("1");
      assertTrue(watch.looks() > 0);
      assertEquals(java.util.Set.of(), watch.found());
    }
    run("verify", "1.yml").expect(0);
    run("logs", "1.yml").expect(0).says("version 1 listens on port");
    run("list").expect(0).says("active blue");
    server.assertTidy();
    run("remove", "1.yml").expect(0);
    assertEquals(List.of(), docker.containers());
    assertEquals(images, docker.images());
    assertTrue(Files.notExists(server.folder().resolve("app")));
  }

  @Test
  @DisplayName(
      "that does not come up leaves traffic alone and says why, as does what is in the way")
  void refused() {
    deploy("1");
    try (Load load = load()) {
      draft("2").app("env", "{ SHOP_FAIL: exit }").write("exit.yml");
      run("exit.yml")
          .expect(1)
          .says("the new version ended with exit status 3")
          .says("Cannot start: the database refused the connection");
      assertEquals(List.of("bluegreen-shop-blue"), docker.containers());
      run("logs", "--slot", "green", "exit.yml").says("the database refused the connection");

      draft("2").write("2.yml");
      draft("2").app("options", "[--entrypoint=/bin/sh]").write("shell.yml");
      run("shell.yml").expect(1).says("docker start failed").says("/bin/sh");

      draft("2").app("options", "[--memory=10m]").write("small.yml");
      run("small.yml").expect(1).says("signal 9 (SIGKILL)").says("out of memory (its container");

      draft("2").app("image", "127.0.0.1:9/none:1").write("none.yml");
      run("--dry-run", "none.yml").expect(0).says("(not fetched yet)");
      run("none.yml").expect(1).says("app.image: 127.0.0.1:9/none:1: docker pull failed");

      docker.foreign("light:arm", "arm64");
      draft("2").app("image", "light:arm").write("arm.yml");
      run("arm.yml").expect(1).says("light:arm is for arm64, and this machine is");

      docker.run("create", "--name", "bluegreen-shop-green", "light:3");
      run("2.yml").expect(1).says("bluegreen-shop-green that this app has not made");
      docker.run("rm", "bluegreen-shop-green");

      String port = String.valueOf(server.port("green"));
      docker.run("run", "-d", "--name=web", "--network=host", "light:3", "--server.port=" + port);
      Await.until("web", SOON, () -> "3".equals(version("green")));
      run("2.yml").expect(1).says("port " + port + " (green) is taken by pid ");
      assertEquals("3", server.get("green", "/version"));
      docker.run("rm", "-f", "web");
      run("2.yml").expect(0);
      load.awaitRequests(50, SOON);
      assertNothingLost(load);
    }
    server.assertServes("2");
  }

  private String version(String slot) {
    try {
      return server.get(slot, "/version");
    } catch (java.io.UncheckedIOException e) {
      return "";
    }
  }

  @Test
  @DisplayName("that ends after the switch gives traffic back to the version before it")
  void bad() {
    deploy("1");
    draft("2")
        .rollout("bake", "20s")
        .hook("after_switch", "- uri: { url: \"http://127.0.0.1:{{ port }}/end\" }\n")
        .write("2.yml");
    run("2.yml").expect(1).says("has ended").says("switched back to blue");
    server.assertServes("1");
    assertEquals(List.of("bluegreen-shop-blue"), docker.containers());
    run("verify", "1.yml").expect(0);
  }

  @Test
  @DisplayName("is as it has to be after runs that were killed, and two runs never work at a time")
  void killed() {
    deploy("1");
    draft("2").write("2.yml");
    draft("3").write("3.yml");
    try (Load load = load()) {
      List<Moment> moments =
          List.of(
              moment(Moment.Events.CREATE, 80),
              moment(Moment.Events.BOOT, 0),
              moment(Moment.Events.BOOT, 150),
              moment(Moment.Events.KEEP, 0));
      String[] playbooks = {"2.yml", "3.yml", "1.yml"};
      for (int i = 0; i < moments.size(); i++) {
        String playbook = playbooks[i % playbooks.length];
        Death death = deployer().kill(moments.get(i), "--output", "json", "-vv", playbook);
        assertTrue(death.killed(), death::toString);
        load.awaitRequests(10, SOON);
        run(playbook).expect(0);
        server.assertServes(playbook.substring(0, 1));
        server.assertTidy();
        assertEquals(List.of("bluegreen-shop-blue", "bluegreen-shop-green"), docker.containers());
      }
      Job first = deployer().start("--output", "json", "3.yml");
      first.awaitOutput("\"event\":\"begin\"");
      run("2.yml").expect(3).says("another deployment of shop is under way");
      first.end().expect(0);
      assertNothingLost(load);
    }
    server.assertServes("3");
    Death death =
        deployer().kill(moment(Moment.Events.BOOT, 0), "--output", "json", "-vv", "1.yml");
    assertTrue(death.killed(), death::toString);
    run("remove", "1.yml").expect(0);
    assertEquals(List.of(), docker.containers());
  }

  private static Moment moment(Moment.Events events, long millis) {
    return new Moment(events, 1, Duration.ofMillis(millis), Moment.Reach.PROCESS);
  }

  @Test
  @DisplayName("is served on without its engine, and is there again with it")
  void engine() {
    deploy("1");
    deploy("2");
    docker.kill();
    server.assertServes("2");
    JsonObject without = status("2.yml");
    assertEquals("green", without.getString("active"), without::toString);
    run(draft("3").write("3.yml")).expect(1).says("app.engine: docker does not run");
    server.assertServes("2");
    run("rollback", "2.yml").expect(0); // Both run, and a marker is all that it takes.
    server.assertServes("1");

    docker.start(); // It ends what it has lost sight of, and starts it again.
    awaitBoth();
    assertTrue(run("1.yml").expect(0).all().contains(" changed=0 "));
    run("list").expect(0).says("active blue");

    docker.kill(); // What it has started anew is known without it, too.
    JsonObject anew = status("2.yml").getObject("slots");
    assertEquals(
        "running running",
        anew.getObject("blue").getString("state")
            + " "
            + anew.getObject("green").getString("state"),
        anew::toString);
    run("list").expect(0).says("active blue");
    run("rollback", "--to", "2", "2.yml").expect(0);
    server.assertServes("2");
    docker.start();
    awaitBoth();
    deploy("3");
  }

  private void awaitBoth() {
    Await.until("version 1", SOON, () -> server.answers("/") && "1".equals(version("blue")));
    Await.until("version 2", SOON, () -> "2".equals(version("green")));
  }

  @Test
  @DisplayName("takes the place of a jar, and gives it back")
  void fromJar() {
    server.light("1").write("jar.yml");
    run("jar.yml").expect(0);
    try (Load load = load()) {
      load.awaitRequests(50, SOON);
      run(draft("2").write("2.yml")).expect(0);
      run("rollback", "2.yml").expect(0);
      run("2.yml").expect(0);
      server.light("3").write("jar.yml");
      run("jar.yml").expect(0);
      server.light("1").write("jar.yml");
      run("jar.yml").expect(0);
      load.awaitRequests(50, SOON);
      assertNothingLost(load);
    }
    assertEquals(List.of(), docker.containers());
    server.assertServes("1");
  }

  @Test
  @DisplayName("is pulled where it is not here, and let go of with its release")
  void pulled() {
    try (Registry registry = new Registry(server.folder().resolve("registry"))) {
      List<String> images = docker.images();
      registry.light("1", "light:1");
      registry.light("2", "light:2");
      String one = registry.name("light:1");
      String two = registry.name("light:2");
      draft("1").app("image", one).app("keep_releases", "1").write("1.yml");
      run("--dry-run", "1.yml").expect(0).says("(not fetched yet)").says("docker pull " + one);
      assertEquals(0, registry.asked());
      run("1.yml").expect(0);
      server.assertServes("1");
      int asked = registry.asked();
      assertTrue(run("1.yml").expect(0).all().contains(" changed=0 "));
      assertEquals(asked, registry.asked());

      draft("2").app("image", two).app("keep_releases", "1").app("pull", "always").write("2.yml");
      run("2.yml").expect(0);
      assertTrue(run("2.yml").expect(0).all().contains(" changed=0 "));
      registry.light("3", "light:2"); // The tag moves.
      draft("3").app("image", two).app("keep_releases", "1").app("pull", "always").write("3.yml");
      run("3.yml").expect(0);
      server.assertServes("3");
      assertTrue(docker.images().stream().noneMatch(one::equals), "pruned with its release");

      registry.stop();
      run("3.yml").expect(1).says("app.image: " + two + ": docker pull failed");
      run("rollback", "1.yml").expect(0);
      server.assertServes("2");
      run("remove", "1.yml").expect(0);
      assertEquals(images, docker.images().stream().filter(i -> !i.contains("none")).toList());
    }
  }

  @Test
  @DisplayName("goes as playbooks/docker.yml says")
  void example() throws Exception {
    String text = Files.readString(Path.of("playbooks/docker.yml"));
    server.write(
        "docker.yml",
        text.replace("8081", String.valueOf(server.port("blue")))
            .replace("8082", String.valueOf(server.port("green")))
            .replace("[8080]", "[\"" + server.url("/").getAuthority() + "\"]"));
    run("-e", "image=light:1", "docker.yml").expect(0);
    server.assertServes("1");
    run("-e", "image=light:2", "docker.yml").expect(0);
    server.assertServes("2");
    run("-e", "image=light:2", "rollback", "docker.yml").expect(0);
    server.assertServes("1");
    run("docker.yml", "remove").expect(2);
    run("remove", "docker.yml").expect(0);
    assertTrue(Files.notExists(server.folder().resolve("docker")));
  }
}
