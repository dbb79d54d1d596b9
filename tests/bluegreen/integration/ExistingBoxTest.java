package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Container;
import bluegreen.testing.LightJar;
import bluegreen.testing.LoadInside;
import bluegreen.testing.Run;
import bluegreen.testing.ShopJar;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** What is done to one server, one thing after the other. */
@Tag("slow")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("A server that runs for years, with its own nginx file and a jar started by nohup,")
class ExistingBoxTest {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final String INCLUDE = "/etc/nginx/conf.d/service-url.inc";
  private static final String ORIGINAL = "set $service_url http://127.0.0.1:8081;\n";
  private static final String SITE =
      """
      server {
          listen 80 default_server;
          server_name shop.example.com;
          include /etc/nginx/conf.d/service-url.inc;
          location / {
              proxy_pass $service_url;
              proxy_set_header Host $http_host;
          }
      }
      server {
          listen 81;
          return 200 "another site";
      }
      """;
  private static final String UNIT = "bluegreen-shop-nginx";

  private Container server;
  private String etc;

  @BeforeAll
  @Timeout(1800)
  void boot() {
    server = Container.boot();
    server.install();
    server.shell("useradd --create-home ec2-user").expect(0);
    server.copy(ShopJar.version("1"), "/home/ec2-user/app/shop.jar");
    server.copy(ShopJar.version("2"), "/home/ec2-user/new/shop.jar");
    server.copy(ShopJar.version("1"), "/home/ec2-user/newer/shop.jar");
    server.shell("chown -R ec2-user: /home/ec2-user && rm /etc/nginx/sites-enabled/*").expect(0);
    server.write("/etc/nginx/sites-enabled/shop", SITE);
    server.write(INCLUDE, ORIGINAL);
    server.shell("systemctl reload nginx").expect(0);
    server
        .shell(
            "cd /home/ec2-user/app && runuser -u ec2-user -- sh -c 'nohup java -Xmx128m"
                + " -XX:TieredStopAtLevel=1 -jar shop.jar --server.port=8081 >nohup.out 2>&1 &'")
        .expect(0);
    awaitAnswer("1");
    etc = etc();
  }

  @AfterAll
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private void awaitAnswer(String version) {
    Await.until("version " + version, LONG, () -> answer().equals(version));
  }

  private String answer() {
    return server.run("curl", "-s", "http://127.0.0.1/version").out().strip();
  }

  private String oldPid() {
    return server.shell("pgrep -f 'java.*-jar [s]hop.jar'").out().strip();
  }

  /** All of /etc but what a deployment is there to write. */
  private String etc() {
    return server
        .shell(
            "find /etc -type f ! -name service-url.inc ! -name 'bluegreen-*' -exec sha256sum {} +"
                + " | sort -k 2")
        .out();
  }

  @Test
  @Order(1)
  @DisplayName("gets a playbook that fits it from init")
  void init() {
    server.deployer("init", "/home/ec2-user/new").expect(0).says("pid " + oldPid());
    String playbook = server.read("/home/ec2-user/new/playbook.yml");
    assertTrue(playbook.contains("include: " + INCLUDE), playbook);
    assertTrue(playbook.contains("args: ['--server.port={{ port }}']"), playbook);
    assertTrue(playbook.contains("java_opts: ['-Xmx128m', '-XX:TieredStopAtLevel=1']"), playbook);
    assertTrue(playbook.contains("user: ec2-user"), playbook);
    assertTrue(playbook.contains("behind: 8090"), playbook);
    server.deployer("validate", "/home/ec2-user/new/playbook.yml").expect(0);
    assertEquals(etc, etc());
  }

  @Test
  @Order(2)
  @DisplayName(
      "gets its first deployment without a lost request; the old app runs on, and is named")
  void first() {
    String old = oldPid();
    try (LoadInside load = server.loadWithoutKeepAlive("http://127.0.0.1/", 6, 2, 100)) {
      load.awaitRequests(50, LONG);
      Run run = server.deployer("/home/ec2-user/new/playbook.yml").expect(0);
      run.says("left pid " + old + " (").says("running on port 8081");
      awaitAnswer("2");
      load.awaitRequests(50, LONG);
      LoadInside.Report report = load.stop();
      assertEquals(0, report.failures(), report::text);
    }
    assertEquals(old, oldPid());
    assertEquals(etc, etc());
    server.deployer("verify", "/home/ec2-user/new/playbook.yml").expect(0);
    server.deployer("--detailed-exitcode", "/home/ec2-user/new/playbook.yml").expect(0);
  }

  private String ours(String property) {
    return server.run("systemctl", "show", "--value", "-p", property, UNIT).out().strip();
  }

