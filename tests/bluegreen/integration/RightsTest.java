package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Authority;
import bluegreen.testing.Await;
import bluegreen.testing.Container;
import bluegreen.testing.LightJar;
import bluegreen.testing.LoadInside;
import bluegreen.testing.Run;
import bluegreen.testing.TalkJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real users and the real sudo, in a container. */
@Tag("slow")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A deployment by")
class RightsTest {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final String SECRET = "hush-0123456789";

  @TempDir Path keys;
  private Container server;

  @BeforeAll
  @Timeout(1800)
  void boot() {
    server = Container.boot();
    server.install("/opt/deploy.jar");
    for (String user : List.of("deploy", "alice", "mallory", "shop")) {
      server.shell("useradd --create-home --shell /bin/bash " + user).expect(0);
      server.shell("chmod 700 ~" + user).expect(0);
    }
    for (String version : List.of("1", "2")) {
      server.copy(LightJar.version(version), "/srv/light-" + version + ".jar");
    }
    server.shell("rm /etc/nginx/sites-enabled/default && nginx -s reload").expect(0);
  }

  @AfterAll
  void close() {
    if (server != null) {
      server.close();
    }
  }

  /** Runs a script as a user who has just logged in. */
  private Run as(String user, String script) {
    return server.run("runuser", "--login", user, "--command", script);
  }

  private Run deploy(String user, String arguments) {
    return as(user, "java -jar /opt/deploy.jar " + arguments);
  }

  /** A playbook for one version, in a folder of the user's. */
  private void playbook(String user, String version, int port, String app, String nginx) {
    String folder = server.shell("echo ~" + user).out().strip();
    server.write(
        folder + "/" + version + ".yml",
        """
        app:
          name: %s
          jar: /srv/light-%s.jar
          version: "%s"
          java_opts: [-XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xmx64m]
          env_file: secrets.env
        %s
        ports: { blue: %d, green: %d }
        health: { url: "http://127.0.0.1:{{ port }}/actuator/health", timeout: 2m }
        nginx:
          listen: [%d]
        %s
        rollout: { drain: 10s, bake: 0s }
        """
            .formatted(
                user,
                version,
                version,
                app.indent(2).stripTrailing(),
                port + 1,
                port + 2,
                port,
                nginx.indent(2).stripTrailing()));
    server.write(folder + "/secrets.env", "API_TOKEN=" + SECRET + "\n");
    server.shell("cd " + folder + " && chown " + user + ": * && chmod 600 secrets.env").expect(0);
  }

  private void assertServes(int port, String version) {
    Await.until(
        "version " + version,
        LONG,
        () -> server.run("curl", "-s", version(port)).out().strip().equals(version));
  }

  private static String version(int port) {
    return "http://127.0.0.1:" + port + "/version";
  }

  /** What nobody else may do to what a deployment has made. */
  private void assertClosedTo(String user, String dir, int port) {
    String live = dir + "/live";
    // What is there has to be tried: rm -f is content with what is not.
    String marker = server.shell("ls " + live + "/served-* | head -1").out().strip();
    for (String flip :
        List.of("touch " + live + "/green", "rm -f " + marker, "mv -f /dev/null " + marker)) {
      as(user, flip).expect(1).says("denied");
    }
    for (String write : List.of("history.jsonl", "releases/x", "slots/blue.json", "lock", "x")) {
      Run run = as(user, "echo >>" + dir + "/" + write);
      assertTrue(run.exit() != 0 && run.err().contains("denied"), run::toString);
    }
    String secrets =
        as(user, "grep -rs " + SECRET + " " + dir + " /etc/nginx /etc/systemd /proc/[0-9]*/environ")
            .out();
    assertEquals("", secrets);
    String app =
        server.shell("pgrep -f 'java.*[s]erver.port=" + port + "'").expect(0).out().strip();
    String command = server.shell("tr '\\0' ' ' </proc/" + app + "/cmdline").out();
    assertTrue(!command.contains(SECRET), command);
    // As the grep above would have found it.
    server.shell("grep -q " + SECRET + " /proc/" + app + "/environ").expect(0);
    assertSilentFor(user, dir);
  }

