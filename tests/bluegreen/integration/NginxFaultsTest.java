package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Draft;
import bluegreen.testing.Hold;
import bluegreen.testing.Job;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Signals;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("Where nginx, which others use too,")
class NginxFaultsTest {
  private static final String SITE = "nginx/sites/shop.conf";
  private static final String OTHER = "nginx/sites/other.conf";
  private static final String MARKER = "app/live/green";

  private final PrivateServer server = PrivateServer.create();

  private long serving;

  /** What most tests begin with: version 1 serves from blue, and nothing is on green. */
  private void deployTheOldVersion() {
    draft("1").write("1.yml");
    draft("2").write("2.yml");
    server.nginx().configure("root", "include \"sites/*.conf\";");
    server.deploy("1.yml");
    server.assertServes("1");
    serving = server.pid("1.yml", "blue");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Draft draft(String version) {
    return server.light(version).nginx("site", SITE);
  }

  private void delete(String file) {
    try {
      Files.delete(server.folder().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The old version's process is the one it was, and no other is left of the failed run. */
  private void assertOnlyOldOneRuns() {
    assertTrue(ProcessHandle.of(serving).isPresent(), "the old version was to run on");
    assertEquals(1, apps().size(), () -> "apps: " + apps());
    server.assertTidy();
  }

  private List<String> apps() {
    return server.processes().stream().filter(p -> p.contains(" -jar ")).toList();
  }

  private void assertNextOneWorks(String version) {
    server.deploy(version + ".yml");
    server.assertServes(version);
    server.assertTidy();
    Run again = server.deploy(version + ".yml");
    assertEquals(0, again.recap().getInt("changed"), again::toString);
  }

  @Test
  @DisplayName("is given a broken site by others, nothing is touched, and its message is shown")
  void brokenOther() {
    deployTheOldVersion();
    server.write(OTHER, "server { nonsense on; }\n");
    Snapshot before = server.snapshot();
    for (String option : List.of("--quiet", "--dry-run")) {
      server
          .run(option, "2.yml")
          .expect(1)
          .says("nginx refuses its present configuration; mend it first")
          .says("unknown directive \"nonsense\" in " + server.folder().resolve(OTHER) + ":1");
    }
    before.assertSameAs(server.snapshot(), "a deployment that was refused");
    server.assertServes("1");
    delete(OTHER);
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName("does not take in a file that it has tested, nothing has changed, and it says why")
  void notTakenIn() throws Exception {
    for (String version : List.of("1", "2")) {
      draft(version).nginx("switch", "reload").write(version + ".yml");
    }
    draft("2")
        .nginx("switch", "reload")
        .nginx("server_name", "[shop.example.com]")
        .write("named.yml");
    server.nginx().configure("root", "include \"sites/*.conf\";");
    server.deploy("1.yml");
    serving = server.pid("1.yml", "blue");
    String site = server.read(SITE);
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String place = "127.0.0.1:" + busy.getLocalPort();
      server.write(OTHER, "server { listen " + place + "; }\n");
      for (String playbook : List.of("2.yml", "named.yml")) {
        Run run = server.run(playbook).expect(1).says("bind() to " + place + " failed");
        assertFalse(run.all().contains("cannot put"), run::toString);
        assertFalse(run.all().contains("traffic to green"), run::toString);
        assertEquals(site, server.read(SITE));
        server.assertServes("1");
        assertOnlyOldOneRuns();
      }
    }
    delete(OTHER);
    assertNextOneWorks("2");
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("does not run and was given a broken site by others, its message is shown")
  void brokenOtherAndDown() {
    deployTheOldVersion();
    server.nginx().kill();
    server.write(OTHER, "server { nonsense on; }\n");
    String site = server.read(SITE);
    server
        .run("2.yml")
        .expect(1)
        .says("nginx does not run, and would not start with its files and our site; mend it first")
        .says("unknown directive \"nonsense\" in " + server.folder().resolve(OTHER) + ":1");
    assertEquals("server { nonsense on; }\n", server.read(OTHER));
    assertEquals(site, server.read(SITE));
    assertEquals(List.of(), server.nginx().processes());
    assertOnlyOldOneRuns();
    delete(OTHER);
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName("does not run, it is started, and what serves is not restarted")
  void notRunning() {
    deployTheOldVersion();
    server.nginx().kill();
    Snapshot before = server.snapshot();
    server.run("--dry-run", "1.yml").expect(0).matches("run nginx .*-c ");
    before.assertSameAs(server.snapshot(), "a dry run");
    Run run = server.deploy("1.yml");
    assertEquals(List.of("nginx"), run.steps("changed"), run::toString);
    assertEquals(serving, server.pid("1.yml", "blue"));
    assertNextOneWorks("1");
  }

  @Test
  @DisplayName("cannot be started, it is said beforehand who holds its port, and he is left alone")
  void portTaken() throws IOException {
    deployTheOldVersion();
    server.nginx().kill();
    int port = server.url("/").getPort();
    try (ServerSocket stranger = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"))) {
      String holder = "127.0.0.1:" + port + ", as pid " + ProcessHandle.current().pid() + " (";
      for (String option : List.of("--dry-run", "-v")) {
        server
            .run(option, "2.yml")
            .expect(1)
            .says("nginx.listen: nginx cannot listen on " + holder)
            .says("stop it, or write another port or address");
      }
      try (Socket visitor = new Socket("127.0.0.1", port);
          Socket taken = stranger.accept()) {
        assertEquals(visitor.getLocalPort(), taken.getPort());
      }
    }
    assertOnlyOldOneRuns();
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName("dies before the switch, that is said, and the next run starts it and converges")
  void diesBeforeTheSwitch() {
    deployTheOldVersion();
    Hold hold = Hold.in(server);
    draft("2").hook("before_switch", hold.task()).write("dies.yml");
    try (Job job = server.deployer().start("dies.yml")) {
      hold.await();
      server.nginx().kill();
      hold.release();
      job.end().expect(1).says("nginx is not running any more");
    }
    assertOnlyOldOneRuns();
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName(
      "dies right after the switch, that is said, and the next run starts it and converges")
  void diesAfterTheSwitch() {
    deployTheOldVersion();
    Hold hold = Hold.in(server);
    draft("2").hook("before_switch", hold.task()).write("dies.yml");
    try (Job job = server.deployer().start("--output", "json", "dies.yml")) {
      hold.await();
      // It takes the question which slot it has chosen, and is killed before it can answer.
      server.nginx().processes().forEach(pid -> Signals.send("STOP", pid));
      hold.release();
      job.awaitOutput("\"step\":\"switch\",\"status\":\"changed\"");
      server.nginx().kill();
      Run run = job.end().expect(1).says("nginx is not running any more");
      assertEquals(List.of("verify"), run.steps("failed"), run::toString);
    }
    assertOnlyOldOneRuns();
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName("loses a worker in the middle of a deployment, it goes on with another one")
  void losesWorker() {
    deployTheOldVersion();
    long master = server.nginx().master();
    Hold hold = Hold.in(server);
    draft("2").hook("before_switch", hold.task()).write("loses.yml");
    try (Job job = server.deployer().start("loses.yml")) {
      hold.await();
      server.nginx().workers().forEach(pid -> Signals.send("KILL", pid));
      hold.release();
      job.end().expect(0);
    }
    assertEquals(master, server.nginx().master());
    assertNextOneWorks("2");
  }

  @ParameterizedTest(name = "without what it says of itself: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("has our site edited by hand, a dry run shows it, and a run renders it anew")
  void edited(boolean headless) {
    deployTheOldVersion();
    String rendered = server.read(SITE);
    String edited = rendered.replace("proxy_connect_timeout 5s;", "proxy_connect_timeout 7s;");
    server.write(SITE, headless ? edited.replaceAll("(?m)^#.*\n", "") : edited);
    Snapshot before = server.snapshot();
    Run dry = server.run("--dry-run", "1.yml").expect(0);
    dry.matches("(?m)^ +- +proxy_connect_timeout 7s;")
        .matches("(?m)^ +\\+ +proxy_connect_timeout 5s;");
    before.assertSameAs(server.snapshot(), "a dry run");

    Run run = server.deploy("1.yml");
    assertEquals(List.of("nginx"), run.steps("changed"), run::toString);
    assertEquals(rendered, server.read(SITE));
    assertEquals(serving, server.pid("1.yml", "blue"));
    assertNextOneWorks("1");
  }

  @ParameterizedTest(name = "switch: {0}")
  @ValueSource(strings = {"live", "reload"})
  @DisplayName("has lost our site's file, what serves is not stopped, and the file is written anew")
  void deleted(String kind) {
    deployTheOldVersion();
    for (String version : List.of("1", "2")) {
      draft(version).nginx("switch", kind).write(version + ".yml");
    }
    server.deploy("1.yml");
    String rendered = server.read(SITE);
    delete(SITE);
    Run same = server.deploy("1.yml");
    assertEquals(List.of("nginx"), same.steps("changed"), same::toString);
    assertEquals(rendered, server.read(SITE));
    assertEquals(serving, server.pid("1.yml", "blue"));

    delete(SITE);
    Run run = server.deploy("2.yml");
    assertEquals("green", run.recap().getString("active"), run::toString);
    server.assertServes("2");
    assertEquals(serving, server.pid("2.yml", "blue"), "the old version, now the standby");
    assertNextOneWorks("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n"})
  @DisplayName("finds nothing of ours in our site's file, it is written anew")
  void emptied(String text) {
    deployTheOldVersion();
    server.write(SITE, text);
    server.deploy("2.yml");
    server.assertServes("2");
    assertEquals(serving, server.pid("2.yml", "blue"), "the old version, now the standby");
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName("cannot read our site's file any more, that is said, and what serves is not touched")
  void garbage() {
    deployTheOldVersion();
    server.write(SITE, "garbage {\n");
    Run run = server.run("2.yml").expect(1);
    run.says("nginx refuses its present configuration").says(SITE);
    assertOnlyOldOneRuns();
    server.assertServes("1");
    delete(SITE);
    server.deploy("2.yml");
    assertEquals(serving, server.pid("2.yml", "blue"), "the old version, now the standby");
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName("was sent elsewhere by hand, by its marker, the next run brings it back")
  void markerByHand() throws IOException {
    deployTheOldVersion();
    server.deploy("2.yml");
    long newer = server.pid("2.yml", "green");
    Files.delete(server.folder().resolve(MARKER));
    server.assertServes("1");
    server.run("verify", "2.yml").expect(1);

    Run run = server.deploy("2.yml");
    assertEquals(List.of("switch"), run.steps("changed"), run::toString);
    assertEquals("green", run.recap().getString("active"), run::toString);
    assertEquals(newer, server.pid("2.yml", "green"));
    assertEquals(serving, server.pid("2.yml", "blue"));
    assertNextOneWorks("2");
  }

  @Test
  @DisplayName("was sent by hand to a slot where nothing runs, the next run brings it back")
  void markerToNowhere() throws IOException {
    deployTheOldVersion();
    Files.createFile(server.folder().resolve(MARKER));
    server.run("verify", "1.yml").expect(1);
    Run run = server.deploy("1.yml");
    assertEquals(List.of("nginx"), run.steps("changed"), run::toString);
    assertOnlyOldOneRuns();
    assertNextOneWorks("1");
  }

  @Test
  @DisplayName("has workers that cannot see the marker, that is told before anything is touched")
  void hiddenMarker() throws IOException {
    Path hidden = Files.createDirectory(server.folder().resolve("hidden"));
    permit(server.folder(), "rwxr-xr-x");
    permit(hidden, "rwx------");
    server.nginx().configure(nobody(), "include \"sites/*.conf\";");
    for (String version : List.of("1", "2")) {
      draft(version).app("dir", "hidden/app").write(version + ".yml");
    }
    String why = "app.dir: nginx's workers may not look into " + hidden + ", ";
    for (String how : List.of("--dry-run", "--verbose")) {
      Run first = server.run(how, "1.yml").expect(1).says(why).says("chmod o+x " + hidden);
      first.matches("(?m)^ +preflight +failed ");
    }
    assertEquals(List.of(), apps());
    assertTrue(Files.notExists(hidden.resolve("app/releases")));

    permit(hidden, "rwxr-xr-x");
    server.deploy("1.yml");
    server.assertServes("1");
    serving = server.pid("1.yml", "blue");
    permit(hidden, "rwx------");
    Run later = server.run("--output", "json", "2.yml").expect(1).says(why);
    assertEquals(List.of("preflight"), later.steps("failed"), later::toString);
    server.assertServes("1");
    assertOnlyOldOneRuns();

    permit(hidden, "rwxr-xr-x");
    assertNextOneWorks("2");
  }

  /** The user without rights, and his group, which has one of two names. */
  private static String nobody() throws IOException {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assertEquals(0, uid, "workers of another user than ours: only root can have them");
    boolean debian = Files.readString(Path.of("/etc/group")).contains("nogroup:");
    return debian ? "nobody nogroup" : "nobody nobody";
  }

  private static void permit(Path folder, String permissions) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }

  @Test
  @DisplayName(
      "does not include our site, or another one hides it, that is said before or undone after")
  void notReached() {
    String port = "127.0.0.1:" + server.url("/").getPort();
    String theirs = "server { listen " + port + "; return 200 theirs; }\n";
    server.nginx().configure("root", theirs);
    server.nginx().start();
    draft("1").write("1.yml");
    String include = "include " + server.folder().resolve("nginx/sites/shop.con[f]") + ";";
    server.run("1.yml").expect(1).says("nginx.conf does not include ").says("add `" + include);
    assertUntouched();
    server.nginx().configure("root", theirs + include); // The advice, with no file there yet.
    server.nginx().kill();
    server.nginx().start();
    server.run("--dry-run", "1.yml").expect(1).says("nginx.server_name").never("include ");

    server.nginx().configure("root", theirs + "include \"sites/*.conf\";");
    server.run("1.yml").expect(1).says("nginx.conf:").says("nginx.server_name");
    assertUntouched();

    server.nginx().configure("root", "include \"sites/*.conf\";");
    assertNextOneWorks("1");
  }

  private void assertUntouched() {
    assertEquals("theirs", server.get("/"));
    assertFalse(Files.exists(server.folder().resolve(SITE)), "our site's file is left");
    assertEquals(List.of(), apps());
    server.assertTidy();
  }
}
