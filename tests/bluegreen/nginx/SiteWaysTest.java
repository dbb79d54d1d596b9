package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.SiteWays.Redirect;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Entrances;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Playbook.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The ways to our site")
class SiteWaysTest {
  private static final Optional<String> NAME = Optional.of("shop.example.com");

  private static final String INCLUDED =
      "# configuration file /etc/nginx/slow.inc:\nlimit_req zone=inc;\n\n";

  private Optional<Tls> tls = Optional.empty();
  private String url = "http://127.0.0.1/";
  private List<String> names = List.of("shop.example.com");

  private SiteWays ways(String servers, String... listen) {
    String dump =
        "# configuration file /etc/nginx/nginx.conf:\nhttp {\n" + servers + "\n}\n" + INCLUDED;
    Optional<Entrances> entrances =
        servers.isEmpty()
            ? Optional.empty()
            : Configuration.ofDump(dump).map(Configuration::entrances);
    Playbook.Nginx nginx =
        new Playbook.Nginx(
            "nginx",
            Path.of("/etc/nginx/nginx.conf"),
            Optional.empty(),
            false,
            false,
            new Playbook.Site(Path.of("/etc/nginx/conf.d/shop.conf")),
            List.of(listen),
            names,
            tls,
            SwitchKind.LIVE,
            Duration.ZERO,
            url,
            Optional.empty());
    return new SiteWays(nginx, entrances);
  }

  private static Way way(String url) {
    return new Way(url, NAME);
  }

  @Test
  @DisplayName("go by the loopback address where we listen on all, be the others known or not")
  void wildcard() {
    List<Way> ways =
        List.of(
            way("http://127.0.0.1/"), // Once, however its port is written.
            way("http://[::1]:80/"),
            way("http://10.9.9.9:81/"));
    String all = "server { listen 80; } server { listen [::]:80; } server { listen 10.9.9.9:81; }";
    for (String servers : List.of("", all)) {
      assertEquals(ways, ways(servers, "80", "[::]:80", "10.9.9.9:81").all());
    }
  }

  @Test
  @DisplayName("go by another one of it where another block has the first for itself")
  void taken() {
    String status = "server { listen 127.0.0.1:80; } server { listen 80; }";
    url = "http://127.0.0.1/orders?a=b";
    assertEquals(List.of(way("http://127.0.0.2:80/orders?a=b")), ways(status, "80").all());
    String two = status + " server { listen 127.0.0.2:80; }";
    assertEquals("http://127.0.0.3:80/orders?a=b", ways(two, "80").main().url());
    assertEquals(url, ways(status, "127.0.0.1:80").main().url());
    assertEquals(url, ways(status, "80", "127.0.0.1:80").main().url());
    url = "http://10.9.9.9/";
    assertEquals(url, ways(status + " server { listen 10.9.9.9:80; }", "80").main().url());
  }

  @Test
  @DisplayName("do not go by the one loopback address of IPv6 where another block has it")
  void hidden() {
    String all = "server { listen 80; listen [::]:80; }";
    String status = all + " server { listen [::1]:80; }";
    Way main = way("http://127.0.0.1/");
    assertEquals(List.of(main), ways(status, "80", "[::]:80").all());
    assertEquals(
        List.of(main, way("http://[::1]:80/")), ways(status, "80", "[::]:80", "[::1]:80").all());
    assertEquals(2, ways(all, "80", "[::]:80").all().size());
  }

  @Test
  @DisplayName("lead on to HTTPS by plain HTTP where the playbook has a redirect")
  void redirect() {
    tls = Optional.of(new Tls(Path.of("/c"), Path.of("/k"), List.of("8443"), true));
    url = "https://127.0.0.1:8443/a?b";
    names = List.of("shop.example.com", "_", "*.Example.org");
    assertEquals(
        List.of(
            new Redirect(way("http://127.0.0.1:80/a?b"), "https://shop.example.com:8443/a?b"),
            new Redirect(
                new Way("http://127.0.0.1:80/a?b", Optional.of("www.example.org")),
                "https://www.example.org:8443/a?b")),
        ways("", "80").redirected());
    names = List.of("_");
    tls = Optional.of(new Tls(Path.of("/c"), Path.of("/k"), List.of("443"), true));
    assertEquals("https://127.0.0.1/a?b", ways("", "80").redirected().get(0).location());
    tls = Optional.of(new Tls(Path.of("/c"), Path.of("/k"), List.of("443"), false));
    assertEquals(List.of(), ways("", "80").redirected());
  }

  @Test
  @DisplayName("begin with a PROXY line where another block wants one on the same socket")
  void announced() {
    String other = "server { listen 80 default_server proxy_protocol; } server { listen 80; }";
    assertTrue(ways(other, "80").wantsAnnouncement("http://127.0.0.1/"));
    assertFalse(ways(other, "80").wantsAnnouncement("http://127.0.0.1:81/"));
    assertFalse(ways("", "80").wantsAnnouncement("http://127.0.0.1/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit_req zone=a;||/etc/nginx/nginx.conf:2 limit_req zone=a",
        "limit_req zone=a;|limit_req zone=b;|/etc/nginx/nginx.conf:4 limit_req zone=b",
        "limit_req zone=a;|include slow.inc;|/etc/nginx/slow.inc:1 limit_req zone=inc",
        "limit_conn a 1;|include slow.inc;|/etc/nginx/slow.inc:1 limit_req zone=inc,"
            + " /etc/nginx/nginx.conf:2 limit_conn a 1",
        "limit_req_zone $uri zone=a:1m rate=1r/s;||''"
      })
  @DisplayName("have the limits that the innermost block says, and then no probe asks on them")
  void limits(String http, String location, String expected) {
    SiteWays ways =
        ways(
            "%s\nserver { listen 80; server_name shop.example.com; location / {\n%s proxy_pass http://a; } }"
                .formatted(http, location == null ? "" : location),
            "80");
    String said =
        String.join(", ", ways.limits().stream().map(d -> d.place() + " " + d.shown()).toList());
    assertEquals(expected, said);
    assertEquals(!said.isEmpty(), ways.entrances().orElseThrow().counting());
  }
}
