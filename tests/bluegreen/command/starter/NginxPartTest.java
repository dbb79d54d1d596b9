package bluegreen.command.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Server;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Where a starter playbook puts the server block")
class NginxPartTest {
  private static final String APP = "proxy_pass http://127.0.0.1:8081;";

  @TempDir Path etc;

  @BeforeEach
  void main() throws IOException {
    write("nginx.conf", "events {}\nhttp {\n include conf.d/*.conf;\n include sites/*;\n}\n");
  }

  private Path write(String name, String text) throws IOException {
    Path file = etc.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text.replace("ETC", etc.toString()));
  }

  private NginxPart part() {
    return part(etc.resolve("nginx.conf"));
  }

  private NginxPart part(Path conf) {
    Server server = new Server("nginx", conf, Optional.empty(), false);
    FrontDoor door = new FrontDoor(server, true, Configuration.ofFiles(conf));
    List<Served> all =
        door.configuration()
            .map(c -> Served.all(c, "10.9.9.9"::equals, p -> Optional.empty(), new Processes()))
            .orElse(List.of());
    Project project = Project.at(etc.resolve("none"));
    return NginxPart.of(door, Served.likeliest(all, project), "shop", 8090, true);
  }

  /** Its lines without comments at their ends, spaces, and what every one of them has. */
  private String lines(NginxPart part) {
    return String.join(
            "\n",
            part.lines().stream()
                .map(l -> l.strip().replaceFirst("(?<=\\S)   #.*", ""))
                .filter(l -> !l.startsWith("conf:"))
                .toList())
        .replace(etc.toString(), "ETC");
  }

  private static String change(String line) {
    return "behind: 8090\n"
        + "# When the new version is up there, change in your nginx, and reload it:\n"
        + "#   "
        + line;
  }

  @Nested
  @DisplayName("where a block passes to the app already is behind it")
  class Behind {
    @Test
    @DisplayName(
        "with the line to change, whatever the spelling; what is in a comment does not count")
    void spellings() throws IOException {
      write(
          "sites/shop",
          """
          server {
              listen 80; server_name www.shop.kr; return 301 http://shop.kr$request_uri;
          }
          server {
              listen 80; server_name shop.kr;
              # proxy_pass http://127.0.0.1:9999;
              location / {
                  proxy_pass "http://localhost:8081";
              }
              location /api/ { proxy_pass http://127.0.0.1:8081/v1/; }
          }
          """);
      assertEquals(
          change(
              "ETC/sites/shop:8: proxy_pass http://localhost:8081;  ->  proxy_pass"
                  + " http://127.0.0.1:8090;\n"
                  + "#   ETC/sites/shop:10: proxy_pass http://127.0.0.1:8081/v1/;  ->  proxy_pass"
                  + " http://127.0.0.1:8090/v1/;"),
          lines(part()));
      assertEquals(List.of(), part().undecided());
    }

    @Test
    @DisplayName("by its upstream, by a variable of the same file, at this machine's own address")
    void indirect() throws IOException {
      write(
          "conf.d/a.conf",
          "upstream app {\n"
              + " server 127.0.0.1:8081;\n"
              + "}\n"
              + "server { location / { proxy_pass http://app; } }");
      assertEquals(
          change("ETC/conf.d/a.conf:2: server 127.0.0.1:8081;  ->  server 127.0.0.1:8090;"),
          lines(part()));
      write(
          "conf.d/a.conf",
          "server {\n set $to http://10.9.9.9:8081;\n location / { proxy_pass $to; } }");
      assertEquals(
          change(
              "ETC/conf.d/a.conf:2: set $to http://10.9.9.9:8081;  ->  set $to"
                  + " http://127.0.0.1:8090;"),
          lines(part()));
    }

    @Test
    @DisplayName("by the included file that sets the variable, if it is nothing but an address")
    void include() throws IOException {
      write(
          "sites/shop",
          "server {\n include ETC/service-url.inc;\n location / { proxy_pass $service_url; } }");
      write("service-url.inc", "# set $service_url http://127.0.0.1:9999;\n");
      Files.write(
          etc.resolve("service-url.inc"),
          "# \uc8fc\uc18c\nset $service_url 'http://127.0.0.1:8081';\n"
              .getBytes(Charset.forName("EUC-KR")));
      assertEquals(
          "behind: 8090\ninclude: ETC/service-url.inc\nvariable: service_url", lines(part()));
      write("service-url.inc", "set $service_url http://127.0.0.1:8081/app;\n");
      assertEquals(
          change(
              "ETC/service-url.inc:1: set $service_url http://127.0.0.1:8081/app;  ->  set"
                  + " $service_url http://127.0.0.1:8090/app;"),
          lines(part()));
    }

    @Test
    @DisplayName("by the line itself where the included file only holds the port")
    void portOnly() throws IOException {
      write(
          "sites/shop",
          "server {\n"
              + " include ETC/port.inc;\n"
              + " location / {\n"
              + " proxy_pass http://127.0.0.1:$p;\n"
              + " } }");
      write("port.inc", "set $p 8081;\n");
      String lines = lines(part());
      assertFalse(lines.contains("include:"), lines);
      assertTrue(lines.contains("ETC/sites/shop:4: proxy_pass http://127.0.0.1:$p;"), lines);
    }

    @Test
    @DisplayName("asked where it listens, as visitors ask it")
    void addresses() throws IOException {
      assertEquals("", url("listen 80;"));
      assertEquals("", url("listen [::]:80 ipv6only=off;"));
      assertEquals("http://10.9.9.9/", url("listen 10.9.9.9:80;"));
      assertEquals("http://10.9.9.9/", url("listen 10.9.9.9;"));
      assertEquals("http://127.0.0.1:8088/", url("listen *:8088; listen [::]:8088;"));
      assertEquals("", url("listen [::]:8088; listen 80 default_server;"));
      assertEquals("http://[::1]:8088/", url("listen [::]:8088;"));
      assertEquals("http://127.0.0.1:8080/", url("listen 81 proxy_protocol; listen 8080;"));
      assertEquals("https://127.0.0.1/", url("listen 443 ssl;"));
      assertEquals(
          "https://127.0.0.1:8443/",
          url("listen 80; listen 8443 ssl; if ($scheme = http) { return 301 https://$host; }"));
    }

    private String url(String listen) throws IOException {
      write("sites/shop", "server { " + listen + " location / { " + APP + " } }");
      return asked();
    }

    private String asked() {
      return part().lines().stream()
          .filter(l -> l.startsWith("  url: "))
          .map(l -> l.substring(7).replaceFirst(" .*", ""))
          .findFirst()
          .orElse("");
    }

    @Test
    @DisplayName("asked by HTTPS where port 80 only leads there, as certbot has it")
    void certbot() throws IOException {
      write(
          "sites/shop",
          """
          server {
              server_name shop.kr;
              location / { proxy_pass http://127.0.0.1:8081; }
              listen [::]:443 ssl ipv6only=on; # managed by Certbot
              listen 443 ssl; # managed by Certbot
          }
          server {
              if ($host = shop.kr) { return 301 https://$host$request_uri; } # managed by Certbot
              listen 80;
              listen [::]:80;
              server_name shop.kr;
              return 404; # managed by Certbot
          }
          """);
      assertEquals("https://127.0.0.1/", asked());
    }

    @Test
    @DisplayName("asked for a path that leads to it, where / is somebody else's")
    void path() throws IOException {
      write("sites/shop", "server { location / { root /srv; } location /api/ { " + APP + " } }");
      assertEquals("http://127.0.0.1/api/", asked());
    }

    @Test
    @DisplayName("and says so where this machine cannot ask it")
    void unix() throws IOException {
      write("sites/shop", "server { listen unix:/run/x.sock; location / { " + APP + " } }");
      assertEquals("", asked());
      assertTrue(part().undecided().toString().contains("listens on unix:/run/x.sock"));
    }

    @Test
    @DisplayName("or behind none yet, where several apps may be meant: all of them are named")
    void several() throws IOException {
      write("sites/a", "server { listen 80; server_name a.kr; location / { " + APP + " } }");
      write(
          "sites/b",
          "server { listen 80; server_name b.kr; location / { proxy_pass http://localhost:9000; }"
              + " }");
      String lines = lines(part());
      assertTrue(lines.contains("ETC/sites/a:1: " + APP), lines);
      assertTrue(lines.contains("ETC/sites/b:1: proxy_pass http://localhost:9000;"), lines);
      assertFalse(lines.contains("site:"), lines);
      assertTrue(part().undecided().toString().contains("which of these is this app now?"));
    }
  }

  @Nested
  @DisplayName("is a site of its own")
  class Site {
    @Test
    @DisplayName("on all addresses of IPv4 and IPv6 where there is no other")
    void nothing() {
      assertEquals(
          "site: ETC/conf.d/shop.conf\n"
              + "listen: [80, \"[::]:80\"]\n"
              + "# server_name: [shop.example.com]",
          lines(part()).replace("/etc/nginx", "ETC"));
    }

    @Test
    @DisplayName("with a name to be filled in, beside a package's welcome page")
    void stock() throws IOException {
      write(
          "sites/default",
          "server { listen 80 default_server; listen [::]:80 default_server; root /var/www/html;"
              + " }");
      String lines = lines(part());
      assertTrue(lines.contains("\nserver_name: [shop.example.com]"), lines);
      assertTrue(part().undecided().toString().contains("shop.example.com is an example"));
    }

    @Test
    @DisplayName("on every address of port 80 that others listen on")
    void addresses() throws IOException {
      write(
          "sites/blog",
          "server { listen 10.9.9.9:80 default_server; listen [::]:80 default_server ipv6only=off;"
              + " server_name blog.kr; root /srv/blog; }");
      String lines = lines(part());
      assertTrue(lines.contains("listen: [\"[::]:80\", \"10.9.9.9:80\"]"), lines);
    }

    @Test
    @DisplayName(
        "but not where requests of another one would change hands: a block of one's own is")
    void implied() throws IOException {
      write("sites/blog", "server { listen 80; server_name blog.kr; root /srv/blog; }");
      String lines = lines(part());
      assertFalse(lines.contains("site:"), lines);
      assertTrue(lines.contains("behind: 8090\n"), lines);
      assertTrue(lines.contains("#       proxy_pass http://127.0.0.1:8090;"), lines);
      assertTrue(lines.contains("default_server"), lines);
    }

    @Test
    @DisplayName("but not where the configuration cannot be read")
    void unreadable() throws IOException {
      Files.createDirectories(etc.resolve("closed.conf"));
      String lines = lines(part(etc.resolve("closed.conf")));
      assertTrue(lines.startsWith("behind: 8090\n"), lines);
    }
  }

  @Test
  @DisplayName("is told by bytes, over links, and in a moment from a map of 12 MB")
  void files() throws IOException {
    Files.write(
        etc.resolve("sites-shop"),
        "# \uc1fc\ud551\nserver { location / { proxy_pass http://127.0.0.1:8081; } }"
            .getBytes(Charset.forName("EUC-KR")));
    Files.createDirectories(etc.resolve("sites"));
    Files.createSymbolicLink(etc.resolve("sites/shop"), etc.resolve("sites-shop"));
    StringBuilder map = new StringBuilder("map $uri $new {\n");
    while (map.length() < 12_000_000) {
      map.append("  /old/page/number/")
          .append(map.length())
          .append(" /new/page/of/another/kind;\n");
    }
    write("conf.d/map.conf", map.append("}\n").toString());
    Path link = Files.createSymbolicLink(etc.resolveSibling(etc.getFileName() + "-link"), etc);
    try {
      NginxPart part =
          assertTimeout(Duration.ofSeconds(15), () -> part(link.resolve("nginx.conf")));
      assertTrue(lines(part).contains("-link/sites/shop:2: " + APP), lines(part));
    } finally {
      Files.delete(link);
    }
  }
}
