package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Trace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("nginx's test of its configuration")
class NginxWarningsTest {
  private static final String SAID =
      """
      nginx: [warn] conflicting server name "a" on 0.0.0.0:80, ignored
      nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
      nginx: [alert] could not open error log file
      2026/11/29 14:53:51 [warn] 30227#30227: could not build optimal types_hash, you should increase types_hash_max_size
      2026/11/29 14:53:51 [notice] 30227#30227: signal process started
      """;

  @Test
  @DisplayName("leaves its warnings, in its own words")
  void warnings() {
    assertEquals(
        List.of(
            "conflicting server name \"a\" on 0.0.0.0:80, ignored",
            "could not build optimal types_hash, you should increase types_hash_max_size"),
        NginxWriter.warnings(new Commands.Result(0, SAID, "", SAID)));
  }

  @Test
  @DisplayName("is told of a file of ours where it names that, or a name of the site in it")
  void about() {
    String site = "server {\n    server_name shop.example.com www.example.com;\n}\n";
    Path file = Path.of("/etc/nginx/conf.d/shop.conf");
    List<String> ours =
        List.of(
            "conflicting server name \"www.example.com\" on 0.0.0.0:80, ignored",
            "duplicate MIME type \"text/html\" in /etc/nginx/conf.d/shop.conf:90");
    List<String> all = new ArrayList<>(ours);
    all.add(ours.get(0));
    all.add(ours.get(1).replace("90", "120"));
    all.add("conflicting server name \"example.com\" on 0.0.0.0:80, ignored");
    all.add("duplicate MIME type \"text/html\" in /etc/nginx/conf.d/shop.conf.old:90");
    assertEquals(ours, NginxWriter.about(file, site, all));
  }

  @Test
  @DisplayName("is told with the line that it means, as the file is gone again by then")
  void quoted() {
    String site =
        """
        server {
            odd on;
            location / {
                # From the playbook's nginx.location.
                frobnicate on;
                proxy_read_timeout 5s
            }
        }
        """;
    Path file = Path.of("/etc/nginx/conf.d/shop.conf");
    String said = "[emerg] unknown directive in /etc/nginx/conf.d/shop.conf:";
    String users = "\nthat comes from nginx.location in the playbook, near: ";
    assertEquals("\nthat line is: odd on;", NginxWriter.quoted(file, site, said + "2"));
    assertEquals(users + "frobnicate on;", NginxWriter.quoted(file, site, said + "5"));
    assertEquals(users + "proxy_read_timeout 5s", NginxWriter.quoted(file, site, said + "7"));
    assertEquals("\nthat line is: }", NginxWriter.quoted(file, site, said + "8"));
    assertEquals("", NginxWriter.quoted(file, site, said + "99"));
    assertEquals("", NginxWriter.quoted(file, site, "[emerg] no in /etc/nginx/nginx.conf:1"));
  }

  @Test
  @DisplayName("has failed where it does not come to its end, and is told as what it is")
  void endless() throws Exception {
    NginxWriter writer = new NginxWriter(null, new Commands(Trace.SILENT), null);
    Command slow = Command.of("sleep", "60").within(Duration.ofMillis(300));
    Commands.Result result = writer.dumped(slow);
    assertFalse(result.ok());
    assertTrue(Nginx.isSlow(result.stderr()), result::toString);
    assertTrue(result.stderr().endsWith("sleep 60 took longer than 0.3s"), result::toString);
  }
}
