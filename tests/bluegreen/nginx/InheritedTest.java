package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Of the http block, a site")
class InheritedTest {
  private static List<String> problems(String http, String listen, String location) {
    String main = "http {\n%s\ninclude conf.d/*.conf;\n}\n".formatted(http);
    String site =
        "server { listen %s; location / { proxy_pass http://app; %s } }"
            .formatted(listen, location);
    Configuration configuration =
        Configuration.ofDump(
                "# configuration file /etc/nginx/nginx.conf:\n%s\n".formatted(main)
                    + "# configuration file /etc/nginx/conf.d/a.conf:\n%s\n\n".formatted(site))
            .orElseThrow();
    return Inherited.problems(
        configuration, block -> block.place().startsWith("/etc/nginx/conf.d/a.conf:"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deny all;| |answers every visitor with 403, and nobody would reach the app; move it",
        "deny all; allow 10.0.0.1;| |answers every visitor with 403",
        "deny all;|expires 1d;|answers every visitor with 403",
        "ssl_reject_handshake on;| |has every connection of TLS refused, and nobody would reach",
        "post_action /done;| |would change what reaches the app, and cannot be made ineffective"
      })
  @DisplayName("does not take what certainly keeps visitors from its app, or changes what they ask")
  void refused(String http, String location, String said) {
    List<String> problems = problems(http, "443 ssl", location == null ? "" : location);
    assertEquals(1, problems.size(), problems::toString);
    String first =
        "/etc/nginx/nginx.conf:2: `%s;` in the http block ".formatted(http.split(";")[0]);
    assertTrue(problems.get(0).startsWith(first + said), problems::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow 10.0.0.1; deny all;|",
        "deny 10.0.0.1;|",
        "satisfy any; deny all;|auth_basic shop;",
        "deny all;|satisfy any; auth_basic shop;",
        "deny all;|allow all;",
        "deny all;|include my.inc;",
        "auth_basic shop;|",
        "ssl_reject_handshake off;|"
      })
  @DisplayName("takes what lets some of them pass, or does not count in it")
  void taken(String http, String location) {
    assertEquals(List.of(), problems(http, "443 ssl", location == null ? "" : location));
  }

  @Test
  @DisplayName("takes what is about TLS where it has none")
  void plain() {
    assertEquals(List.of(), problems("ssl_reject_handshake on;", "80", ""));
  }
}
