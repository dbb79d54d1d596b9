package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.FrontWays.Way;
import bluegreen.nginx.conf.Configuration;
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
}
