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
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A directive that says the app's address beside the value that is to be replaced")
class MentionsTest {
  private static final Path CONF = Path.of("/etc/nginx/nginx.conf");
  private static final Include INCLUDE = new Include(Path.of("/etc/nginx/url.inc"), "service_url");
  private static final String OLD = "http://127.0.0.1:8081";

  private static FrontModel model(String http, String server, String location) {
    String dump =
        """
        # configuration file /etc/nginx/nginx.conf:
        http {
        %s
        server {
        include /etc/nginx/url.inc;
        %s
        location / {
        %s
        }
        location /api { proxy_pass http://127.0.0.1:8081; }
        }
        server { listen 81; location / { proxy_redirect http://127.0.0.1:8081/ /; } }
        }
        # configuration file /etc/nginx/url.inc:
        set $service_url http://127.0.0.1:8081;
        """
            .formatted(http, server, location);
    Behind behind =
        new Behind(
            Path.of("/var/lib/bluegreen/shop/nginx/site.conf"),
            8090,
            new Server("nginx", CONF, Optional.empty(), false),
            "http://127.0.0.1/",
            Optional.of(INCLUDE));
    return new FrontModel(Configuration.ofDump(dump).orElseThrow(), behind);
  }

  private static List<String> mentions(String http, String server, String location) {
    SetValue value = new SetValue(INCLUDE.file(), "", 1, OLD, 0, 0);
    return model(http, server, "proxy_pass $service_url;\n" + location).mentions(INCLUDE, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy_redirect http://127.0.0.1:8081/ /;",
        "proxy_redirect http://localhost:8081/ http://$host/;",
        "proxy_redirect '~^http://127\\.0\\.0\\.1:8081/(.*)$' /$1;",
        "sub_filter http://127.0.0.1:8081 https://shop.example.com;",
        "proxy_set_header Origin http://127.0.0.1:8081;",
        "proxy_set_header Host $proxy_host; proxy_redirect http://127.0.0.1:8081/ /;",
        "if ($service_url = http://127.0.0.1:8081) { add_header X-Old yes; }"
      })
  @DisplayName("is refused with file and line, wherever the block says it")
  void refused(String directive) {
    assertEquals(1, mentions("", "", directive).size());
    assertTrue(
        mentions("", "", directive).get(0).startsWith("nginx.include: /etc/nginx/nginx.conf:8: "));
    assertEquals(1, mentions("", directive, "").size());
  }

  @Test
  @DisplayName("is shown with the words that fit both addresses")
  void words() {
    String problem = mentions("", "", "proxy_redirect http://127.0.0.1:8081/app/ /;").get(0);
    assertTrue(problem.endsWith("write there: proxy_redirect $service_url/app/ /;"), problem);
    problem = mentions("", "", "proxy_redirect ~http://[^:]+:8081/ /;").get(0);
    assertTrue(problem.endsWith("have it fit both, or leave it out"), problem);
  }

  @Test
  @DisplayName("is found by way of a variable and a map, too")
  void byVariable() {
    assertEquals(1, mentions("", "set $o http://127.0.0.1:8081;", "proxy_redirect $o/ /;").size());
    String map = "map $upstream_http_location $l { ~^http://127.0.0.1:8081(.*) $1; }";
    assertEquals(List.of(), mentions(map, "", ""));
    assertTrue(mentions(map, "", "add_header Location $l;").get(0).contains("nginx.conf:2: "));
    String ofAddress = "map $service_url $l { http://127.0.0.1:8081 old; }";
    String host = "proxy_set_header Host $host; ";
    assertEquals(List.of(), mentions(map, "", host + "add_header Location $l;"));
    assertEquals(1, mentions(ofAddress, "", host + "add_header X-Which $l;").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy_set_header Host $host; proxy_redirect http://127.0.0.1:8081/ /;",
        "proxy_set_header host 127.0.0.1:8081; proxy_redirect http://127.0.0.1:8081/ /;",
        "proxy_redirect $service_url/ /;",
        "proxy_redirect ~^http://[^/]+/ /;",
        "proxy_redirect http://127.0.0.1:80811/ /;",
        "proxy_redirect off; proxy_set_header X-Port 8081;",
        ""
      })
  @DisplayName("is no matter where its meaning stays")
  void fine(String directives) {
    assertEquals(List.of(), mentions("", "", directives));
  }

  @Test
  @DisplayName("is named beside the line of a literal address that a person is to change")
  void advice() {
    FrontModel model =
        model("", "", "proxy_pass http://127.0.0.1:8081; proxy_redirect http://127.0.0.1:8081/ /;");
    List<String> lines =
        model.elsewhere(java.util.Set.of(8081)).stream().flatMap(model::advice).toList();
    assertEquals(
        "/etc/nginx/nginx.conf:7: proxy_pass http://127.0.0.1:8081;  ->  proxy_pass"
            + " http://127.0.0.1:8090;",
        lines.get(0));
    assertEquals(
        "/etc/nginx/nginx.conf:7: proxy_redirect http://127.0.0.1:8081/ /;  ->  proxy_redirect"
            + " http://127.0.0.1:8090/ /;",
        lines.get(1));
  }
}
