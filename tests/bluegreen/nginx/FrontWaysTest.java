package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.FrontWays.Way;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Pass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The ways on which visitors come to a pass of the user's own nginx")
class FrontWaysTest {

  private static FrontWays ways(String server) {
    String dump =
        "# configuration file /etc/nginx/nginx.conf:\nhttp {\nserver {\n" + server + "\n}\n}\n\n";
    Configuration read = Configuration.ofDump(dump).orElseThrow();
    return new FrontWays(
        read.servers().stream().flatMap(s -> s.passes().stream()).toList(), read.entrances());
  }

  @Test
  @DisplayName("are all addresses of its block, with the path of its location and the block's name")
  void all() {
    String server =
        "listen 80; listen [::]:443 ssl; listen 10.9.9.9:81; listen unix:/run/x;"
            + " listen 82 proxy_protocol; server_name _ shop.example.com;"
            + " location ^~ /api/ { proxy_pass http://127.0.0.1:8090/; }"
            + " location ~ \\.do$ { proxy_pass http://127.0.0.1:8090; }";
    List<String> name = List.of("shop.example.com");
    assertEquals(
        List.of(
            new Way("http://127.0.0.1:80/api/", name),
            new Way("https://[::1]:443/api/", name),
            new Way("http://10.9.9.9:81/api/", name),
            new Way("http://127.0.0.1:82/api/", name),
            new Way("http://127.0.0.1:80/", name),
            new Way("https://[::1]:443/", name),
            new Way("http://10.9.9.9:81/", name),
            new Way("http://127.0.0.1:82/", name)),
        ways(server).all());
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/, false",
    "http://127.0.0.1:82/api/, true",
    "http://shop.example.com:82/, true",
    "https://127.0.0.1/, true",
    "http://10.9.9.9/, true",
    "http://[::1]:82/, false",
    "nonsense:x, false"
  })
  @DisplayName("begin with a PROXY line where a block of that address wants one")
  void announced(String url, boolean expected) {
    String dump =
        """
        # configuration file /etc/nginx/nginx.conf:
        http {
          server { listen 80; listen 82; listen 10.9.9.9:80 proxy_protocol; }
          server { listen 82 proxy_protocol; listen 443 ssl proxy_protocol; listen [::1]:82; }
        }
        """;
    Configuration read = Configuration.ofDump(dump).orElseThrow();
    assertEquals(expected, new FrontModel(read, null, Set.of(8090)).wantsAnnouncement(url));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "if ($bad) { return 403; }, 403",
    "return 503;, 503",
    "ssl_verify_client on;, 400",
    "auth_basic 'shop';, 401",
    "deny all;, 403",
    "auth_request /check;, 401",
    "limit_req zone=a;, 503"
  })
  @DisplayName("may be closed by what stands in the block, which is named")
  void guarded(String guard, int status) {
    String server = guard + "\nlocation / { proxy_pass http://127.0.0.1:8090; }";
    String named = ways(server).guard(status).orElseThrow();
    assertTrue(named.startsWith("/etc/nginx/nginx.conf:3: "), named);
    assertEquals(Optional.empty(), ways(server).guard(200));
    assertEquals(
        Optional.empty(), ways("location / { proxy_pass http://127.0.0.1:8090; }").guard(status));
  }

  @ParameterizedTest(name = "{0} by {1}: line {2}")
  @CsvSource({
    "http://127.0.0.1/, shop.kr, 2",
    "http://127.0.0.1/x, shop.kr, 2",
    "http://127.0.0.1/api/x, shop.kr, 6",
    "http://127.0.0.1/api/in/x, shop.kr, 7",
    "http://127.0.0.1/live/, shop.kr, 0",
    "http://127.0.0.1/old/, shop.kr, 0", // Another app's.
    "http://127.0.0.1/files/, shop.kr, 2", // A file that is not there is asked of the app.
    "http://127.0.0.1/, other.kr, 2",
    "http://127.0.0.1:81/, shop.kr, 0",
    "http://127.0.0.1:9/, shop.kr, 0"
  })
  @DisplayName("may be answered by a cache of nginx's, the innermost one that is named")
  void cache(String url, String name, int line) {
    String dump =
        """
        # configuration file /etc/nginx/nginx.conf:
        http {
          proxy_cache all;
          server { listen 80; server_name shop.kr;
            location / { proxy_pass http://127.0.0.1:8090; }
            location /api/ {
              proxy_cache api;
              location /api/in/ { proxy_cache in;
                proxy_pass http://127.0.0.1:8090; }
              proxy_pass http://127.0.0.1:8090; }
            location /live/ { proxy_cache off; proxy_pass http://127.0.0.1:8090; }
            location /files/ { try_files $uri @app; }
            location @app { proxy_pass http://127.0.0.1:8090; }
            location /old/ { proxy_pass http://127.0.0.1:8081; } }
          server { listen 81; location / { return 204; } }
        }
        """;
    Configuration read = Configuration.ofDump(dump).orElseThrow();
    List<Pass> ours =
        read.servers().stream()
            .flatMap(s -> s.passes().stream())
            .filter(p -> p.target().localPort().equals(Optional.of(8090)))
            .toList();
    String expected = line == 0 ? "none" : "/etc/nginx/nginx.conf:" + line + ": proxy_cache ";
    String found =
        new FrontWays(ours, read.entrances()).cache(url, Optional.of(name)).orElse("none");
    assertTrue(found.startsWith(expected), found);
  }

  @Test
  @DisplayName("are not closed by what another location of the block answers")
  void otherLocations() {
    String server =
        "location = /nginx-health { return 200 ok; } location /old/ { return 404; }"
            + " location / { if ($bad) { return 403; } proxy_pass http://127.0.0.1:8090; }";
    assertEquals(Optional.empty(), ways(server).guard(200));
    assertEquals(Optional.empty(), ways(server).guard(404));
    assertTrue(ways(server).guard(403).isPresent());
  }

  @Test
  @DisplayName("may refuse who asks too often, and that is no error that visitors get")
  void limits() {
    String pass = "proxy_pass http://127.0.0.1:8090;";
    FrontWays limited = ways("limit_req zone=a; location / { %s }".formatted(pass));
    assertTrue(limited.isLimit(503));
    assertFalse(limited.isLimit(502));
    FrontWays other = ways("location / { limit_except GET { deny all; } %s }".formatted(pass));
    assertFalse(other.isLimit(403));
    assertTrue(other.guard(403).isPresent());
  }
}
