package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The line that brings a pass of the user's nginx to us")
class FrontAdviceTest {
  private static final Include INCLUDE = new Include(Path.of("/etc/nginx/url.inc"), "service_url");

  private static FrontModel model(Configuration read, Optional<Include> include) {
    Server front = new Server("nginx", Path.of("/etc/nginx/nginx.conf"), Optional.empty(), false);
    Path site = Path.of("/var/lib/bluegreen/shop/nginx/site.conf");
    return new FrontModel(read, new Behind(site, 8090, front, "http://127.0.0.1/", include));
  }

  private static Configuration read(String upstream, String pass) {
    return Configuration.ofDump(
            """
            # configuration file /etc/nginx/nginx.conf:
            http {
            upstream u { %s }
            server {
            include /etc/nginx/url.inc;
            location /api/ {
            %s
            }
            }
            }
            # configuration file /etc/nginx/url.inc:
            set $service_url http://127.0.0.1:8081;
            """
                .formatted(upstream, pass))
        .orElseThrow();
  }

  private static List<String> advice(String upstream, String pass) {
    Configuration read = read(upstream, pass);
    return model(read, Optional.empty()).advice(read.servers().get(0).passes().get(0)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8081, http://127.0.0.1:8090",
    "http://127.0.0.1:8081/v1/, http://127.0.0.1:8090/v1/",
    "http://u, http://127.0.0.1:8090",
    "http://u/, http://127.0.0.1:8090/",
    "http://u/v1/, http://127.0.0.1:8090/v1/"
  })
  @DisplayName("keeps the path, of an upstream with several servers, too")
  void path(String now, String then) {
    assertEquals(
        List.of("/etc/nginx/nginx.conf:6: proxy_pass " + now + ";  ->  proxy_pass " + then + ";"),
        advice(
            "server 127.0.0.1:8081; server 10.1.1.1:8081 backup; keepalive 3;",
            "proxy_pass " + now + ";"));
  }

  @Test
  @DisplayName("is the server of an upstream that has no other")
  void server() {
    assertEquals(
        List.of("/etc/nginx/nginx.conf:2: server 127.0.0.1:8081;  ->  server 127.0.0.1:8090;"),
        advice("server 127.0.0.1:8081; keepalive 3;", "proxy_pass http://u/;"));
  }

  @ParameterizedTest
  @CsvSource({"$service_url/v1/, /v1/", "${service_url}$request_uri, $request_uri"})
  @DisplayName("keeps what stands behind a variable that cannot be replaced alone")
  void behindVariable(String now, String path) {
    String problem =
        model(read("server 127.0.0.1:1;", "proxy_pass " + now + ";"), Optional.of(INCLUDE))
            .problem(INCLUDE)
            .orElseThrow();
    assertTrue(
        problem.endsWith("write there: proxy_pass http://127.0.0.1:8090" + path + ";"), problem);
  }
}
