package bluegreen.nginx.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration.Landing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("nginx's configuration")
class ConfigurationTest {
  private static final String MAIN =
      """
      user www-data;
      pid /run/own.pid;
      daemon off;
      events {}
      http {
          include conf.d/*.conf;
          include /etc/nginx/sites-enabled/*;
      }
      """;

  @Test
  @DisplayName("has the ports of all that speak TCP, at whichever address")
  void ports() {
    Configuration read =
        Samples.of(
            "/etc/nginx/nginx.conf",
            """
            http { server { listen 81; } server { listen 10.9.9.9:82; } }
            stream { server { listen 10.9.9.9:83; } server { listen 84 udp; } server { listen 85; } }
            mail { server { listen [::1]:86; } }
            """);
    List<Integer> there = List.of(81, 82, 83, 85, 86);
    for (int port = 80; port < 90; port++) {
      assertEquals(there.contains(port), read.hasPort(port), "port " + port);
    }
  }

  @Nested
  @DisplayName("with included files")
  class Includes {
    private final Configuration read =
        Samples.of(
            "/etc/nginx/nginx.conf",
            MAIN,
            "/etc/nginx/conf.d/b.conf",
            "server { listen 2; }",
            "/etc/nginx/conf.d/a.conf",
            "# nothing\n\nserver {\n    listen 1;\n    include snippets/x.inc;\n}\n",
            "/etc/nginx/snippets/x.inc",
            "set $x 1;\nlocation / {\n    include snippets/y.inc;\n}\n",
            "/etc/nginx/snippets/y.inc",
            "deny all;\n",
            "/etc/nginx/sites-enabled/.hidden",
            "server { listen 4; }",
            "/etc/nginx/sites-enabled/z",
            "server { listen 3; }");

    @Test
    @DisplayName("has its server blocks in the order in which nginx reads them")
    void order() {
      assertEquals(
          List.of(1, 2, 3),
          read.servers().stream().map(s -> s.listens().get(0).socket().port()).toList());
      assertEquals("/etc/nginx/conf.d/a.conf:3", read.servers().get(0).place());
      assertEquals(Optional.of("/run/own.pid"), read.pidFile());
      assertEquals(Optional.of("www-data"), read.user());
      assertFalse(read.daemon());
    }

    @Test
    @DisplayName("knows into which blocks a file lands")
    void landing() {
      Landing server = read.landings(Path.of("/etc/nginx/snippets/x.inc")).get(0);
      assertEquals(List.of("http", "server"), names(server));
      assertEquals("/etc/nginx/conf.d/a.conf:5", server.include().place());
      Landing location = read.landings(Path.of("/etc/nginx/snippets/y.inc")).get(0);
      assertEquals(List.of("http", "server", "location"), names(location));
      assertEquals(List.of(), read.landings(Path.of("/etc/nginx/none")));
    }

    private List<String> names(Landing landing) {
      return landing.blocks().stream().map(Directive::name).toList();
    }

    @Test
    @DisplayName("takes another file in where the pattern of an include has room for it")
    void added() {
      Path shop = Path.of("/etc/nginx/conf.d/aa.conf");
      Configuration more = read.with(shop, "server { listen 9; }");
      assertEquals(9, more.servers().get(1).listens().get(0).socket().port());
      assertTrue(more.includes(shop));
      assertEquals(read.servers(), more.without(shop).servers());
      assertFalse(read.with(Path.of("/srv/x.conf"), "").includes(Path.of("/srv/x.conf")));
      assertFalse(read.includes(Path.of("/etc/nginx/sites-enabled/.hidden")));
    }
  }

  @Nested
  @DisplayName("read from the disk")
  class OnDisk {
    @TempDir Path folder;

    private void write(String name, String text) throws IOException {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    @DisplayName("follows patterns and links, bytes of any encoding and files that are missing")
    void disk() throws IOException {
      write("real/nginx.conf", "http { include sites/*.conf; include none.conf; }");
      write("real/available/shop", "# \u00b0\u00a1\nserver { server_name shop; }");
      Files.createDirectories(folder.resolve("real/sites"));
      Files.createSymbolicLink(
          folder.resolve("real/sites/shop.conf"), folder.resolve("real/available/shop"));
      Files.createSymbolicLink(folder.resolve("nginx"), folder.resolve("real"));
      Configuration read = Configuration.ofFiles(folder.resolve("nginx/nginx.conf")).orElseThrow();
      assertEquals(List.of(new ServerName("shop")), read.servers().get(0).names());
      assertTrue(read.includes(folder.resolve("real/available/shop")));
      assertEquals(1, read.landings(folder.resolve("real/available/shop")).size());
      assertEquals(1, read.missing().size(), read.missing()::toString);
      assertEquals(Optional.empty(), Configuration.ofFiles(folder.resolve("no.conf")));
    }

    @Test
    @DisplayName("is nothing endless where a file includes itself, or blocks have no end")
    void endless() throws IOException {
      write("nginx.conf", "http { include *.conf; server { " + "a {".repeat(5000));
      assertTrue(Configuration.ofFiles(folder.resolve("nginx.conf")).isPresent());
    }

    @Test
    @DisplayName("is read once where a file includes itself again and again, and says so")
    void itself() throws IOException {
      String text = "location / { include site.conf; }".repeat(50);
      write("nginx.conf", "http { include site.conf; }");
      write("site.conf", "server { " + text + " }");
      Configuration read = Configuration.ofFiles(folder.resolve("nginx.conf")).orElseThrow();
      assertEquals(Set.of(folder.resolve("site.conf").toString()), read.endless());
      assertEquals(50, read.servers().get(0).directive().all("location").size());
      assertEquals(Set.of(), read.missing());
    }
  }

