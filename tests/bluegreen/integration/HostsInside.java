package bluegreen.integration;

import static bluegreen.testing.TwoHosts.isSilent;
import static bluegreen.testing.TwoHosts.sh;
import static bluegreen.testing.TwoHosts.silence;
import static bluegreen.testing.TwoHosts.silencing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Death;
import bluegreen.testing.Deployer;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Moment;
import bluegreen.testing.Run;
import bluegreen.testing.TwoHosts;
import com.grack.nanojson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What {@link HostsTest} has happen, on a server of its own with two further hosts. */
public final class HostsInside {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path EXAMPLE = Path.of("playbooks/two-hosts.yml").toAbsolutePath();
  private static final Path WORK = Path.of("/srv/work");
  private static final Path APP = Path.of("/var/lib/bluegreen/shop");
  private static final URI URL = URI.create("http://127.0.0.1/");
  private static final int BLUE = 11;
  private static final int GREEN = 12;

  /** Something that happens, which has to go well. */
  @FunctionalInterface
  interface Story {
    void happen(HostsInside inside) throws Exception;
  }

  private final Deployer deployer;

  private HostsInside() throws IOException {
    TwoHosts.setUp("1", "2", "3", "4");
    sh("rm -f /etc/nginx/sites-enabled/* /etc/nginx/conf.d/*");
    Files.createDirectories(WORK);
    Files.copy(EXAMPLE, WORK.resolve("example.yml"));
    quick("shop.yml", 20, "");
    quick("impatient.yml", 3, "");
    deployer = Deployer.in(WORK);
  }

  /** The stories in their order, each from where the one before has ended. */
  static Map<String, Story> stories() {
    Map<String, Story> stories = new LinkedHashMap<>();
    stories.put("the example is deployed, twice, by its dry run's plan", HostsInside::example);
    stories.put("a second version takes over, and the first one again", HostsInside::toAndFro);
    stories.put("a version that ends at its start gets no visitors", HostsInside::broken);
    stories.put("what others have started there is left alone", HostsInside::stranger);
    stories.put("what has crashed there is stood in for, and replaced", HostsInside::crash);
    stories.put("a host that is silent before the start stops the run", HostsInside::silentAtFirst);
    stories.put("one that falls silent in the start", i -> i.silent("in.yml", START));
    stories.put("one that falls silent before it is healthy", HostsInside::silentInHealth);
    stories.put("one that falls silent before the switch", i -> i.silent("in.yml", SWITCH));
    stories.put("one that falls silent while it is watched", i -> i.silent("in.yml", WATCH));
    stories.put("what could not be stopped in silence is stopped now", HostsInside::afterSilence);
    stories.put("a run that is killed is gone on with", HostsInside::killed);
    stories.put("of two runs one waits", HostsInside::two);
    stories.put("an older version comes back by its name", HostsInside::older);
    stories.put("all of it is removed", HostsInside::removed);
    stories.put("by IPv6, and behind an nginx of somebody's own", HostsInside::behind);
    return stories;
  }

  private static final String START = "before_start";
  private static final String SWITCH = "before_switch";
  private static final String WATCH = "after_switch";