  /**
   * What the app has written is in files of its folder, or in the journal where systemd runs it.
   */
  private void assertSilentFor(String user, String dir) {
    List<String> files =
        server.shell("find " + dir + "/logs -type f -size +0").out().lines().toList();
    for (String file : files) {
      as(user, "cat " + file).expect(1).says("denied");
    }
    String journal = "journalctl -q --no-pager -o cat -u 'bluegreen-*'";
    assertEquals("", as(user, journal).out());
    assertTrue(
        !files.isEmpty() || !server.shell(journal).out().isBlank(),
        "it has written nothing at all");
  }

  private String listing(String... folders) {
    return server
        .shell(
            "find "
                + String.join(" ", folders)
                + " \\( -name .cache -o -name '.bash*' \\) -prune -o -printf '%p %u %m\\n' | sort")
        .out();
  }

  @Test
  @DisplayName("root has an app that can neither flip the switch nor change what it runs from")
  void root() {
    for (String version : List.of("1", "2")) {
      playbook("root", version, 8100, "user: shop", "site: /etc/nginx/conf.d/root.conf");
    }
    deploy("root", "1.yml").expect(0);
    deploy("root", "2.yml").expect(0);
    assertServes(8100, "2");
    assertClosedTo("mallory", "/var/lib/bluegreen/root", 8102);
    String dir = "/var/lib/bluegreen/root";
    for (String flip : List.of("rm -f " + dir + "/live/green", "touch " + dir + "/releases/x")) {
      as("shop", flip).expect(1).says("denied");
    }
    String open = server.shell("find " + dir + " -perm /022 ! -type l").out();
    assertEquals("", open, "may be written by others");
    deploy("root", "remove 2.yml").expect(0);
  }

