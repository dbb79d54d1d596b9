package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.FrontFacts.Share;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the user's nginx tells of the way that visitors go to ours")
class SharesTest {
  private static final String OURS = "http://127.0.0.1:8090";

  /** The slots' ports, and that of the app before us. */
  private static final Set<Integer> APP = Set.of(8081, 8082, 8080);

  private static Configuration read(String http) {
    String dump = "# configuration file /etc/nginx/nginx.conf:\nhttp {\n\n" + http + "\n}\n\n";
    return Configuration.ofDump(dump).orElseThrow();
  }

  private static FrontModel model(String http) {
    return model(http, "http://127.0.0.1/");
  }

  private static FrontModel model(String http, String url) {
    Server front = new Server("nginx", Path.of("/etc/nginx/nginx.conf"), Optional.empty(), false);
    Path site = Path.of("/var/lib/bluegreen/shop/nginx/site.conf");
    return new FrontModel(
        read(http), new Behind(site, 8090, front, url, Optional.empty()), Set.of(8090));
  }

  private static Share only(String http) {
    List<Share> shares = model(http).shared(APP);
    assertEquals(1, shares.size(), shares::toString);
    return shares.get(0);
  }

  private static String passing(String to) {
    return "\nserver { listen 80; server_name shop.kr; location / { proxy_pass " + to + "; } }";
  }