  /** Reads the names of stories, and answers each with nothing or what was wrong, in one line. */
  public static void main(String... args) throws IOException {
    HostsInside inside = new HostsInside();
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String name = orders.readLine(); name != null; name = orders.readLine()) {
        String wrong = "";
        try {
          stories().get(name).happen(inside);
        } catch (Exception | AssertionError e) {
          wrong = e + "\n" + Stream.of(e.getStackTrace()).limit(12).toList();
        }
        System.out.println(wrong.replace("\n", "\u2028"));
      }
    }
  }

  /** The example with so many seconds for each of its commands, and further lines. */
  private static void quick(String name, int seconds, String more) throws IOException {
    String text =
        Files.readString(EXAMPLE)
            .replace("  start:\n", "  start:\n    timeout: " + seconds + "s\n")
            .replace("health:\n", "health:\n  timeout: 10s\n");
    Files.writeString(WORK.resolve(name), text + "rollout: { bake: 500ms, drain: 3s }\n" + more);
  }

  private Run run(String version, String... arguments) {
    List<String> all = new ArrayList<>(List.of("-e", "version=" + version));
    all.addAll(List.of(arguments));
    return deployer.run(all.toArray(String[]::new));
  }

  private Run deploy(String version) {
    return run(version, "--output", "json", "shop.yml").expect(0);
  }

  private static String served() {
    return sh("curl -s -m 20 " + URL + "version");
  }

  private Load load() {
    return LoadClient.to(URL).connections(4).posts(2).perSecond(60).start();
  }

  private static LoadReport unharmed(Load load) {
    LoadReport report = load.stop();
    assertEquals(0, report.failures(), report::describe);
    assertTrue(report.requests() > 0, report::describe);
    return report;
  }

  private JsonObject slot(String slot) {
    return run("1", "status", "--output", "json", "shop.yml")
        .expect(0)
        .object()
        .getObject("slots")
        .getObject(slot);
  }

  private void example() {
    Run dry = run("1", "-n", "example.yml").expect(0);
    assertTrue(dry.out().contains("start ssh 10.0.0.11 /srv/shop/ctl start 1"), dry::toString);
    assertTrue(Files.notExists(APP), "touched");
    assertTrue(Files.notExists(Path.of("/srv/shop/10.0.0.11/pid")), "started");
    run("1", "example.yml").expect(0);
    assertEquals("1", served());
    Run again = run("1", "--output", "json", "shop.yml").expect(0);
    assertEquals(0, again.recap().getInt("changed"), again::toString);
    Run verify = run("1", "verify", "shop.yml").expect(0);
    assertTrue(verify.out().contains("whose process answers"), verify::toString);
  }

  private void toAndFro() {
    try (Load load = load()) {
      deploy("2");
      load.awaitVersion("2", SOON);
      assertEquals("running", slot("blue").getString("state"));
      assertEquals("10.0.0.12", slot("green").getString("host"));
      run("2", "rollback", "shop.yml").expect(0);
      load.awaitRequests(20, SOON);
      assertEquals("1", served());
      unharmed(load);
    }
    Run logs = run("2", "logs", "--slot", "green", "shop.yml").expect(0);
    assertTrue(logs.out().contains("version 2 listens"), logs::toString);
    Run list = deployer.run("list").expect(0);
    assertTrue(list.out().contains("active blue 10.0.0.11:8080 (1)"), list::toString);
  }

  private void broken() throws IOException {
    Path fail = Files.writeString(Path.of("/srv/shop/10.0.0.12/fail"), "exit");
    try (Load load = load()) {
      Run run = run("3", "shop.yml").expect(1);
      assertTrue(run.out().contains("the database refused the connection"), run::toString);
      assertTrue(run.out().contains("stopped green"), run::toString);
      assertEquals(List.of("1"), versions(unharmed(load)));
    }
    Files.delete(fail);
  }

  private static List<String> versions(LoadReport report) {
    return report.versions().keySet().stream().sorted().toList();
  }

  private void stranger() throws IOException {
    sh("ssh 10.0.0.12 /srv/shop/ctl start 4");
    Run run = run("3", "-n", "shop.yml").expect(1);
    assertTrue(run.out().contains("nothing was started there by this playbook"), run::toString);
    run("3", "--take-over", "shop.yml").expect(1);
    sh("ssh 10.0.0.12 /srv/shop/ctl running");
    sh("ssh 10.0.0.12 /srv/shop/ctl stop");
    assertEquals("1", served());
  }

  private void crash() {
    deploy("2");
    sh("kill -9 $(cat /srv/shop/10.0.0.12/pid)");
    Await.until("the standby", SOON, () -> served().equals("1"));
    try (Load load = load()) {
      assertEquals("failed", slot("green").getString("state"));
      deploy("3");
      load.awaitVersion("3", SOON);
      unharmed(load);
    }
  }

  /** Serves from 3 on green, with 1 on blue as its standby. */
  private void silentAtFirst() {
    silence(BLUE, true);
    try (Load load = load()) {
      Run run = run("4", "impatient.yml").expect(1);
      assertTrue(run.out().contains("whether anything runs at 10.0.0.11:8080"), run::toString);
      assertEquals(List.of("3"), versions(unharmed(load)));
    } finally {
      hearAgain();
    }
  }

  private void silent(String name, String hook) throws IOException {
    quick(name, 3, "hooks:\n  %s:\n    - shell: %s\n".formatted(hook, silencing(BLUE)));
    failSilently(name);
  }

  private void silentInHealth() throws IOException {
    Path fail = Files.writeString(Path.of("/srv/shop/10.0.0.11/fail"), "unhealthy");
    sh(
        "(while ! curl -s -m 1 10.0.0.11:8080/actuator/health | grep DOWN; do sleep 0.1; done; "
            + silencing(BLUE)
            + ") > /dev/null 2>&1 &");
    failSilently("impatient.yml");
    Files.delete(fail);
  }

  /** Before the next story: what was lost on the way is sent again ever more slowly. */
  private static void hearAgain() {
    silence(BLUE, false);
    Await.until("a word of the host", SOON, () -> isHeard(BLUE));
  }

  private static boolean isHeard(int host) {
    try {
      sh("timeout 5 ssh 10.0.0.%d true".formatted(host));
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  /** However it ends, visitors are served, in the end by whoever served before. */
  private void failSilently(String name) {
    try (Load load = load()) {
      Run run = run("4", name).expect(1);
      assertTrue(isSilent(BLUE), () -> "refused before the host fell silent: " + run);
      load.awaitRequests(20, SOON);
      assertEquals("3", served(), run::toString);
      if (!name.equals("in.yml") || !run.out().contains("switched back")) {
        assertEquals(List.of("3"), versions(unharmed(load)), run::toString);
      }
    } finally {
      hearAgain();
    }
    JsonObject status = run("3", "status", "--output", "json", "shop.yml").expect(0).object();
    assertEquals("green", status.getString("active"));
  }

  private void afterSilence() {
    deploy("4");
    assertEquals("4", served());
  }

  private void killed() {
    try (Load load = load()) {
      int turn = 0;
      for (int command : List.of(1, 2, 2, 3)) { // The stop of the standby, the start, the end.
        String version = String.valueOf(1 + turn % 3);
        Moment.Reach reach = turn % 2 == 0 ? Moment.Reach.PROCESS : Moment.Reach.GROUP;
        Moment.Events events = command < 3 ? Moment.Events.ELSEWHERE : Moment.Events.SWITCH;
        Moment moment = new Moment(events, command, Duration.ofMillis(40L * turn), reach);
        Death death =
            deployer.kill(
                moment, "-vv", "--output", "json", "-e", "version=" + version, "shop.yml");
        assertTrue(death.killed(), death::toString);
        deploy(version);
        load.awaitVersion(version, SOON);
        turn++;
      }
      unharmed(load);
    }
  }

  private void two() {
    try (Load load = load();
        Job first = deployer.start("-v", "-e", "version=4", "shop.yml")) {
      first.awaitOutput("ctl start");
      run("1", "shop.yml").expect(3);
      Run second = run("1", "--lock-timeout", "60s", "shop.yml").expect(0);
      first.end().expect(0);
      assertEquals("1", served(), second::toString);
      unharmed(load);
    }
  }

  private void older() {
    try (Load load = load()) {
      run("1", "rollback", "--to", "3", "shop.yml").expect(0);
      assertEquals("3", served());
      unharmed(load);
    }
  }

  private void removed() throws IOException {
    run("3", "remove", "--force", "shop.yml").expect(0);
    assertTrue(Files.notExists(APP) && Files.notExists(Path.of("/etc/nginx/conf.d/shop.conf")));
    for (int host : List.of(BLUE, GREEN)) {
      sh("! ssh 10.0.0.%d /srv/shop/ctl running".formatted(host));
    }
  }

  private void behind() throws IOException {
    String text =
        Files.readString(WORK.resolve("shop.yml"))
            .replace("10.0.0.11:8080", "[fd00::11]:8080")
            .replace("10.0.0.12:8080", "[fd00:0:0::12]:8080")
            .replace("  site: /etc/nginx/conf.d/shop.conf\n  listen: [80]\n", "  behind: 8090\n");
    Files.writeString(WORK.resolve("shop.yml"), text);
    Files.writeString(
        Path.of("/etc/nginx/conf.d/own.conf"),
        """
        server {
          listen 80;
          location / { proxy_pass http://127.0.0.1:8090; proxy_http_version 1.1; proxy_set_header Connection ''; }
        }
        """);
    sh("nginx -s reload || nginx");
    deploy("1");
    try (Load load = LoadClient.to(URL).connections(4).perSecond(60).start()) {
      deploy("2");
      load.awaitVersion("2", SOON);
      assertEquals("fd00::12", slot("green").getString("host"));
      run("2", "verify", "shop.yml").expect(0);
      run("2", "rollback", "shop.yml").expect(0);
      load.awaitRequests(20, SOON);
      assertEquals("1", served());
      unharmed(load);
    }
    run("1", "remove", "--force", "shop.yml").expect(0);
    assertTrue(Files.notExists(APP));
  }
}