  @Nested
  @DisplayName("chooses the server block")
  class Choice {
    private final Configuration read =
        Samples.http(
            """
            server { listen 80; server_name first; }
            server { listen 80; listen 8080 default_server; server_name *.example.com; }
            server { listen 80; server_name *.shop.example.com; }
            server { listen 80; listen 8080; server_name .example.org www.*; }
            server { listen 80; server_name ~^(?<the_name>.+)\\.example\\.net$; }
            server { listen 80; server_name exact.example.com; listen [::]:81 ipv6only=off; }
            server { listen 10.9.9.9:80; server_name exact.example.com; }
            server { listen unix:/run/x.sock; }
            server { server_name implied; }
            """);

    private int chosen(String listen, String name) {
      return read.entrances()
          .chosen(Socket.of(listen), name)
          .map(s -> read.servers().indexOf(s))
          .orElse(-1);
    }

    @Test
    @DisplayName("by the name: exact, the longest wildcard in front, one at the end, a pattern")
    void byName() {
      assertEquals(5, chosen("80", "EXACT.example.com"));
      assertEquals(1, chosen("80", "other.example.com"));
      assertEquals(2, chosen("80", "a.shop.example.com"));
      assertEquals(3, chosen("80", "example.org"));
      assertEquals(3, chosen("80", "www.nothing"));
      assertEquals(4, chosen("80", "a.example.net"));
      assertEquals(8, chosen("80", "implied"));
    }

    @Test
    @DisplayName("that is the default, by its word or as the first one, where no name fits")
    void byDefault() {
      assertEquals(0, chosen("80", "nothing"));
      assertEquals(1, chosen("8080", "nothing"));
      assertEquals(3, chosen("8080", "example.org"));
    }

    @Test
    @DisplayName("among those of the very address, before those of all addresses")
    void byAddress() {
      assertEquals(6, chosen("10.9.9.9:80", "first"));
      assertEquals(0, chosen("10.9.9.8:80", "first"));
      assertEquals(5, chosen("10.9.9.9:81", "first"), "a socket of IPv6 for both");
      assertEquals(5, chosen("[::1]:81", "first"));
      assertEquals(-1, chosen("[::1]:80", "first"));
      assertEquals(7, chosen("unix:/run/x.sock", "first"));
    }
  }

  @Nested
  @DisplayName("chooses the location")
  class Locations {
    private final ServerBlock server =
        Samples.http(
                """
                server {
                    location / { }
                    location = / { }
                    location /api/ { location /api/v2/ { } location ~ nested$ { } }
                    location ^~ /static/ { }
                    location ~* \\.PHP$ { }
                    location ~ \\.php$ { }
                    location @named { }
                }
                """)
            .servers()
            .get(0);

    private String chosen(String path) {
      return server.location(path).map(l -> l.modifier() + l.pattern()).orElse("");
    }

    @Test
    @DisplayName("exact, by the longest prefix, by patterns in their order, nested ones as well")
    void chosen() {
      assertEquals("=/", chosen("/"));
      assertEquals("/", chosen("/x"));
      assertEquals("/api/", chosen("/api/x"));
      assertEquals("/api/v2/", chosen("/api/v2/x"));
      assertEquals("~nested$", chosen("/api/nested"));
      assertEquals("^~/static/", chosen("/static/x.php"));
      assertEquals("~*\\.PHP$", chosen("/x.php"));
    }
  }

  @Nested
  @DisplayName("knows where a proxy_pass leads:")
  class Passes {
    private Target target(String server) {
      return Samples.http(
              "upstream app { server 127.0.0.1:8081; keepalive 8; }\n"
                  + "upstream two { server 127.0.0.1:8081; server 10.0.0.2:8081 backup; }\n"
                  + "server {\n"
                  + server
                  + "\n}")
          .servers()
          .get(0)
          .passes()
          .get(0)
          .target();
    }

    private static Optional<Integer> port(Target target) {
      return target.localPort();
    }

