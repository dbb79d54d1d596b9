package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Hold;
import bluegreen.testing.Job;
import bluegreen.testing.LightJar;
import bluegreen.testing.Outsider;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Signals;
import bluegreen.testing.Snapshot;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("An answer on the new version's port")
class ForeignListenerTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final PrivateServer server = PrivateServer.create();

  @BeforeEach
  void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    assertTrue(server.pid("1.yml", "blue") > 0, "version 1 was to serve from blue");
  }

  @AfterAll
  void close() {
    server.close();
  }

  /** Somebody else on green's port, who says that all is well, whatever he is asked. */
  private final class Stranger implements AutoCloseable {
    private final HttpServer http;
    private final AtomicInteger asked = new AtomicInteger();

    private Stranger() throws IOException {
      http = HttpServer.create(new InetSocketAddress("127.0.0.1", server.port("green")), 0);
      byte[] body = "{\"status\":\"UP\"}\n".getBytes(StandardCharsets.UTF_8);
      http.createContext(
          "/",
          exchange -> {
            try (exchange) {
              asked.incrementAndGet();
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      http.start();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }

  /** How an error names this process, which plays the stranger. */
  private static String us() {
    long pid = ProcessHandle.current().pid();
    return "pid " + pid + " \\(\\S*java.*, user " + System.getProperty("user.name") + "\\)";
  }

  private void assertOldVersionServes(long pid) {
    server.assertServes("1");
    assertEquals(pid, server.pid("1.yml", "blue"), "the old version's pid");
    assertEquals(0, server.pid("1.yml", "green"), "the failed version's pid");
    assertNothingOnGreen();
    server.assertTidy();
  }

  private void assertNothingOnGreen() {
    List<String> processes = server.processes();
    assertFalse(
        processes.stream().anyMatch(p -> p.contains("port=" + server.port("green"))),
        processes::toString);
  }

  private void assertNextOneWorks() {
    server.light("2").write("2.yml");
    server.deploy("2.yml");
    server.assertServes("2");
    server.deploy("1.yml");
  }

  @Test
  @DisplayName("of one who listens on IPv6 is an error before anything is touched")
  void onIpv6() throws IOException {
    server.light("2").write("2.yml");
    Snapshot before = server.snapshot();
    try (Outsider stranger = Outsider.at("::", server.port("green"))) {
      server
          .run("2.yml")
          .expect(1)
          .says("port " + server.port("green") + " (green) is taken by " + stranger.who())
          .says("stop it, or let us do that with --take-over");
      stranger.assertAnswers();
    }
    before.assertSameAs(server.snapshot(), "a deployment that was refused");
    server.assertServes("1");
  }

  @Test
  @DisplayName("of one who came while the run was under way does not count, however healthy")
  void cameMeanwhile() throws IOException {
    long serving = server.pid("1.yml", "blue");
    Hold hold = Hold.in(server);
    server.light("2").hook("before_start", hold.task()).write("2.yml");
    Job job = server.deployer().start("--output", "json", "2.yml");
    hold.await();
    try (Stranger stranger = new Stranger()) {
      hold.release();
      Run run = job.end().expect(1).matches(us());
      assertEquals(List.of("health"), run.steps("failed"), run::toString);
      assertTrue(run.steps().indexOf("switch") < 0, run::toString);
      assertTrue(stranger.asked.get() > 0, "the health check was to reach the stranger");
      assertEquals("{\"status\":\"UP\"}", server.get("green", "/"), "what the stranger says");
      assertOldVersionServes(serving);
    }
    assertNextOneWorks();
  }

  @Test
  @DisplayName("that never comes, of one who took the port meanwhile, is told with his pid, too")
  void silent() throws IOException {
    long serving = server.pid("1.yml", "blue");
    Hold hold = Hold.in(server);
    server.light("2").hook("before_start", hold.task()).write("2.yml");
    Job job = server.deployer().start("2.yml");
    hold.await();
    try (Outsider stranger = Outsider.at("127.0.0.1", server.port("green"))) {
      hold.release();
      job.end().expect(1).says("Address already in use").says(stranger.who());
      stranger.assertAnswers();
      assertOldVersionServes(serving);
    }
  }

  @Test
  @DisplayName(
      "of another, while ours listens on the same port of another address, is none of ours")
  void onAnotherAddress() throws IOException {
    long serving = server.pid("1.yml", "blue");
    Hold hold = Hold.in(server);
    server
        .light("2")
        .app("args", "[\"--server.port={{ port }}\", \"--server.address=127.0.0.2\"]")
        .hook("before_start", hold.task())
        .write("2.yml");
    Job job = server.deployer().start("2.yml");
    hold.await();
    try (Stranger stranger = new Stranger()) {
      hold.release();
      job.end().expect(1).says("not by what we started").matches(us());
      assertTrue(stranger.asked.get() > 0, "the health check was to reach the stranger");
      assertOldVersionServes(serving);
    }
  }

  @ParameterizedTest(name = "a stranger on its port by then: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("of a new version that dies once it was healthy, before the switch, is missed")
  void diesBeforeTheSwitch(boolean taken) throws IOException {
    long serving = server.pid("1.yml", "blue");
    Hold hold = Hold.in(server);
    server.light("2").hook("before_switch", hold.task()).write("2.yml");
    Job job = server.deployer().start("--output", "json", "2.yml");
    hold.await();
    long pid = server.pid("1.yml", "green");
    Signals.send("KILL", pid);
    Await.until("its end", LONG, () -> ProcessHandle.of(pid).isEmpty());
    if (taken) {
      try (Stranger stranger = new Stranger()) {
        hold.release();
        Run run = job.end().expect(1);
        assertFalse(run.steps("changed").contains("switch"), run::toString);
        assertEquals("{\"status\":\"UP\"}", server.get("green", "/"), "what the stranger says");
        assertTrue(stranger.asked.get() > 0, "somebody was to ask the stranger");
        assertOldVersionServes(serving);
      }
    } else {
      hold.release();
      Run run = job.end().expect(1).says("ended");
      assertFalse(run.steps("changed").contains("switch"), run::toString);
      assertOldVersionServes(serving);
    }
  }

  @Test
  @DisplayName("of a descendant of what we started counts as ours, and goes with it")
  void descendant() throws IOException {
    launcher("java -jar light.jar --server.port=$1 & wait");
    try (PrivateServer fresh = PrivateServer.create()) {
      for (String version : List.of("1", "2")) {
        launched(fresh, version);
        fresh.deploy(version + ".yml");
        fresh.assertServes(version);
      }
      assertEquals(0, fresh.deploy("2.yml").recap().getInt("changed"));
      fresh.run("remove", "2.yml").expect(0);
      assertEquals(List.of(), fresh.processes());
    }
  }

  @Test
  @DisplayName("of one that was set free by a launcher that ends: an error, and it is stopped")
  void setFree() throws IOException {
    launcher("setsid java -jar light.jar --server.port=$1 &");
    try (PrivateServer fresh = PrivateServer.create()) {
      launched(fresh, "1");
      fresh.run("1.yml").expect(1).says("the new version ended with exit status 0");
      assertEquals(
          List.of(), fresh.processes().stream().filter(p -> p.contains("light.jar")).toList());
    }
  }

  private void launcher(String line) throws IOException {
    Path script = server.write("launch", "#!/bin/sh\n" + line + "\n");
    assertTrue(script.toFile().setExecutable(true));
  }

  /** A playbook for an app that is a folder with the launcher and the jar. */
  private void launched(PrivateServer fresh, String version) throws IOException {
    Path dist = Files.createDirectories(fresh.folder().resolve("dist-" + version));
    Files.copy(
        server.folder().resolve("launch"),
        dist.resolve("launch"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(LightJar.version(version), dist.resolve("light.jar"));
    fresh
        .light(version)
        .without("app", "jar")
        .without("app", "java_opts")
        .app("files", dist.toString())
        .app("command", "[./launch, \"{{ port }}\"]")
        .write(version + ".yml");
  }
}
