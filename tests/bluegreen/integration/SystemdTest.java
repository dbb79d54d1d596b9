package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Container;
import bluegreen.testing.LightJar;
import bluegreen.testing.LoadInside;
import bluegreen.testing.Run;
import bluegreen.testing.ShopJar;
import com.grack.nanojson.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** On a real server: a container in which systemd is the first process. */
@Tag("slow")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("Under systemd")
class SystemdTest {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final String SECRET = "hush-0123456789";

  private Container server;

  @BeforeAll
  @Timeout(1800)
  void boot() {
    server = Container.boot();
    server.install();
    for (String version : List.of("1", "2")) {
      server.copy(ShopJar.version(version), "/root/shop-" + version + ".jar");
      server.copy(LightJar.version(version), "/root/light-" + version + ".jar");
    }
    // As README.md says of a server whose site has no name.
    server.shell("rm /etc/nginx/sites-enabled/default && nginx -s reload").expect(0);
    server.shell("useradd --system --home-dir /nonexistent shop").expect(0);
    server.write("/etc/shop/secrets.env", "API_TOKEN=" + SECRET + "\n");
    server.shell("chmod 600 /etc/shop/secrets.env").expect(0);
  }

  @AfterAll
  void close() {
    if (server != null) {
      server.close();
    }
  }

  /** A playbook for one version of an app; {@code more} are further keys under {@code app}. */
  private String playbook(String app, String version, int port, String more) {
    String file = app + "-" + version + ".yml";
    server.write(
        "/root/" + file,
        """
        app:
          name: %s
          jar: %s-%s.jar
          version: "%s"
          java_opts: [-XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xmx128m]
          user: shop
        %s
        ports: { blue: %d, green: %d }
        health: { url: "http://127.0.0.1:{{ port }}/actuator/health", timeout: 2m }
        nginx: { site: /etc/nginx/conf.d/%s.conf, listen: [%d] }
        rollout: { drain: 10s, bake: 0s }
        """
            .formatted(
                app,
                app.startsWith("shop") ? "shop" : "light",
                version,
                version,
                more.indent(2).stripTrailing(),
                port + 1,
                port + 2,
                app,
                port));
    return file;
  }

  private Run deploy(String playbook, String... options) {
    String[] all = new String[options.length + 3];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = "--output";
    all[options.length + 1] = "json";
    all[options.length + 2] = playbook;
    return server.deployer(all);
  }

  private JsonObject status(String playbook) {
    return deploy(playbook, "status").expect(0).object();
  }

  private long pid(String playbook, String slot) {
    return status(playbook).getObject("slots").getObject(slot).getLong("pid", 0);
  }

  private String answer(int port) {
    return server.run("curl", "-s", "http://127.0.0.1:" + port + "/version").out().strip();
  }

  private void awaitAnswer(String version, int port) {
    Await.until("version " + version, LONG, () -> answer(port).equals(version));
  }

  private String show(String unit, String property) {
    return server.run("systemctl", "show", "--value", "--property=" + property, unit).out().strip();
  }

