package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zeroturnaround.exec.ProcessExecutor;

/** Under clients that never retry, while the playbook gives the app another place. */
@Tag("slow")
@DisplayName("An app whose playbook gives it another place on the machine")
class MovesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final PrivateServer server = PrivateServer.create();
  private final List<Integer> further = Ports.free(5);

  @BeforeEach
  void open() throws IOException {
    // A temporary folder is closed to everyone else, our own nginx's user included.
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Load load() {
    return LoadClient.to(server.url("/")).connections(4).posts(2).slow(1).perSecond(40).start();
  }

  private static void lostNone(Load load) {
    load.awaitRequests(50, LONG);
    LoadReport report = load.stop();
    assertEquals(0, report.failures(), report::describe);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Draft inPublic(String version, String site) {
    return server.light(version).nginx("site", site);
  }

  @Test
  @DisplayName("in public loses nothing by another site file or other ports, and is one app still")
  void inPublic() throws Exception {
    server.nginx().configure("root", "include \"sites/*.conf\";");
    inPublic("1", "nginx/sites/a.conf").write("1.yml");
    server.deploy("1.yml");
    try (Load load = load()) {
      inPublic("1", "nginx/elsewhere/b.conf").write("nowhere.yml");
      server.run("nowhere.yml").expect(1).says("nginx.conf does not include");
      assertTrue(Files.exists(server.folder().resolve("nginx/sites/a.conf")));

      inPublic("1", "nginx/sites/b.conf").write("site.yml");
      server.run("--dry-run", "site.yml").expect(0).says("rename " + file("nginx/sites/a.conf"));
      server.deploy("site.yml");
      assertFalse(Files.exists(server.folder().resolve("nginx/sites/a.conf")));

      Draft ports = inPublic("2", "nginx/sites/b.conf");
      ports.with("ports", "blue", "" + further.get(0)).with("ports", "green", "" + further.get(1));
      ports.write("ports.yml");
      server.deploy("ports.yml");
      server.assertServes("2");
      lostNone(load);
    }
    assertTrue(listens(server.port("blue")), "the standby is where it was");
    server.run("--detailed-exitcode", "ports.yml").expect(0);
    server.run("rollback", "ports.yml").expect(0);
    server.assertServes("1");
    inPublic("1", "nginx/sites/c.conf").write("other.yml");
    server.run("remove", "other.yml").expect(1).says("belongs to the site");
    server.run("remove", "ports.yml").expect(0);
    assertFalse(Files.exists(server.folder().resolve("nginx/sites/b.conf")));
    assertFalse(listens(server.port("blue")));
  }

  @Test
  @DisplayName("goes behind and back, by the steps that the refusal tells, without a loss")
  void behindAndBack() throws Exception {
    server.nginx().configure("root", "include \"sites/*.conf\";");
    inPublic("1", "nginx/sites/a.conf").write("1.yml");
    server.deploy("1.yml");
    int port = further.get(2);
    Draft behind =
        server.light("1").behind(port, server.url("/")).nginx("conf", "nginx/nginx.conf");
    behind.write("2.yml");
    for (String how : List.of("--dry-run", "--verbose")) {
      server.run(how, "2.yml").expect(1).says("take " + file("nginx/sites/a.conf") + " away");
    }
    server.run("remove", "2.yml").expect(1).says("nginx.behind: this app is in public");
    try (Load load = load()) {
      copy(behind, "shop-2", 0).write("2.yml");
      Run up = server.deploy("2.yml");
      assertEquals(Boolean.FALSE, up.recap().get("live"));
      assertFalse(up.out().contains("a.conf:"), up::toString);
      Files.delete(file("nginx/sites/a.conf"));
      String own = "server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }";
      server.write("nginx/sites/own.conf", own.formatted(server.url("/").getPort(), port));
      server.run("reload", "1.yml").expect(0);
      server.run("remove", "1.yml").expect(0);
      assertEquals(Boolean.TRUE, server.deploy("2.yml").recap().get("live"));
      lostNone(load);
    }
    Draft back = inPublic("1", "nginx/sites/b.conf").app("name", "shop-2").app("dir", "shop-2");
    back.write("3.yml");
    server.run("3.yml").expect(1).says("take your block out of nginx's files, and do not reload");
    // A block of their own closes idle connections when nginx reloads, whoever asks for it.
    try (Load load = LoadClient.to(server.url("/")).connections(4).withoutKeepAlive().start()) {
      Files.delete(file("nginx/sites/own.conf"));
      back.app("name", "shop-3").app("dir", "shop-3").write("3.yml");
      server.deploy("3.yml");
      server.run("remove", "2.yml").expect(0);
      lostNone(load);
    }
    server.run("remove", "3.yml").expect(0);
    assertEquals(List.of(), server.processes().stream().filter(p -> p.contains("-jar")).toList());
  }

  private Draft copy(Draft playbook, String name, int port) {
    return playbook
        .app("name", name)
        .app("dir", name)
        .with("ports", "blue", "" + further.get(port))
        .with("ports", "green", "" + further.get(port + 1));
  }

  private Path file(String name) {
    return server.folder().resolve(name);
  }

  private void front(String pass) {
    // Without keep-alive: a reload of theirs would reset idle connections, whoever asks for it.
    server.write(
        "nginx.conf",
        """
        user root;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
            access_log off;
            keepalive_timeout 0;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            server {
                listen 127.0.0.1:%2$d;
                include %1$s/service-url.inc;
                location / { proxy_pass %3$s; }
            }
        }
        """
            .formatted(server.folder(), server.url("/").getPort(), pass));
  }

  private Draft behind(String version, int port) {
    return server
        .light(version)
        .behind(port, server.url("/"))
        .nginx("conf", "nginx.conf")
        .nginx("prefix", ".");
  }

  private void nginx(String... more) throws Exception {
    List<String> words = new java.util.ArrayList<>(List.of("nginx", "-c"));
    words.add(file("nginx.conf").toString());
    words.addAll(List.of(more));
    new ProcessExecutor(words).exitValueNormal().execute();
  }

  @Test
  @DisplayName("behind loses nothing by another port: both are listened on until nginx has moved")
  void behind() throws Exception {
    int first = further.get(0);
    int second = further.get(1);
    int third = further.get(2);
    String original = "set $service_url http://127.0.0.1:" + further.get(4) + ";\n";
    server.write("service-url.inc", original);
    front("$service_url");
    nginx();
    behind("1", first).nginx("include", "service-url.inc").write("1.yml");
    server.deploy("1.yml");
    server.assertServes("1");
    try (Load load = load()) {
      behind("2", second)
          .nginx("include", "service-url.inc")
          .hook("after_switch", "- { name: tell, command: [\"false\"] }")
          .write("fails.yml");
      server.run("fails.yml").expect(1);
      server.assertServes("1");

      behind("2", second).nginx("include", "service-url.inc").write("2.yml");
      Run moved = server.deploy("2.yml");
      assertEquals(Boolean.TRUE, moved.recap().get("live"));
      assertEquals(
          original.replace("" + further.get(4), "" + second), server.read("service-url.inc"));
      assertTrue(listens(first) && listens(second), "nginx's old workers still come by the first");
      server.deploy("2.yml");
      Await.until("the end of the first", LONG, () -> !listens(first));
      server.run("--detailed-exitcode", "2.yml").expect(0);

      // Without the include it is a person who changes the line.
      behind("2", third).write("3.yml");
      server
          .run("3.yml")
          .expect(0)
          .says("nginx still passes to 127.0.0.1:" + second)
          .says("service-url.inc:1: ");
      assertTrue(listens(second) && listens(third));
      server.run("remove", "3.yml").expect(1).says("WHERE NOBODY WILL ANSWER");
      server.write("service-url.inc", original.replace("" + further.get(4), "" + third));
      nginx("-s", "reload");
      load.awaitRequests(50, LONG);
      server.deploy("3.yml");
      Await.until("the end of the second", LONG, () -> !listens(second));
      lostNone(load);
    }
    behind("2", third).nginx("include", "service-url.inc").write("4.yml");
    // The app that stood there before is none that listens.
    server.run("remove", "4.yml").expect(1).says("WHERE NOBODY ANSWERS");
    server.run("remove", "--force", "4.yml").expect(0);
    assertEquals(original, server.read("service-url.inc"));
  }
}