  @Test
  @DisplayName("a user with sudo for nginx alone needs no more than the rules that it is told")
  void sudo() {
    String site = "become: sudo\nsite: /etc/nginx/conf.d/deploy.conf";
    for (String version : List.of("1", "2")) {
      playbook("deploy", version, 8200, "dir: app", site);
    }
    String etc = listing("/etc/nginx", "/home/deploy");

    Run refused = deploy("deploy", "1.yml").expect(1);
    refused.says("nginx.become: sudo does not let us run nginx without a password");
    String rules = rules(refused);
    assertEquals(etc, listing("/etc/nginx", "/home/deploy"));
    String lacking = rules.replaceFirst(", [^,]*flock[^,]*", "");
    server.write("/etc/sudoers.d/bluegreen-deploy", lacking + "\n");
    deploy("deploy", "--dry-run 1.yml").expect(1).says("sudo does not let us run `flock -n /run/");
    server.shell("mv /usr/bin/sudo /usr/bin/sudo.away").expect(0);
    deploy("deploy", "--dry-run 1.yml").expect(1).says("there is no program 'sudo'");
    server.shell("mv /usr/bin/sudo.away /usr/bin/sudo").expect(0);
    server.write("/etc/sudoers.d/bluegreen-deploy", rules + "\n");
    server.shell("chmod 440 /etc/sudoers.d/bluegreen-deploy && visudo --check --strict").expect(0);
    for (String more : List.of("nginx", "sh -c id", "cat /etc/shadow", "rm -f /etc/passwd")) {
      as("deploy", "sudo -n " + more).expect(1).says("sudo: ");
    }

    keyOfRoots(site);

    // Without sudo he may not even test it.
    playbook("deploy", "1", 8200, "dir: app", "site: /etc/nginx/conf.d/deploy.conf");
    Run none = deploy("deploy", "--dry-run 1.yml").expect(1);
    none.says("nginx is root's, and deploy may neither test nor reload it");
    none.says("nginx.site: deploy may not write to /etc/nginx/conf.d");
    playbook("deploy", "1", 8200, "dir: app", site);

    // nginx's workers cannot look into his home.
    String closed = "nginx's workers may not look into /home/deploy, ";
    deploy("deploy", "--dry-run 1.yml").expect(1).says(closed);
    deploy("deploy", "1.yml").expect(1).says(closed).says("chmod o+x /home/deploy");
    assertEquals("", server.shell("ls /etc/nginx/conf.d").out());
    server.shell("chmod o+x /home/deploy").expect(0);
    deploy("deploy", "1.yml").expect(0);
    assertServes(8200, "1");
    try (LoadInside load = server.load("http://127.0.0.1:8200/", 6, 2, 100)) {
      load.awaitRequests(50, LONG);
      deploy("deploy", "--dry-run 2.yml").expect(0);
      deploy("deploy", "2.yml").expect(0);
      assertServes(8200, "2");
      deploy("deploy", "rollback 2.yml").expect(0);
      deploy("deploy", "2.yml").expect(0);
      load.awaitRequests(50, LONG);
      LoadInside.Report report = load.stop();
      assertEquals(0, report.failures(), report::text);
    }
    // Whoever holds the lock is named, whoever waits for it.
    server
        .shell(
            "flock -o /run/bluegreen-etc-nginx-nginx.conf sleep 60 & sleep 1; runuser -l deploy -c"
                + " 'java -jar /opt/deploy.jar reload --lock-timeout 2s 2.yml'; code=$?; kill $!;"
                + " exit $code")
        .expect(3)
        .says("another deployment works on nginx's configuration (/etc/nginx/nginx.conf): pid ");
    playbook("root", "1", 8400, "", "site: /etc/nginx/conf.d/root.conf");
    server
        .shell(
            "d=/run/bluegreen-etc-nginx-nginx.conf; mkfifo /tmp/held; runuser -l deploy -c \"sudo"
                + " -n flock -n $d timeout 3600 cat\" </tmp/held & exec 3>/tmp/held; n=0; while"
                + " flock -n $d true && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; java -jar"
                + " /opt/deploy.jar --lock-timeout 2s /root/1.yml; code=$?; exec 3>&-; wait; exit"
                + " $code")
        .expect(3)
        .says("another deployment works on nginx's configuration (/etc/nginx/nginx.conf): pid ");
    assertEquals("deploy.conf", server.shell("ls /etc/nginx/conf.d").out().strip());
    deploy("root", "remove 1.yml").expect(0);
    server.shell("stat -c '%U %a' /run/bluegreen-etc-nginx-nginx.conf").says("root 700");
    deploy("deploy", "2.yml").expect(0);
    deploy("deploy", "verify 2.yml").expect(0);
    deploy("deploy", "2.yml").expect(0).says("changed=0");
    assertClosedTo("mallory", "/home/deploy/app", 8202);
    deploy("deploy", "remove 2.yml").expect(0);
    assertEquals(
        etc.replace("/home/deploy deploy 700", "/home/deploy deploy 701"),
        listing("/etc/nginx", "/home/deploy"));
  }

  /** The rules that such a refusal tells one to give to sudo. */
  private static String rules(Run refused) {
    return Pattern.compile("\\\\\\s*\n *")
        .matcher(refused.out())
        .replaceAll(" ")
        .lines()
        .filter(line -> line.contains("NOPASSWD"))
        .map(String::strip)
        .distinct()
        .collect(Collectors.joining());
  }

  private void assertGreets(String version) {
    server
        .run("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8500 && head -n 1 <&3")
        .expect(0)
        .says("hello " + version);
  }

