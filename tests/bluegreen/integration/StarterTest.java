package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.LightJar;
import bluegreen.testing.OwnNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goes the way that docs/existing-server.md tells, word for word, on servers as people have them.
 */
@Tag("slow")
@Timeout(300)
@DisplayName("The playbook that init writes beside an nginx and a jar that are there already")
class StarterTest {
  /**
   * An old app on 8081, a new jar in a project, and what docs/existing-server.md says to do with
   * it.
   */
  private static final String WAY =
      """
      main() { printf 'events {}\\nhttp {\\n include /etc/nginx/conf.d/*.conf;\\n include /etc/nginx/sites-enabled/*;\\n}\\n' >/etc/nginx/nginx.conf; mkdir -p /etc/nginx/conf.d /etc/nginx/sites-enabled; }
      old() { (cd old && exec java -XX:TieredStopAtLevel=1 -Xmx64m -jar -Dspring.profiles.active=real1 shop.jar --server.port=8081 >/dev/null 2>&1) & until_there 8081 x /version; }
      init() { deploy init project; cat project/playbook.yml; sed -i 's/^  drain: 30s/&\\n  bake: 0s/' project/playbook.yml; deploy --dry-run project/playbook.yml >/dev/null; }
      change() { # The lines that the playbook's comment names.
        sed -n 's/^  #   \\(.*\\):\\([0-9]*\\): \\(.*\\);  ->  \\(.*\\);$/\\1|\\2|\\3|\\4/p' project/playbook.yml |
        while IFS='|' read -r file line from to; do sed -i "${line}s|$from;|$to;|" "$file"; grep -qF "$to;" "$file"; done
        nginx -s reload; sleep 1
      }
      main
      """;

  private final OwnNamespace server = OwnNamespace.create();