    @Test
    @DisplayName("an address, whatever its spelling")
    void literal() {
      assertEquals(
          new Target.Literal("http", "127.0.0.1", 8081, "/app", Optional.empty()),
          target("location / { proxy_pass 'http://127.0.0.1:8081/app'; }"));
      assertEquals(Optional.of(443), port(target("location / { proxy_pass https://localhost; }")));
      assertEquals(
          Optional.of(8081), port(target("location / { proxy_pass \"http://[::1]:8081\"; }")));
      assertEquals(
          Optional.empty(), port(target("location / { proxy_pass http://10.0.0.1:8081; }")));
      assertEquals(
          new Target.Literal("http", "unix:/run/a.sock", 0, "/b", Optional.empty()),
          target("location / { proxy_pass http://unix:/run/a.sock:/b; }"));
    }

    @Test
    @DisplayName("an upstream, with its members")
    void upstream() {
      Target app = target("location / { proxy_pass http://app; }");
      assertTrue(app instanceof Target.Upstream, app::toString);
      assertEquals(Optional.of(8081), port(app));
      Target two = target("location / { proxy_pass http://two/x; }");
      assertEquals(2, ((Target.Upstream) two).members().size());
    }

    @Test
    @DisplayName("by variables that are set once and always, through one another")
    void variables() {
      assertEquals(
          Optional.of(8081),
          port(
              target(
                  "set $p 8081; set $url 'http://127.0.0.1:$p';"
                      + " location / { proxy_pass $url; }")));
      assertEquals(
          Optional.of(8081),
          port(target("set $name app; location / { proxy_pass http://${name}; }")));
      Target literal = target("set $u http://127.0.0.1:1; location / { proxy_pass $u; }");
      assertEquals("$u", ((Target.Literal) literal).by().orElseThrow().arg(0));
    }

    @Test
    @DisplayName("nowhere that one could tell, where a variable is set elsewhere or by a condition")
    void unknown() {
      for (String text :
          List.of(
              "location / { proxy_pass http://$host; }",
              "set $u http://a; if ($x) { set $u http://b; } location / { proxy_pass $u; }",
              "if ($x) { set $u http://b; } location / { proxy_pass $u; }",
              "location /other { set $u http://b; } location / { proxy_pass $u; }",
              "set $u $u; location / { proxy_pass $u; }")) {
        Target target = target(text);
        assertTrue(target instanceof Target.Unknown, text);
        assertEquals(Optional.empty(), port(target), text);
      }
    }

    @Test
    @DisplayName("for a path, the one of its location alone")
    void path() {
      ServerBlock server =
          Samples.http(
                  "server { location / { root /x; } location /api { proxy_pass http://localhost:1;"
                      + " } location /r { return 301 https://$host$request_uri; } }")
              .servers()
              .get(0);
      assertEquals(Optional.empty(), server.pass("/"));
      assertEquals(Optional.of(1), server.pass("/api/x").orElseThrow().target().localPort());
      assertTrue(server.redirect("/r").isPresent());
      assertEquals(Optional.empty(), server.redirect("/api"));
    }
  }

  @Test
  @DisplayName("knows the welcome page of a package from a site of somebody's")
  void stock() {
    assertTrue(
        stock(
            "listen 80 default_server; root /var/www/html; index index.html; server_name _;"
                + " location / { try_files $uri $uri/ =404; }"));
    assertTrue(
        stock(
            "listen 80; server_name localhost; location / { root /usr/share/nginx/html; }"
                + " error_page 500 /50x.html; location = /50x.html { root /usr/share/nginx/html;"
                + " }"));
    assertFalse(stock("server_name _; root /srv/blog;"));
    assertFalse(stock("server_name blog.example.com; root /var/www/html;"));
    assertFalse(stock("server_name _; root /var/www/html; location /a { proxy_pass http://a; }"));
    assertFalse(stock("server_name _; return 444;"));
  }

  private static boolean stock(String server) {
    return Samples.http("server { " + server + " }").servers().get(0).isStock();
  }

  @Test
  @DisplayName("has addresses in all the spellings of a listen")
  void listens() {
    List<String> shown =
        Samples.http(
                "server { listen *:8088; listen 10.9.9.9; listen [::]:8088; listen [::1]; listen"
                    + " localhost:82 ssl proxy_protocol; listen unix:/run/x; listen 90-92; }")
            .servers()
            .get(0)
            .listens()
            .stream()
            .map(l -> l.socket().shown())
            .toList();
    assertEquals(
        List.of(
            "8088",
            "10.9.9.9:80",
            "[::]:8088",
            "[::1]:80",
            "127.0.0.1:82",
            "unix:/run/x",
            "90",
            "91",
            "92"),
        shown);
    assertEquals(Optional.empty(), Configuration.ofDump("nginx: [emerg] x"));
  }
}