  @Test
  @DisplayName(
      "is that an upstream has other servers, on this machine or on others, or ours as spare")
  void upstream() {
    String upstream = "upstream a { server 127.0.0.1:8090%s; server %s; }" + passing("http://a");
    Share here = only(upstream.formatted("", "127.0.0.1:8081"));
    assertTrue(here.here());
    assertEquals(
        "/etc/nginx/nginx.conf:4: proxy_pass http://a; leads to others as well:"
            + " /etc/nginx/nginx.conf:3: server 127.0.0.1:8081;",
        here.said());
    assertFalse(only(upstream.formatted("", "10.0.0.7:8090")).here());
    Share spare = only(upstream.formatted(" backup", "10.0.0.7:80"));
    assertTrue(spare.here());
    assertTrue(spare.said().contains("only where nobody answers at /etc/nginx/nginx.conf:3"));
    assertEquals(List.of(), model(upstream.formatted("", "10.0.0.7:80 backup")).shared(APP));
    assertEquals(List.of(), model(upstream.formatted("", "10.0.0.7:80 down")).shared(APP));
    assertEquals(List.of(), model(upstream.formatted(" down", "10.0.0.7:80")).shared(APP));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "split_clients $remote_addr $to { 10% http://127.0.0.1:8081; * http://127.0.0.1:8090; }",
        "map $cookie_beta $to { default http://127.0.0.1:8090; 1 http://127.0.0.1:8081; }",
        "geo $to { default http://127.0.0.1:8090; 10.0.0.0/8 http://127.0.0.1:8081; }",
        "map $cookie_beta $to { default http://a; } upstream a { server 127.0.0.1:8090; server"
            + " 127.0.0.1:8081; }"
      })
  @DisplayName("is that a variable has other values for some")
  void tables(String table) {
    Share share = only(table + passing("$to"));
    assertTrue(share.here());
    assertTrue(share.said().contains("127.0.0.1:8081;"), share.said());
    assertEquals(
        Optional.of("/etc/nginx/nginx.conf:4"), model(table + passing("$to")).passesToUs());
  }

  @Test
  @DisplayName(
      "is that a condition has some go elsewhere, and not that an earlier value is replaced")
  void conditions() {
    String server = "server { listen 80; set $to %s; %s location / { proxy_pass $to; } }";
    String other = "http://127.0.0.1:8081";
    String beta = "if ($cookie_beta) { set $to " + other + "; }";
    assertTrue(only(server.formatted(OURS, beta)).said().contains("set $to " + other));
    assertEquals(List.of(), model(server.formatted(other, "set $to " + OURS + ";")).shared(APP));
    assertEquals(List.of(), model(server.formatted(OURS, "")).shared(APP));
    assertEquals(
        Optional.empty(), model(server.formatted(OURS, "set $to " + other + ";")).passesToUs());
  }

  @Test
  @DisplayName(
      "is that a block of the same name has an address of its own, and does not pass to us")
  void address() {
    String elsewhere = "server { listen 10.9.9.9:80; server_name shop.kr; %s }";
    Share share = only(elsewhere.formatted("return 204;") + passing(OURS));
    assertEquals(
        "requests for shop.kr that come by 10.9.9.9:80 are answered by /etc/nginx/nginx.conf:3",
        share.said());
    String too = elsewhere.formatted("location / { proxy_pass " + OURS + "; }");
    assertEquals(List.of(), model(too + passing(OURS)).shared(APP));
    String redirect = elsewhere.formatted("return 301 https://$host$request_uri;");
    assertEquals(List.of(), model(redirect + passing(OURS)).shared(APP));
  }

  @ParameterizedTest
  @CsvSource({
    "if ($request_method = POST), 127.0.0.1:8081, true",
    "if ($arg_b), 127.0.0.1:8080, true",
    "limit_except GET, 127.0.0.1:8082, true",
    "if ($bot), 127.0.0.1:3000, false",
    "if ($beta), 10.0.0.7:8081, false"
  })
  @DisplayName("is that a condition in our location passes elsewhere, past the app or beside it")
  void passInCondition(String condition, String to, boolean here) {
    String server =
        "server { listen 80; location / {\n%s { proxy_pass http://%s; }\nproxy_pass %s; } }";
    Share share = only(server.formatted(condition, to, OURS));
    assertEquals(
        "/etc/nginx/nginx.conf:4: proxy_pass http://" + to + "; gets the requests of " + condition,
        share.said());
    assertEquals(here, share.here());
    String inside =
        "server { listen 81; location / { if ($a) { proxy_pass %s; }\nproxy_pass %s; } }";
    String rest = only(inside.formatted(OURS, "http://127.0.0.1:8081")).said();
    assertTrue(rest.startsWith("/etc/nginx/nginx.conf:4: "), rest);
  }

  @ParameterizedTest
  @CsvSource({
    "'listen [::]:80;', 8081, true",
    "'listen [::]:80 default_server; server_name _;', 8080, true",
    "'listen 10.9.9.9:80;', 8082, true",
    "'listen [::]:80;', 3000, false"
  })
  @DisplayName("is that a block without a name has the visitors of another family or address")
  void unnamedAddress(String listen, int port, boolean here) {
    String other =
        "server { %s location / { proxy_pass http://127.0.0.1:%s; } }".formatted(listen, port);
    String ours = "server { listen 80; location / { proxy_pass " + OURS + "; } }";
    Share share = only(other + ours);
    assertTrue(share.said().startsWith("requests that come by "), share.said());
    assertTrue(share.said().contains(" are answered by /etc/nginx/nginx.conf:3"), share.said());
    assertEquals(here, share.here());
    int told = here ? 1 : 0; // Who asks by name has no business with another app.
    assertEquals(told, model(other + passing(OURS)).shared(APP).size());
  }

  @Test
  @DisplayName("is not that a block there shows a page, or leads on to a block of ours")
  void noApp() {
    String ours = "server { listen 80; location / { proxy_pass " + OURS + "; } }";
    String page = "server { listen [::]:80 default_server; root /var/www/html; }";
    assertEquals(List.of(), model(page + ours).shared(APP));
    assertEquals(List.of(), model(page + passing(OURS)).shared(APP));
    String on = "server { listen [::]:80; location / { proxy_pass http://127.0.0.1:80; } }";
    assertEquals(List.of(), model(on + ours).shared(APP));
  }

  @Test
  @DisplayName("is that the same name leads to this very app at another port, past us")
  void otherPort() {
    String other =
        "server { listen 8000; server_name shop.kr; location / { proxy_pass http://%s; } }\n";
    Share share = only(other.formatted("127.0.0.1:8081") + passing(OURS));
    assertEquals(
        "/etc/nginx/nginx.conf:3: proxy_pass http://127.0.0.1:8081;"
            + " gets the requests of location / that come by 8000",
        share.said());
    assertFalse(share.here());
    assertEquals(List.of(), model(other.formatted("127.0.0.1:3000") + passing(OURS)).shared(APP));
    String inside = other.replace("8000", "127.0.0.1:8000").formatted("127.0.0.1:8081");
    assertEquals(List.of(), model(inside + passing(OURS)).shared(APP));
    String asked = other.formatted("127.0.0.1:8081") + passing(OURS);
    assertTrue(model(asked, "http://127.0.0.1:8000/").shared(APP).get(0).here());
  }

  @ParameterizedTest
  @CsvSource({
    "location /foo, 8081, false",
    "location ^~ /foo/, 8080, false",
    "location = /, 8082, true",
    "location ~ ^/$, 8081, true"
  })
  @DisplayName("is that another location leads to this very app, past us")
  void otherLocation(String location, int port, boolean here) {
    String server =
        "server { listen 80; %s { proxy_pass http://127.0.0.1:%d; }\n"
            + "location / { proxy_pass %s; } }";
    Share share = only(server.formatted(location, port, OURS));
    assertEquals(
        "/etc/nginx/nginx.conf:3: proxy_pass http://127.0.0.1:%d; gets the requests of %s"
            .formatted(port, location),
        share.said());
    assertEquals(here, share.here());
    assertEquals(List.of(), model(server.formatted(location, 3000, OURS)).shared(APP));
  }

  @Test
  @DisplayName("is not what an error or nginx itself comes to")
  void notVisitors() {
    String server =
        "server { listen 80; location / { proxy_pass %s; mirror /m; %s }"
            + " location = /m { internal; proxy_pass http://127.0.0.1:8081; }"
            + " location @old { proxy_pass http://127.0.0.1:8081; } }";
    assertEquals(
        List.of(), model(server.formatted(OURS, "error_page 502 504 = @old;")).shared(APP));
    assertEquals(1, model(server.formatted(OURS, "try_files $uri @old;")).shared(APP).size());
  }

  @ParameterizedTest(name = "{0} by {1}: {2}")
  @CsvSource({
    "http://127.0.0.1/, shop.kr, true", // It redirects.
    "https://127.0.0.1/, shop.kr, true", // One location does.
    "https://127.0.0.1/x, shop.kr, false",
    "https://127.0.0.1/old/x, shop.kr, true", // Another app.
    "https://127.0.0.1/more/x, shop.kr, false", // Another block of this nginx.
    "https://127.0.0.1/x, other.kr, false", // The only one there.
    "http://127.0.0.1:81/, none.kr, false", // It may have been passed on by a file's absence.
    "http://127.0.0.1:82/x, none.kr, true",
    "http://127.0.0.1:9/, none.kr, false" // Nothing is known of it.
  })
  @DisplayName("is which requests certainly do not come to us")
  void deadEnds(String url, String name, boolean expected) {
    Configuration read =
        read(
            """
            server { listen 80; server_name shop.kr; return 301 https://$host$request_uri; }
            server { listen 443 ssl; server_name shop.kr;
              location = / { return 302 /x; }
              location /old/ { proxy_pass http://127.0.0.1:8081; }
              location /more/ { proxy_pass http://127.0.0.1:81; }
              location / { proxy_pass http://127.0.0.1:8090; } }
            server { listen 81; location / { try_files $uri @app; }
              location @app { proxy_pass http://127.0.0.1:8090; } }
            server { listen 82; location ~ ^/y { proxy_pass http://127.0.0.1:8090; } }
            """);
    DeadEnds ends =
        new DeadEnds(
            read,
            read.servers().stream()
                .flatMap(s -> s.passes().stream())
                .filter(p -> p.target().localPort().equals(Optional.of(8090)))
                .toList());
    assertEquals(expected, ends.has(url, Optional.of(name)));
  }

  @Test
  @DisplayName("is that nginx never asks its block, as another one of that name is read first")
  void shadowed() {
    String old = passing("http://127.0.0.1:7777");
    Share share = only(old + passing(OURS));
    assertTrue(share.here());
    assertEquals(
        "requests for shop.kr on 80 are answered by /etc/nginx/nginx.conf:4, which nginx reads"
            + " first, and never by /etc/nginx/nginx.conf:5",
        share.said());
    assertEquals(List.of(), model(passing(OURS) + old).shared(APP), "that one is never asked");
  }
}