  @Test
  @DisplayName("a user with sudo for nginx alone has a service that does not speak HTTP, too")
  void stream() {
    server
        .shell(
            "cp /etc/nginx/nginx.conf /root/nginx.conf && mkdir /etc/nginx/streams && echo 'stream"
                + " { include /etc/nginx/streams/*.conf; }' >>/etc/nginx/nginx.conf && nginx -s"
                + " reload && install -d -o alice -g alice /srv/talk")
        .expect(0);
    for (String version : List.of("1", "2")) {
      server.copy(TalkJar.version(version), "/srv/talk-" + version + ".jar");
      server.write(
          "/home/alice/talk-" + version + ".yml",
          """
          app:
            name: talk
            jar: /srv/talk-%1$s.jar
            version: "%1$s"
            java_opts: [-XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xmx64m]
            args: ["{{ port }}"]
            dir: /srv/talk
          ports: { blue: 8501, green: 8502 }
          health: { tcp: { send: "PING\\n", expect: "+PONG" }, timeout: 2m }
          nginx: { stream: /etc/nginx/streams/talk.conf, listen: [8500], become: sudo }
          rollout: { drain: 1s, bake: 0s }
          """
              .formatted(version));
    }
    server.shell("chown alice: /home/alice/talk-*").expect(0);
    String etc = listing("/etc/nginx");
    Run refused = deploy("alice", "talk-1.yml").expect(1);
    server.write("/etc/sudoers.d/bluegreen-talk", rules(refused) + "\n");
    deploy("alice", "talk-1.yml").expect(0);
    assertGreets("1");
    deploy("alice", "talk-2.yml").expect(0);
    assertGreets("2");
    deploy("alice", "talk-2.yml").expect(0).says("changed=0");
    deploy("alice", "verify talk-2.yml").expect(0);
    deploy("alice", "rollback talk-2.yml").expect(0);
    assertGreets("1");
    deploy("alice", "remove talk-1.yml").expect(0);
    assertEquals(etc, listing("/etc/nginx"));
    server
        .shell(
            "rm -r /etc/nginx/streams /etc/sudoers.d/bluegreen-talk /srv/talk* && mv"
                + " /root/nginx.conf /etc/nginx/nginx.conf && nginx -s reload")
        .expect(0);
  }

  /** A key that is root's is read by sudo, to see whether it fits, and shown to nobody. */
  private void keyOfRoots(String site) {
    Authority authority = Authority.in(keys);
    String key = "/etc/ssl/private/shop.key";
    server.copy(authority.issue("one", "shop.example.com").certificate(), "/etc/ssl/shop.pem");
    server.copy(authority.issue("other", "shop.example.com").key(), key);
    server.shell("chmod 600 " + key).expect(0);
    server.write(
        "/etc/sudoers.d/bluegreen-key",
        "deploy ALL=(root) NOPASSWD: /usr/bin/cat -- " + key + "\n");
    String tls =
        "\nserver_name: [shop.example.com]\ntls: { certificate: /etc/ssl/shop.pem, key: "
            + key
            + ", listen: [8243] }";
    playbook("deploy", "1", 8200, "dir: app", site + tls);
    deploy("deploy", "--dry-run -vv 1.yml")
        .expect(1)
        .says("nginx.tls.key: " + key + " does not belong to the certificate in")
        .never("PRIVATE KEY");
  }

  @Test
  @DisplayName("an ordinary user with an nginx of his own needs nobody's rights")
  void ordinary() {
    String own = "site: nginx/site.conf\nprefix: nginx\nconf: nginx/nginx.conf";
    for (String version : List.of("1", "2")) {
      playbook("alice", version, 8300, "", own);
    }
    String before = listing("/home/alice", "/etc", "/var/lib", "/srv");
    deploy("alice", "1.yml").expect(0);
    try (LoadInside load = server.load("http://127.0.0.1:8300/", 6, 2, 100)) {
      load.awaitRequests(50, LONG);
      deploy("alice", "2.yml").expect(0);
      assertServes(8300, "2");
      load.awaitRequests(50, LONG);
      LoadInside.Report report = load.stop();
      assertEquals(0, report.failures(), report::text);
    }
    server.shell("chmod o+x /home/alice").expect(0);
    assertClosedTo("mallory", "/home/alice/.local/state/bluegreen/alice", 8302);
    server.shell("chmod o-x /home/alice").expect(0);
    // Another user's deployment of an app on the same ports stops before anything is touched.
    playbook("mallory", "1", 8300, "", own);
    deploy("mallory", "1.yml").expect(1).says("port 8302");
    assertServes(8300, "2");
    deploy("alice", "remove 2.yml").expect(0);
    assertEquals(
        before,
        listing("/home/alice", "/etc", "/var/lib", "/srv").replaceAll("(?m)^.*\\.local.*\n", ""));
  }
}
