package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The user's own directives for location /")
class LocationTextTest {
  private static final String TEXT =
      """
      # uploads
      client_max_body_size 20m;
      add_header X-Note "a; b } c";   # shown to everybody
      rewrite ^/old/(.*)$ /new/$1 last;
      if ($http_user_agent ~ "bad{2}") { return 403; }
      mirror /copy;
      proxy_cache pages;
      location ~ \\.png$ { expires 1d; }
      proxy_set_header 'Host' $host;
      set ${mine} 1;
      proxy_read_timeout 5m;
      """;

  private final LocationText text = new LocationText(TEXT, Optional.empty());

  @Test
  @DisplayName("are there as they are written")
  void all() {
    assertEquals(TEXT.replaceAll("\\s+", " ").strip(), text.all().replaceAll("\\s+", " ").strip());
  }

  @Test
  @DisplayName("have no say in how the switch itself is looked at, nor in when a request is whole")
  void looks() {
    LocationText text =
        new LocationText(
            "open_file_cache max=9;\nproxy_read_timeout 5s;\nproxy_request_buffering off;",
            Optional.empty());
    assertEquals("        proxy_read_timeout 5s;\n", text.all());
    assertEquals(text.all(), text.later());
  }

  @Test
  @DisplayName("hold on every way to the app, and none is carried out twice for a request")
  void later() {
    String later = text.later();
    for (String kept :
        new String[] {
          "client_max_body_size", "X-Note \"a; b } c\"", "Host", "proxy_read_timeout"
        }) {
      assertTrue(later.contains(kept), later);
    }
    for (String left : new String[] {"rewrite", "return", "mirror", "location", "set ${mine}"}) {
      assertFalse(later.contains(left), later);
    }
  }

  @Test
  @DisplayName("hold for a request with a body, too, but for locations inside")
  void first() {
    assertTrue(text.first().contains("rewrite ^/old"), text.first());
    assertTrue(text.first().contains("return 403"), text.first());
    assertFalse(text.first().contains("expires"), text.first());
  }

  @Test
  @DisplayName("have no cache and no mirror answer a question for the app")
  void asked() {
    assertFalse(text.asked().contains("proxy_cache"), text.asked());
    assertFalse(text.asked().contains("mirror"), text.asked());
    assertTrue(text.asked().contains("return 403"), text.asked());
  }

  @Test
  @DisplayName("replace our headers of the same name")
  void headers() {
    Map<String, String> ours = new LinkedHashMap<>();
    ours.put("Host", "$%s_host");
    ours.put("X-Real-IP", "$remote_addr");
    ours.put("Connection", "$%s_connection");
    assertEquals(
        """
                proxy_set_header X-Real-IP $remote_addr;
                proxy_set_header Connection $id_connection;
        """,
        text.headers(ours, "id"));
  }

  @Test
  @DisplayName("have a log of ours beside their own ones, which would replace it")
  void logged() {
    Optional<String> ours = Optional.of("access_log /run/x x_traffic if=$x;");
    LocationText both = new LocationText("expires 1h; access_log /var/log/a.log;", ours);
    for (String text : List.of(both.all(), both.first(), both.later(), both.asked())) {
      assertTrue(text.contains("access_log /var/log/a.log;"), text);
      assertTrue(text.contains(ours.get()), text);
    }
    String off = new LocationText("# quiet\naccess_log off;\nexpires 1h;", ours).all();
    assertTrue(off.contains(ours.get()) && !off.contains("off;"), off);
    String none = new LocationText("expires 1h;", ours).all();
    assertFalse(none.contains("access_log"), none);
  }
}