  private String walk(String script) throws IOException {
    for (String[] jar :
        new String[][] {{"old/shop.jar", "1"}, {"project/build/libs/shop-2.jar", "2"}}) {
      Path file = server.folder().resolve(jar[0]);
      Files.createDirectories(file.getParent());
      Files.copy(LightJar.version(jar[1]), file);
    }
    return server.run(WAY + script);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static void assertSaid(String said, String... parts) {
    for (String part : parts) {
      assertTrue(said.contains(part), () -> "[" + part + "] is not in\n" + said);
    }
  }

  @Test
  @DisplayName("moves an included value, and gives it back when all is removed")
  void include() throws IOException {
    String said =
        walk(
            """
            touch old/application-real1.properties old/application-real2.properties
            echo 'set $service_url http://127.0.0.1:8081;' >/etc/nginx/conf.d/service-url.inc
            echo 'server { listen 80; server_name shop.kr; include /etc/nginx/conf.d/service-url.inc;
                  location / { proxy_pass $service_url; } }' >/etc/nginx/sites-enabled/shop
            nginx; old; init
            deploy project/playbook.yml; deploy verify project/playbook.yml
            get 80 shop.kr /version; cat /etc/nginx/conf.d/service-url.inc
            deploy remove project/playbook.yml; cat /etc/nginx/conf.d/service-url.inc
            """);
    assertSaid(
        said,
        "include: /etc/nginx/conf.d/service-url.inc",
        "-Dspring.profiles.active=real{{ slot == ''blue'' ? 1 : 2 }}",
        "profiles real1 now, real2 (in ",
        "active green :8082",
        "\r\n\r\n2",
        "set $service_url http://127.0.0.1:8090;");
    assertTrue(said.endsWith("set $service_url http://127.0.0.1:8081;\n"), said);
  }

  @Test
  @DisplayName("names each line to change where a block passes to the app itself")
  void literal() throws IOException {
    String said =
        walk(
            """
            echo 'server { listen 80; server_name www.shop.kr; return 301 http://shop.kr$request_uri; }
            server { listen 80; server_name shop.kr;
              location /api/ { proxy_pass http://localhost:8081/; }
              location / { proxy_pass http://localhost:8081; } }' >/etc/nginx/sites-enabled/shop
            nginx; old; init
            deploy project/playbook.yml; change; deploy verify project/playbook.yml
            get 80 shop.kr /version; get 80 shop.kr /api/version
            deploy --output json project/playbook.yml | tail -1
            """);
    assertSaid(said, "not live", "\"live\":true", "\"changed\":0");
    assertSaid(said, "-Dspring.profiles.active=real1'", "no real2 was seen");
    assertTrue(said.split("\r\n\r\n2").length > 2, said);
  }

  @Test
  @DisplayName("asks by HTTPS where port 80 only redirects there")
  void certbot() throws IOException {
    String said =
        walk(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 3 -subj /CN=shop.kr 2>/dev/null
            echo "server { server_name shop.kr; location / { proxy_pass http://127.0.0.1:8081; }
              listen 443 ssl; ssl_certificate $PWD/c.pem; ssl_certificate_key $PWD/k.pem; }
            server { if (\\$host = shop.kr) { return 301 https://\\$host\\$request_uri; }
              listen 80; server_name shop.kr; return 404; }" >/etc/nginx/sites-enabled/shop
            nginx; old; init
            deploy project/playbook.yml; change; deploy verify project/playbook.yml
            deploy --output json project/playbook.yml | tail -1
            """);
    assertSaid(said, "url: https://127.0.0.1/", "not live", "\"live\":true");
  }

  @Test
  @DisplayName("is a site of its own where nobody else is, and leaves a neighbour's requests alone")
  void alone() throws IOException {
    String said =
        walk(
            """
            nginx; init
            deploy project/playbook.yml; get 80 any.kr /version
            cp -r project second; rm second/playbook.yml; echo SECOND; deploy init second; cat second/playbook.yml; echo THIRD
            deploy remove project/playbook.yml >/dev/null; rm project/playbook.yml
            echo 'server { listen 80 default_server; listen [::]:80 default_server; root /var/www/html; server_name _; }' >/etc/nginx/sites-enabled/default
            nginx -s reload; sleep 1; init
            sed -i 's/shop.example.com/shop.kr/' project/playbook.yml
            deploy project/playbook.yml; get 80 shop.kr /version
            deploy remove project/playbook.yml >/dev/null; rm project/playbook.yml
            echo 'server { listen 80; server_name blog.kr; return 200 blog; }' >/etc/nginx/sites-enabled/default
            nginx -s reload; sleep 1; deploy init project; cat project/playbook.yml
            """);
    assertTrue(said.split("\r\n\r\n2").length > 2, said);
    String second = said.substring(said.indexOf("SECOND"), said.indexOf("THIRD"));
    assertSaid(
        second,
        "look at  app.name: shop (app.dir /var/lib/bluegreen/shop, deployed by root with ",
        "project/playbook.yml) is on this machine already; go on with its playbook, or give",
        "ports: { blue: 8083, green: 8084 }");
    assertFalse(second.contains("->") || second.contains(" serves; it stays"), second);
    assertSaid(said, "listen: [80, \"[::]:80\"]", "proxy_pass http://127.0.0.1:8090;");
    assertFalse(said.substring(said.lastIndexOf("\nnginx:")).contains("site:"), said);
  }

  @Test
  @DisplayName("is right whatever the app was started with, and says what it could not decide")
  void oddities() throws IOException {
    String said =
        walk(
            """
            echo 'upstream app { server 127.0.0.1:8082; server 127.0.0.1:8081 backup; }
            server { listen 80; server_name shop.kr; location / { proxy_pass http://app; } }
            server { listen 80; server_name blog.kr; location ~ ^/b { proxy_pass http://127.0.0.1:9000; } }' >/etc/nginx/sites-enabled/shop
            old
            (cd old && cp shop.jar blog.jar && exec java -jar blog.jar --server.port=9000 --api.token=x -Dspring.profiles.active=real >/dev/null 2>&1) & until_there 9000 x /version
            (cd old && exec env -i PATH=$PATH SPRING_PROFILES_ACTIVE=real2 OWN=x java -jar shop.jar --server.port=8082 >/dev/null 2>&1) & until_there 8082 x /version
            look() { echo "== $1"; deploy init $1; deploy validate $1/playbook.yml; cat $1/playbook.yml; stat -c 'mode %a' $1/playbook.yml; }
            look project
            mkdir blog other; cp old/blog.jar blog/blog-1.0.jar; cp old/blog.jar other/other.jar
            look blog; look other
            rm other/playbook.yml; echo '== narrow'
            declare -f deploy >f; TERM=xterm script -qec "bash -c 'stty cols 40; . ./f; deploy init other'" /dev/null </dev/null
            """);
    String project = said.substring(said.indexOf("== project"), said.indexOf("== blog"));
    assertSaid(project, "ports: { blue: 8081, green: 8082 }", "valid", "mode 644");
    assertSaid(project, "SPRING_PROFILES_ACTIVE: 'real{{ slot == ''blue'' ? 1 : 2 }}'", "OWN");
    String blog = said.substring(said.indexOf("== blog"), said.indexOf("== other"));
    assertSaid(blog, "jar: blog-[0-9]*.jar", "valid", "mode 600", "could not be told");
    assertSaid(blog, "-Dspring.profiles.active=real stands behind the jar now");
    assertFalse(blog.substring(blog.indexOf("\napp:")).contains("-Dspring"), blog);
    String other = said.substring(said.indexOf("== other"), said.indexOf("== narrow"));
    assertSaid(other, "valid", "which of these is this app now?", "proxy_pass http://app;  ->  ");
    String narrow = said.substring(said.indexOf("== narrow")).replace("\r", "");
    assertTrue(narrow.lines().limit(5).allMatch(l -> l.length() <= 40), narrow);
  }
}
