package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of the directives in nginx.location")
class LocationRulesTest {
  private static LocationRules rules(String text) {
    return LocationRules.of(Optional.of(text));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "return 503;|503",
        "return 301 /app/;|301",
        "return https://shop.kr/;|302",
        "rewrite ^/old /new redirect;|302",
        "rewrite ^/ /app last;|500",
        "rewrite ^/old /new permanent;|301",
        "rewrite ^ https://shop.kr/;|302",
        "try_files $uri =404;|404",
        "error_page 404 =410 /gone;|410",
        "auth_basic shop;|401",
        "auth_request /me;|500",
        "deny 10.0.0.0/8;|403",
        "internal;|404",
        "limit_req zone=a;|503"
      })
  @DisplayName("the one that gives an answer is named")
  void by(String directive, int status) {
    String named = rules("proxy_read_timeout 5s; " + directive + " expires 1d;").by(status);
    assertEquals("nginx.location: `" + directive + "`", named);
    assertEquals("a rule of nginx's own", rules(directive).by(200));
  }

  @Test
  @DisplayName("one within a condition is named as well")
  void nested() {
    assertEquals(
        "nginx.location: `return 403;`",
        rules("if ($bad) { return 403; }\n# 학교\nadd_header X-학교 1;").by(403));
  }

  @Test
  @DisplayName("a limit is known with the status that it answers with")
  void limits() {
    LocationRules limit = rules("limit_req zone=a; limit_req_status 429;");
    assertTrue(limit.isLimited());
    assertTrue(limit.isLimit(429));
    assertFalse(limit.isLimit(500));
    assertFalse(rules("return 503;").isLimit(503));
    assertFalse(rules("return 503;").isLimited());
    assertTrue(LocationRules.areCounted("location / {\n    limit_req zone=a;\n}"));
    assertTrue(LocationRules.areCounted("location / { limit_conn a 1; }"));
    assertFalse(LocationRules.areCounted("limit_rate 1m; # limit_req zone=a;"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return 503;|`return 503;` answers every visitor with 503, and nobody reaches the app",
        "return 200 hello;|`return 200 hello;` answers every visitor with 200, and nobody reaches"
            + " the app",
        "deny all;|`deny all;` answers every visitor with 403, and nobody reaches the app",
        "internal;|`internal;` answers every visitor with 404, and nobody reaches the app",
        "deny all; allow 127.0.0.1;|`deny all;` answers every visitor with 403, and nobody reaches"
            + " the app",
        "if ($a) { return 403; } return 503;|`return 503;` answers every visitor with 503, and"
            + " nobody reaches the app",
        "rewrite ^/a /b; return 503;|`return 503;` answers every visitor with 503, and nobody"
            + " reaches the app",
        "rewrite ^(.*)$ https://x.kr$1 permanent;|`rewrite ^(.*)$ https://x.kr$1 permanent;`"
            + " answers every visitor with 301, and nobody reaches the app",
        "rewrite ^ /y redirect;|`rewrite ^ /y redirect;` answers every visitor with 302, and nobody"
            + " reaches the app",
        "stub_status;|`stub_status;` has nginx answer in the place of the app, and nobody reaches"
            + " the app",
        "fastcgi_pass 127.0.0.1:9;|`fastcgi_pass 127.0.0.1:9;` has nginx answer in the place of the"
            + " app, and nobody reaches the app"
      })
  @DisplayName("those are known that keep everybody from the app")
  void certain(String directive, String said) {
    assertEquals(List.of("nginx.location: " + said), rules("expires 1d; " + directive).certain());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if ($bad) { return 403; }",
        "if ($good) { break; } return 503;",
        "if ($good) { rewrite ^ /b break; } return 503;",
        "rewrite ^/old /new permanent;",
        "rewrite ^ /app last;",
        "include my.inc; return 503;",
        "return 503; location /api/ { proxy_pass http://127.0.0.1:9; }",
        "stub_status; if ($good) { proxy_pass http://127.0.0.1:9; }",
        "limit_except GET { deny all; }",
        "limit_except GET { allow all; } deny all;",
        "auth_basic shop; auth_basic_user_file users;",
        "rewrite ^/a /b break; return 404;",
        "allow 10.0.0.0/8; deny all;",
        "deny all; satisfy any; auth_basic x;",
        "deny 10.1.1.1;",
        "try_files $uri =404;",
        "try_files /away @app;",
        "proxy_read_timeout 5s;",
        ""
      })
  @DisplayName("those are not that let some pass")
  void uncertain(String directives) {
    assertEquals(List.of(), rules(directives).certain());
  }

  @Test
  @DisplayName("one is told that lets nobody pass but for a file that may be there")
  void likely() {
    assertEquals(
        List.of(
            "nginx.location: `try_files /away =503;` answers every visitor with 503, and nobody"
                + " reaches the app, unless there is such a file"),
        rules("try_files /away =503;").likely());
    assertEquals(List.of(), rules("try_files /away =503;").certain());
    assertEquals(List.of(), rules("try_files $uri =404;").likely());
    assertEquals(List.of(), rules("return 503;").likely());
  }

  @Test
  @DisplayName("a limit that stands elsewhere is named with its place, and is no rule of theirs")
  void limitedElsewhere() {
    Configuration http =
        Configuration.ofDump(
                "# configuration file /etc/nginx/nginx.conf:\nlimit_req zone=a;\nlimit_req_status"
                    + " 429;\n\n")
            .orElseThrow();
    LocationRules limited = rules("expires 1d;").limitedBy(http.directives());
    for (int status : List.of(429, 503)) {
      assertEquals("/etc/nginx/nginx.conf:1: `limit_req zone=a;`", limited.by(status));
      assertTrue(limited.isLimit(status));
    }
    assertEquals("a rule of nginx's own", limited.by(500));
    assertFalse(limited.isLimit(500));
    assertTrue(limited.isLimited());
    assertTrue(LocationRules.of(Optional.empty()).limitedBy(http.directives()).isEmpty());
    assertFalse(rules("expires 1d;").isLimited());
  }
}