  @Test
  @Order(3)
  @DisplayName(
      "has our nginx back by itself, under a user of its own; its other sites never notice")
  void killed() {
    String playbook = "/home/ec2-user/new/playbook.yml";
    server.shell(
        "nohup sh -c 'while :; do curl -sf -m 5 http://127.0.0.1:81/ || echo LOST; echo; sleep"
            + " 0.02; done' >/root/other.log 2>&1 & echo $! >/root/other.pid");
    String uid = server.run("ps", "-o", "uid=", "-p", ours("MainPID")).out().strip();
    assertTrue(uid.matches("6[01]\\d{3}"), uid);
    server.run("kill", "-s", "KILL", ours("MainPID")).expect(0);
    Await.until("its restart", LONG, () -> ours("NRestarts").equals("1"));
    awaitAnswer("2");
    server.run("systemctl", "reload", UNIT).expect(0);
    awaitAnswer("2");

    server.run("systemctl", "stop", UNIT).expect(0);
    server.shell(
        "runuser -u ec2-user -- nohup perl -MIO::Socket::INET -e '$s ="
            + " IO::Socket::INET->new(LocalAddr => \"127.0.0.1\", LocalPort => 8090, ReuseAddr =>"
            + " 1, Listen => 5) or die; sleep 600' >/dev/null 2>&1 &");
    Await.until(
        "the stranger",
        LONG,
        () -> server.deployer("status", playbook).all().contains("is held by pid"));
    server.run("systemctl", "start", "--no-block", UNIT).expect(0);
    server
        .deployer("status", playbook)
        .expect(0)
        .never("serves:")
        .says("our nginx does not run: 127.0.0.1:8090 is held by pid")
        .says("user ec2-user), where your nginx sends visitors (" + INCLUDE + ":1)")
        .says("starts by itself as soon as the port is free");
    server.deployer("verify", playbook).expect(1).says("user ec2-user)");
    server.deployer(playbook).expect(1).says("nginx.behind: port 8090 is taken by pid");
    server.shell("kill $(pgrep -f '^perl -MIO::Socket')").expect(0);
    awaitAnswer("2");
    server.deployer("verify", playbook).expect(0);

    server.shell("kill $(cat /root/other.pid)").expect(0);
    String other = server.read("/root/other.log");
    assertTrue(other.contains("another site") && !other.contains("LOST"), other);
  }

  @Test
  @Order(4)
  @DisplayName("gives up the old app to --take-over, without a lost request or connection")
  void takesOver() {
    String text = server.read("/home/ec2-user/new/playbook.yml");
    server.write("/home/ec2-user/newer/playbook.yml", text);
    server.deployer("/home/ec2-user/newer/playbook.yml").expect(1).says("pid " + oldPid());
    try (LoadInside load = server.load("http://127.0.0.1/", 6, 2, 100)) {
      load.awaitRequests(50, LONG);
      server.deployer("--take-over", "/home/ec2-user/newer/playbook.yml").expect(0);
      awaitAnswer("1");
      load.awaitRequests(50, LONG);
      LoadInside.Report report = load.stop();
      assertEquals(0, report.failures(), report::text);
    }
    assertEquals("", oldPid());
    assertEquals(etc, etc());
  }

  @Test
  @Order(5)
  @DisplayName("keeps the app of a unit of somebody else's: --take-over says what has to be typed")
  void keepsUnits() {
    server.copy(LightJar.version("1"), "/opt/other.jar");
    server.write(
        "/etc/systemd/system/other.service",
        """
        [Service]
        ExecStart=/usr/bin/java -jar /opt/other.jar --server.port=8061
        [Install]
        WantedBy=multi-user.target
        """);
    server.shell("systemctl daemon-reload && systemctl enable --now other").expect(0);
    server.write(
        "/opt/other.yml",
        """
        app: { name: other, jar: /opt/other.jar }
        ports: { blue: 8061, green: 8062 }
        health: { url: "http://127.0.0.1:{{ port }}/actuator/health" }
        nginx: { behind: 8060, url: "http://127.0.0.1/other/" }
        """);
    Await.until("it", LONG, () -> server.shell("curl -sf http://127.0.0.1:8061/").exit() == 0);
    for (String how : List.of("--dry-run", "--take-over")) {
      server
          .deployer(how, "/opt/other.yml")
          .expect(1)
          .says("systemctl disable --now other.service");
    }
    server.shell("systemctl is-active other && systemctl disable other").expect(0);
    // It is not started any more by anybody, so that it may be stopped.
    server.deployer("--dry-run", "--take-over", "/opt/other.yml").expect(0);
    server.shell("systemctl stop other && rm /opt/other.* /etc/systemd/system/other.service");
    server.shell("systemctl daemon-reload").expect(0);
  }

  @Test
  @Order(6)
  @DisplayName(
      "serves on after a reboot, is not left with nobody by a mere remove, and has its file back"
          + " after remove")
  void rebootedAndRemoved() {
    server.reboot();
    awaitAnswer("1");
    String playbook = "/home/ec2-user/newer/playbook.yml";
    server.deployer("rollback", "--dry-run", playbook).expect(0);
    server
        .deployer("remove", playbook)
        .expect(1)
        .says("http://127.0.0.1:8081, WHERE NOBODY ANSWERS (" + INCLUDE + ":1)");
    awaitAnswer("1");
    server.deployer("remove", "--force", playbook).expect(0);
    assertEquals(ORIGINAL, server.read(INCLUDE));
    assertEquals(etc, etc());
  }
}
