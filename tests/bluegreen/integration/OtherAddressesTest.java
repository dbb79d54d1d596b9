package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(300)
@DisplayName("A site on all addresses, beside blocks that have one of them")
class OtherAddressesTest extends WalkBed {
  private static final String WAY =
      """
      cat >book.yml <<'END'
      app: { name: shop, jar: shop.jar, java_opts: [-XX:TieredStopAtLevel=1, -Xmx64m] }
      ports: { blue: 8081, green: 8082 }
      health: { url: "http://127.0.0.1:{{ port }}/actuator/health", interval: 50ms }
      nginx: { site: /etc/nginx/conf.d/shop.conf, server_name: [shop.example.com], soft: 0s }
      rollout: { bake: 0s }
      END
      others() { cat >/etc/nginx/conf.d/others.conf; nginx -s reload 2>/dev/null || nginx; }
      """;

  private String walk(String script) throws IOException {
    return walk(WAY, script);
  }

  @Test
  @DisplayName("is seen at another one, and what it does not get is told or refused")
  void oneAddress() throws IOException {
    String said =
        walk(
            """
            others <<'END'
            server { listen 80 default_server; return 204; }
            server { listen 127.0.0.1:80; server_name localhost; return 404; }
            server { listen 10.9.9.9:80; server_name blog.example.com; return 200 blog; }
            END
            exits 0 deploy -n book.yml
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            exits 0 deploy status book.yml
            echo THEN
            others <<'END'
            server { listen 80 default_server; return 204; }
            server { listen 10.9.9.9:80; server_name shop.example.com; return 200 blog; }
            END
            exits 1 deploy -n book.yml
            exits 1 deploy verify book.yml
            exits 0 deploy status book.yml
            """);
    String first = said.substring(0, said.indexOf("THEN"));
    String then = said.substring(said.indexOf("THEN"));
    assertSaid(
        first, 4, "who asks for this app by 10.9.9.9:80 is answered by /etc/nginx/conf.d/oth");
    assertTrue(first.contains("ok: http://127.0.0.2:80/ serves shop"), first);
    assertSaid(
        then, 3, "for shop.example.com that come by 10.9.9.9:80 are answered by /etc/nginx/");
    assertSaid(then, 0, "ok: ");
  }

  @Test
  @DisplayName(
      "is asked as a load balancer asks, where another block has that of all on its socket")
  void announced() throws IOException {
    String said =
        walk(
            """
            others <<'END'
            server { listen 80 default_server proxy_protocol; return 204; }
            END
            exits 0 deploy -n book.yml
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            exits 0 deploy --detailed-exitcode book.yml
            """);
    assertTrue(said.contains("ok: http://127.0.0.1/ serves shop"), said);
  }
}