  /** The units of an app that systemd knows, with the state of each. */
  private Set<String> units(String app) {
    return server
        .shell(
            "systemctl list-units --all --plain --no-legend 'bluegreen-"
                + app
                + "-*' | awk '{ print $1, $3 }'")
        .out()
        .lines()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What runs as a user of its own under systemd has its archive, and its share of processors. */
  private void assertStartedQuietlyFromAnArchive(long pid) {
    String classes = "cat /proc/%d/task/*/stat | sed 's/.*) //' | cut -d ' ' -f 39 | sort -u";
    assertEquals("0", server.shell(classes.formatted(pid)).out().strip());
    String unit = "/sys/fs/cgroup/system.slice/bluegreen-shop-green.service/cpu.weight";
    String weight = server.shell("cat " + unit + " 2>/dev/null || echo 100").out().strip();
    assertEquals("100", weight);
    server.shell("grep -q '/archive/.*[.]jsa' /proc/" + pid + "/maps").expect(0);
    String owners =
        "find /var/lib/bluegreen/shop/releases/2-*/archive -printf '%u %m\\n' | sort -u";
    String seen = server.shell(owners).out();
    assertTrue(seen.lines().allMatch(line -> line.startsWith("root ")), seen);
  }

  /** All there is of an app: files and their times, units, processes, and what systemd has read. */
  private String everything(String app) {
    return server
        .shell(
            """
            cd /
            find /etc/systemd /etc/nginx /var/lib/bluegreen/%s -printf '%%p %%y %%i %%m %%C@ %%s\\n'
            systemctl show --property=UnitsLoadFinishTimestampMonotonic
            pgrep -f -a '[b]luegreen/%s/releases'
            """
                .formatted(app, app))
        .out();
  }

  /** What remove has to leave as it was: /etc to the byte, units, processes, users' folders. */
  private String machine() {
    return server
        .shell(
            """
            find /etc /var/lib/bluegreen /var/lib/nginx -printf '%p %y %m %u %g %l\\n' | sort
            find /etc -type f -exec sha256sum {} + | sort
            systemctl list-unit-files --no-legend --plain | sort
            systemctl list-units --no-legend --plain --type=service --state=running,failed | sort
            systemctl list-units --all --no-legend --plain 'bluegreen*'
            ps -e -o user=,args= | grep -v -E 'ps -e|sort|sh -c|grep|find|nginx: worker' | sort
            """)
        .out();
  }

  @Test
  @DisplayName(
      "an app is deployed without a lost request, and after a reboot it serves as before, without"
          + " us; what remove leaves is the machine as it was")
  void life() {
    String before = machine();
    String one = playbook("shop", "1", 8080, "");
    String two = playbook("shop", "2", 8080, "env_file: /etc/shop/secrets.env\narchive: auto");
    Run first = deploy(one).expect(0);
    assertEquals(List.of("release", "nginx", "start", "switch"), first.steps("changed"));

    try (LoadInside load = server.load("http://127.0.0.1:8080/", 8, 2, 200)) {
      load.awaitRequests(50, LONG);
      Run dry = deploy(two, "--dry-run").expect(0);
      dry.says("enable bluegreen-shop-green.service");
      dry.says("+Description=shop 2").says("that others leave until it is healthy");
      Run second = deploy(two).expect(0);
      assertEquals(dry.steps("changed"), second.steps("changed"), second::toString);
      load.awaitRequests(50, LONG);
      LoadInside.Report report = load.stop();
      System.out.print("  " + report.text());
      assertEquals(0, report.failures(), report::text);
      assertEquals(List.of("1", "2"), report.versions(), report::text);
    }
    assertStartedQuietlyFromAnArchive(pid(two, "green"));
    assertEquals(
        Set.of("bluegreen-shop-blue.service active", "bluegreen-shop-green.service active"),
        units("shop"));
    String deployed = everything("shop");
    assertEquals(0, deploy(two).expect(0).recap().getInt("changed"));
    assertEquals(deployed, everything("shop"), "a deployment of what serves already");

    server.reboot();
    awaitAnswer("2", 8080);
    Await.until("the standby", LONG, () -> answer(8081).equals("1"));
    JsonObject status = status(two);
    assertEquals("green", status.getString("active"));
    assertTrue(status.getObject("slots").getObject("blue").getBoolean("standby"), status::toString);
    assertEquals(0, deploy(two).expect(0).recap().getInt("changed"), "after the reboot");
    deploy(two, "verify").expect(0);

    endOfTheActive(two, "TERM", 1);
    endOfTheActive(two, "KILL", 2);
    Run rollback = deploy(two, "rollback").expect(0);
    assertFalse(rollback.steps("changed").contains("start"), rollback::toString);
    assertEquals("1", answer(8080));

    deploy(two, "remove").expect(0);
    // systemd takes a moment to forget a unit.
    Await.until("units to be forgotten", LONG, () -> machine().lines().count() <= lines(before));
    assertEquals(before, machine(), "what remove has left");
  }

  private static long lines(String text) {
    return text.lines().count();
  }

  /** The standby answers until systemd has started again the version that somebody has ended. */
  private void endOfTheActive(String playbook, String signal, int restarts) {
    long crashed = pid(playbook, "green");
    server.run("kill", "-s", signal, String.valueOf(crashed)).expect(0);
    // The kernel may take one more connection for it before it has cleared it away.
    awaitAnswer("1", 8080);
    awaitAnswer("2", 8080);
    assertEquals("" + restarts, show("bluegreen-shop-green", "NRestarts"));
    JsonObject green = status(playbook).getObject("slots").getObject("green");
    assertEquals("running", green.getString("state"));
    assertTrue(green.getLong("pid") != crashed, green::toString);
    assertEquals(0, deploy(playbook).expect(0).recap().getInt("changed"), "after " + signal);
  }

  @Test
  @DisplayName(
      "the app has its user and no way to more rights; its variables are in a file for root alone")
  void hardening() {
    String playbook =
        playbook(
            "hard",
            "1",
            8100,
            "env_file: /etc/shop/secrets.env\n"
                + "env: { NOTE: '%n is \"not\" $HOME \\\\' }\n"
                + "args: ['--server.port={{ port }}', '%n is \"not\" $HOME \\\\', ';', '']\n");
    deploy(playbook).expect(0).never(SECRET);
    String unit = "bluegreen-hard-blue";
    String pid = show(unit, "MainPID");
    assertEquals(String.valueOf(pid(playbook, "blue")), pid);
    assertEquals("shop", server.run("ps", "-o", "user=", "-p", pid).out().strip());
    assertEquals(
        "NoNewPrivs:\t1", server.shell("grep NoNewPrivs /proc/" + pid + "/status").out().strip());
    assertEquals("yes", show(unit, "PrivateTmp"));
    assertEquals("full", show(unit, "ProtectSystem"));
    assertEquals("always", show(unit, "Restart"));
    assertEquals("30s", show(unit, "TimeoutStopUSec"));

    String environment = server.shell("tr '\\0' '\\n' </proc/" + pid + "/environ").out();
    assertTrue(environment.contains("API_TOKEN=" + SECRET + "\n"), "the secret is not there");
    assertTrue(environment.contains("NOTE=%n is \"not\" $HOME \\\\\n"), environment);
    String words = server.shell("tr '\\0' '\\n' </proc/" + pid + "/cmdline").out();
    assertTrue(words.endsWith("=8101\n%n is \"not\" $HOME \\\\\n;\n\n"), words);
    server.run("systemctl", "show", unit).expect(0).never(SECRET);
    server.run("systemctl", "cat", unit).expect(0).never(SECRET);
    server.shell("grep -r -l " + SECRET + " /etc/systemd /var/log /run/systemd").never("/");
    String env = "/var/lib/bluegreen/hard/slots/blue.env";
    assertEquals("600 root", server.run("stat", "-c", "%a %U", env).out().strip());
    server.run("sudo", "-n", "-u", "shop", "cat", env).expect(1).says("denied");
    deploy(playbook, "remove").expect(0);
  }

  @Test
  @DisplayName("a version that ends while it starts is reported at once, with what it has written")
  void crashAtStart() {
    String good = playbook("shopa", "1", 8110, "");
    deploy(good).expect(0);
    String bad = playbook("shopa", "2", 8110, "env: { SHOP_FAIL: exit }");
    deploy(bad)
        .expect(1)
        .says("the new version ended with exit status 3")
        .says("Cannot start: the database refused the connection");
    assertEquals("1", answer(8110));
    assertEquals(Set.of("bluegreen-shopa-blue.service active"), units("shopa"));
    server.deployer("logs", "--slot", "green", bad).expect(0).says("the database refused");
    server.deployer("logs", bad).expect(0).says("Started Shop").never("the database refused");
    deploy(bad, "remove").expect(0);
  }

  @Test
  @DisplayName(
      "the journal has what the app writes; logs shows the last of it, and goes on with -f")
  void logs() {
    String playbook = playbook("talk", "1", 8150, "");
    deploy(playbook).expect(0);
    server.deployer("logs", playbook).expect(0).says("version 1 listens on port 8151");
    String say = "curl -s \"http://127.0.0.1:8150/log?%s\"";
    server.shell("for i in $(seq 300); do " + say.formatted("word-$i") + "; done").expect(0);
    server.shell(say.formatted("%EB%A7%90%EC%94%80")).expect(0);
    assertEquals(
        "word-299\nword-300\n말씀\n",
        server.deployer("logs", "--lines", "3", playbook).expect(0).out());
    try (var job = server.startDeployer("logs", "-f", "--lines", "2", playbook)) {
      job.awaitOutput("^word-300\n말씀\n");
      server.shell(say.formatted("later-words"));
      job.awaitOutput("later-words");
      // As a terminal does, and systemd: to all of the group, journalctl among them.
      server.shell("kill -TERM $(pgrep -f '[d]eploy.jar logs') $(pgrep -x journalctl)").expect(0);
      assertEquals("", job.end().expect(143).err());
    }
    String piped = "java -jar deploy.jar logs -f " + playbook + " | head -n 1";
    server.run("timeout", "60", "sh", "-c", piped).expect(0).never("error");
    assertEquals(
        "later-words",
        server.run("journalctl", "-t", "talk-blue", "-o", "cat", "-n", "1").out().strip());
    deploy(playbook, "remove").expect(0);
  }

  @Test
  @DisplayName("what was changed by hand is put right by the next run, which restarts nothing")
  void byHand() {
    String playbook = playbook("hand", "1", 8120, "");
    deploy(playbook).expect(0);
    long pid = pid(playbook, "blue");
    String unit = "/etc/systemd/system/bluegreen-hand-blue.service";
    String text = server.read(unit);
    server.write(unit, text.replace("Restart=always", "Restart=no"));
    server.run("systemctl", "disable", "bluegreen-hand-blue").expect(0);

    assertEquals(List.of("start"), deploy(playbook, "--dry-run").expect(0).steps("changed"));
    assertEquals(List.of("start"), deploy(playbook).expect(0).steps("changed"));
    assertEquals(text, server.read(unit));
    assertEquals("always", show("bluegreen-hand-blue", "Restart"));
    assertEquals("enabled", show("bluegreen-hand-blue", "UnitFileState"));
    assertEquals(pid, pid(playbook, "blue"));
    assertEquals(0, deploy(playbook).expect(0).recap().getInt("changed"));
    deploy(playbook, "remove").expect(0);
  }

  @Test
  @DisplayName(
      "a playbook may change its runner: the old one's app serves on, and is stopped later")
  void otherRunner() {
    String plain = playbook("move", "1", 8130, "runner: process");
    String systemd = playbook("move", "2", 8130, "runner: systemd");
    deploy(plain).expect(0);
    assertEquals(Set.of(), units("move"));
    try (LoadInside load = server.load("http://127.0.0.1:8130/", 4, 0, 100)) {
      deploy(systemd).expect(0);
      assertEquals(Set.of("bluegreen-move-green.service active"), units("move"));
      deploy(systemd, "rollback").expect(0);
      assertEquals("1", answer(8130));
      deploy(systemd).expect(0);
      deploy(plain).expect(0); // Still the standby: nothing has to be started.
      server.shell("sed -i 's/Xmx128m/Xmx129m/' " + plain).expect(0);
      deploy(plain).expect(0); // Stops the unit, which is the standby now.
      load.awaitRequests(20, LONG);
      LoadInside.Report report = load.stop();
      assertEquals(0, report.failures(), report::text);
    }
    assertEquals(Set.of(), units("move"));
    server.shell("ls /etc/systemd/system/*/bluegreen* /etc/systemd/system/bluegreen*").expect(2);
    deploy(plain, "remove").expect(0);
  }

  @Test
  @DisplayName("a run that was killed leaves nothing that the next one does not put right")
  void killed() {
    String one = playbook("kill", "1", 8140, "");
    deploy(one).expect(0);
    String two = playbook("kill", "2", 8140, "env: { HANGS: 'yes' }");
    server.shell("sed -i 's#actuator/health#none#' " + two).expect(0);
    try (var job = server.startDeployer(two)) {
      job.awaitOutput("start +changed");
      server.run("pkill", "-KILL", "-f", "deploy.jar " + two).expect(0);
    }
    assertEquals("disabled", show("bluegreen-kill-green", "UnitFileState"));
    deploy(one).expect(0);
    assertEquals(Set.of("bluegreen-kill-blue.service active"), units("kill"));

    // As if it had been killed before the start.
    String unit = "bluegreen-kill-green.service";
    server.shell(
        "cd /etc/systemd/system && sed 's/-blue/-green/; s/blue.env/green.env/'"
            + " bluegreen-kill-blue.service >"
            + unit);
    deploy(one).expect(0).says("the unit of an earlier run on green");
    assertFalse(Files.exists(server.path("/etc/systemd/system/" + unit)));
    assertEquals(0, deploy(one).expect(0).recap().getInt("changed"));
    deploy(one, "remove").expect(0);
  }
}
