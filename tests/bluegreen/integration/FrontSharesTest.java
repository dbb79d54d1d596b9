package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(300)
@DisplayName("Visitors of the user's own nginx in front of ours")
class FrontSharesTest extends WalkBed {
  private static final String WAY =
      """
      book() { cat >book.yml <<END
      app: { name: shop, jar: shop.jar, version: "$1", java_opts: [-XX:TieredStopAtLevel=1, -Xmx64m] }
      ports: { blue: 8091, green: 8092 }
      health: { url: "http://127.0.0.1:{{ port }}/actuator/health", interval: 50ms }
      nginx: { behind: 8090, soft: 0s }
      rollout: { bake: 0s }
      END
      }
      front() { cat >/etc/nginx/conf.d/front.conf; nginx -s reload 2>/dev/null || nginx; sleep 0.3; }
      """;

  @Test
  @DisplayName("are told of with what they get instead: of a cache, of a block that is read first")
  void walk() throws IOException {
    String said =
        walk(
            WAY,
            """
            echo NOT-YET
            front <<'END'
            server { listen 80; server_name shop.kr; location / { proxy_pass http://127.0.0.1:8081; } }
            END
            book 1
            exits 0 deploy book.yml
            echo CACHED
            front <<'END'
            proxy_cache_path /run/cache keys_zone=c:1m;
            server { listen 80; server_name shop.kr;
              location / { proxy_cache c; proxy_cache_valid any 10m; proxy_pass http://127.0.0.1:8090; } }
            END
            kill $(cat /var/lib/bluegreen/shop/nginx/logs/nginx.pid)
            for i in $(seq 100); do get 80 shop.kr / | grep -q ' 502 ' && break; sleep 0.1; done
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            echo SHADOWED
            front <<'END'
            server { listen 80; server_name shop.kr; location / { proxy_pass http://127.0.0.1:8081; } }
            server { listen 80; server_name shop.kr; location / { proxy_pass http://127.0.0.1:8090; } }
            END
            exits 1 deploy verify book.yml
            exits 0 deploy status book.yml
            book 2
            exits 1 deploy book.yml
            """);
    String notYet = said.substring(said.indexOf("NOT-YET"), said.indexOf("CACHED"));
    String cached = said.substring(said.indexOf("CACHED"), said.indexOf("SHADOWED"));
    String shadowed = said.substring(said.indexOf("SHADOWED"));
    assertSaid(
        notYet, 1, "and the last step is yours (not live yet): for http://127.0.0.1/ to lead");
    assertSaid(notYet, 1, "then reload nginx (it answers 502 now)");
    assertSaid(cached, 1, "; but a visitor of http://127.0.0.1/ (shop.kr) gets 502 now");
    assertSaid(
        cached, 1, "ok: http://127.0.0.1/ leads to http://127.0.0.1:8090, which serves shop");
    assertSaid(shadowed, 1, "failed: not live: http://127.0.0.1/ does not lead to");
    assertSaid(
        shadowed,
        3,
        "requests for shop.kr on 80 are answered by /etc/nginx/conf.d/front.conf:1, which nginx"
            + " reads first, and never by /etc/nginx/conf.d/front.conf:2");
    assertTrue(shadowed.contains("no visitor reaches the app by it: it answers 502"), shadowed);
  }
}
