package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.SiteFile;
import bluegreen.plan.Done;
import bluegreen.plan.FileAction;
import bluegreen.plan.LookAction;
import bluegreen.plan.NginxAction.ReloadNginx;
import bluegreen.plan.StepName;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An action")
class HandsTest {
  @TempDir Path folder;
  private Bench bench;

  private void bench(String... sections) throws Exception {
    bench = new Bench(folder, sections);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Done look(LookAction action) throws Exception {
    return bench.hands.look(action);
  }

  @Test
  @DisplayName("that switches moves no traffic to a slot where nothing listens for nginx")
  void nobodyThere() throws Exception {
    bench();
    bench.green.close();
    assertThrows(StepFailure.class, () -> bench.hands.switchOver(bench.live()));
    assertEquals(Set.of(), bench.markers());
    assertEquals(Optional.empty(), bench.nginxWork.switched());
    assertEquals(Optional.empty(), bench.hands.switchMillis());
  }

  @Test
  @DisplayName("that switches says how, and how long it took")
  void says() throws Exception {
    bench();
    Done done = bench.hands.switchOver(bench.live());
    assertTrue(
        done.detail().matches("blue -> green in \\d+\\.\\d ms \\(live, no reload\\)"),
        done.detail());
    assertTrue(bench.hands.switchMillis().isPresent());
    assertTrue(
        bench
            .hands
            .switchOver(bench.reloading())
            .detail()
            .matches("blue -> green in \\d+\\.\\d ms \\(reload\\)"));
    bench.hands.nginx(new ReloadNginx(bench.nginx.commands().reload(), Duration.ZERO));
    assertEquals(
        "nothing -> green, by the reload that loaded our site",
        bench.hands.switchOver(bench.first(Optional.empty())).detail());
  }

  @Test
  @DisplayName("that switches begins the watch over the new version")
  void watches() throws Exception {
    bench("rollout: { drain: 5s, bake: 3s }");
    bench.hands.switchOver(bench.live());
    bench.time.pass(Duration.ofSeconds(1));
    Done done =
        look(new LookAction.Watch(Slot.GREEN, bench.green.endpoint(), Duration.ofSeconds(3)));
    assertEquals("healthy 3.0s after the switch", done.detail());
    assertTrue(done.further());
  }

  @Test
  @DisplayName("that drains fails where the version that was switched to dies meanwhile")
  void drains() throws Exception {
    bench();
    LookAction.Drain drain = new LookAction.Drain("blue", bench.blue.endpoint(), false);
    bench.progress.begin(Bench.step(StepName.DRAIN));
    assertEquals("nothing in flight", look(drain).detail());
    bench.progress.begin(Bench.step(StepName.STOP_OLD));
    assertEquals(Done.asPlanned(), look(drain));
    bench.hands.switchOver(bench.live());
    bench.runner.ends(Slot.GREEN, 1, "");
    assertThrows(StepFailure.class, () -> look(drain));
  }

  @Test
  @DisplayName("that waits for health, for nginx or for visitors says what it has seen")
  void waits() throws Exception {
    bench();
    bench.nginx.mark(Slot.GREEN);
    String url = bench.playbook.nginx().url();
    Endpoint endpoint = bench.green.endpoint();
    assertEquals(
        "200 after 0.0s, 2 in a row",
        look(new LookAction.AwaitHealth(Slot.GREEN, endpoint, url)).detail());
    assertEquals(
        "through " + url + ": green",
        look(new LookAction.VerifyThrough(url, Slot.GREEN, endpoint)).detail());
    String digest = SiteFile.read(bench.rendered(Slot.BLUE)).orElseThrow().configuration();
    assertEquals(
        Done.asPlanned(), look(new LookAction.AwaitNginx(url, Slot.GREEN, endpoint, digest)));
  }

  @Test
  @DisplayName("that asks others first and again afterwards fails where their visitors lose by it")
  void others() throws Exception {
    bench();
    Way way = new Way("http://127.0.0.1:" + bench.blue.port() + "/", Optional.of("blog.example"));
    assertEquals(Done.asPlanned(), look(new LookAction.AskOthers(List.of(way), false)));
    assertEquals(Done.asPlanned(), look(new LookAction.AskOthers(List.of(way), true)));
    bench.blue.reply = Reply.of(500, "");
    bench.blue.asked.clear();
    String message =
        assertThrows(StepFailure.class, () -> look(new LookAction.AskOthers(List.of(way), true)))
            .getMessage();
    assertTrue(message.endsWith(" (200) and gets 500 now"), message);
    assertEquals(
        List.of("GET / blog.example", "GET / blog.example", "GET / blog.example"),
        bench.blue.asked);
    assertEquals(Duration.ofMillis(600), bench.time.passed());
    bench.time.in(Duration.ofMillis(300), () -> bench.blue.reply = Reply.of(200, ""));
    assertEquals(Done.asPlanned(), look(new LookAction.AskOthers(List.of(way), true)));
  }

  @Test
  @DisplayName("on files is done as it says")
  void files() throws Exception {
    bench();
    Path folder = bench.dir.root().resolve("a/b");
    assertEquals(Done.asPlanned(), bench.hands.files(new FileAction.CreateFolder(folder, 0750)));
    assertTrue(Files.isDirectory(folder));
    bench.hands.files(new FileAction.RemoveIfEmpty(folder.getParent()));
    assertTrue(Files.exists(folder));
    bench.hands.files(new FileAction.RemoveIfEmpty(folder));
    assertFalse(Files.exists(folder));
  }

  @Test
  @DisplayName("that a dry run would take for the way visitors go is asked once")
  void whyNotServed() throws Exception {
    bench();
    Deployments deployments =
        new Deployments(
            bench.playbook,
            bench.dir,
            bench.templates,
            bench.machine,
            bench.runner,
            bench.veil,
            bench.heard);
    String url = bench.playbook.nginx().url();
    LookAction.VerifyThrough green =
        new LookAction.VerifyThrough(url, Slot.GREEN, bench.green.endpoint());
    bench.time.least = Duration.ofSeconds(1);
    assertTrue(
        deployments
            .isServed(green)
            .problem()
            .orElseThrow()
            .startsWith("nginx still sends traffic to"));
    bench.nginx.mark(Slot.GREEN);
    assertEquals(Optional.empty(), deployments.isServed(green).problem());
    bench.green.close();
    assertTrue(
        deployments.isServed(green).problem().orElseThrow().startsWith("nginx will ask green"));
  }

  @Test
  @DisplayName("of a deployment watches the new version for as long as its plan says")
  void deployments() throws Exception {
    bench("rollout: { drain: 5s, bake: 9s }");
    Deployments deployments =
        new Deployments(
            bench.playbook,
            bench.dir,
            bench.templates,
            bench.machine,
            bench.runner,
            bench.veil,
            bench.heard);
    LookAction.Watch watch =
        new LookAction.Watch(Slot.GREEN, bench.green.endpoint(), Duration.ofSeconds(3));
    bench.time.least = Duration.ofMillis(500);
    Deployment.Ended ended =
        deployments
            .of(
                bench.plan(
                    Bench.step(StepName.SWITCH, bench.live()), Bench.step(StepName.DRAIN, watch)))
            .carryOut(System.nanoTime(), e -> {});
    assertEquals(Outcome.OK, ended.outcome());
    assertEquals(
        "drain changed as planned; healthy 3.0s after the switch", bench.heard.of("done").get(1));
    assertEquals(Set.of("green", "served-blue", "served-green"), bench.markers());
  }
}
