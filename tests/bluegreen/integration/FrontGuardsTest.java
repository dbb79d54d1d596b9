package bluegreen.integration;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(300)
@DisplayName("A dry run, where the user's own nginx in front of ours is not what it was")
class FrontGuardsTest extends WalkBed {
  private static final String WAY =
      """
      openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 9 -subj /CN=shop.kr 2>/dev/null
      cp k.pem c.pem /etc/nginx/
      book() { cat >book.yml <<END
      app: { name: shop, jar: shop.jar, version: "$1", java_opts: [-XX:TieredStopAtLevel=1, -Xmx64m] }
      ports: { blue: 8091, green: 8092 }
      health: { url: "http://127.0.0.1:{{ port }}/actuator/health", interval: 50ms }
      nginx: { behind: 8090, include: /etc/nginx/service-url.inc, soft: 0s }
      rollout: { bake: 0s }
      END
      }
      book 1
      echo 'set $service_url http://127.0.0.1:8081;' >/etc/nginx/service-url.inc
      front() { cat >/etc/nginx/conf.d/front.conf; nginx -s reload 2>/dev/null || nginx; sleep 0.3; }
      old() { (exec java -XX:TieredStopAtLevel=1 -Xmx64m -jar shop.jar --server.port=8081 >/dev/null 2>&1) & until_there 8081 x /version; }
      old
      """;

  private String walk(String script) throws IOException {
    return walk(WAY, script);
  }

  @Test
  @DisplayName("knows that nobody could see who answers, or that the value would not count")
  void adopted() throws IOException {
    String said =
        walk(
            """
            both() { exits 1 deploy -n book.yml; exits 1 deploy book.yml; grep -q :8081 /etc/nginx/service-url.inc; }
            front <<'END'
            server { listen 80; server_name shop.kr; return 301 https://$host$request_uri; }
            server { listen 443 ssl; server_name shop.kr; ssl_certificate /etc/nginx/c.pem; ssl_certificate_key /etc/nginx/k.pem;
              ssl_client_certificate /etc/nginx/c.pem; ssl_verify_client on;
              include /etc/nginx/service-url.inc; location / { proxy_pass $service_url; } }
            END
            both
            front <<'END'
            server { listen 80; server_name shop.kr;
              include /etc/nginx/service-url.inc; location = / { return 302 /version; }
              location ~ ^/ver { proxy_pass $service_url; } }
            END
            both
            front <<'END'
            server { listen 80; server_name ~^(?<sub>[a-z]+)[.]shop[.]kr$; include /etc/nginx/service-url.inc;
              location / { proxy_pass $service_url; } }
            server { listen 80 default_server; return 404; }
            END
            both
            sed -i '1i master_process off;' /etc/nginx/nginx.conf
            exits 1 deploy -n book.yml
            sed -i 1d /etc/nginx/nginx.conf
            front <<'END'
            server { listen unix:/run/front.sock; include /etc/nginx/service-url.inc;
              location / { proxy_pass $service_url; } }
            END
            both
            front <<'END'
            server { listen 80; server_name shop.kr; include /etc/nginx/service-url.inc;
              location / { set $service_url http://127.0.0.1:8081; proxy_pass $service_url; } }
            END
            both
            front <<'END'
            server { listen 80; server_name shop.kr; set $service_url http://127.0.0.1:9;
              include /etc/nginx/service-url.inc; location = / { return 302 /version; }
              location / { proxy_pass $service_url; } }
            server { listen 127.0.0.1:80; server_name localhost; return 404; }
            END
            exits 0 deploy -n book.yml
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            """);
    assertSaid(said, 2, "answers 400 by /etc/nginx/conf.d/front.conf:3: ssl_verify_client on;");
    assertSaid(
        said, 2, "no address is known that leads to /etc/nginx/conf.d/front.conf:3: location ~");
    assertSaid(said, 1, "nginx.conf:1: master_process off; is for nginx's own developers");
    assertSaid(
        said, 2, "and not to the one that is to pass to us (/etc/nginx/conf.d/front.conf:2:");
    assertSaid(said, 2, "/front.conf:2: location /;, as its block listens on a Unix socket alone");
    assertSaid(
        said, 2, "front.conf:2: set $service_url http://127.0.0.1:8081; is the value that counts");
    assertSaid(
        said, 1, "ok: http://127.0.0.1/ leads to http://127.0.0.1:8090, which serves shop 1");
  }

  @Test
  @DisplayName(
      "knows what a person has changed of it since: a lock is none of ours, another way is")
  void changed() throws IOException {
    String said =
        walk(
            """
            front <<'END'
            server { listen 80; server_name shop.kr; include /etc/nginx/service-url.inc; location / { proxy_pass $service_url; } }
            END
            exits 0 deploy book.yml
            echo LOCKED; echo 'a:x' >/etc/nginx/pw
            front <<'END'
            server { listen 80; server_name shop.kr; auth_basic x; auth_basic_user_file /etc/nginx/pw;
              include /etc/nginx/service-url.inc; location / { proxy_pass $service_url; } }
            END
            book 2
            exits 0 deploy -n book.yml
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            exits 0 deploy status book.yml
            echo GONE; book 3; sed -i 's/include: .*inc, //' book.yml
            front <<'END'
            server { listen 80; server_name shop.kr; location / { proxy_pass http://127.0.0.1:8081; } }
            END
            exits 1 deploy -n book.yml
            exits 1 deploy book.yml
            rm /var/lib/bluegreen/shop/front-seen
            exits 0 deploy -n book.yml
            echo SHARED
            front <<'END'
            upstream a { server 127.0.0.1:8081; server 127.0.0.1:8090; }
            server { listen 80; server_name shop.kr; location / { proxy_pass http://a; } }
            END
            exits 0 deploy book.yml
            exits 1 deploy verify book.yml
            exits 0 deploy status book.yml
            echo FLEET
            front <<'END'
            upstream a { server 127.0.0.1:8090; server 192.0.2.7:80 backup; server 192.0.2.8:80 weight=1; }
            server { listen 80; server_name shop.kr; location / { proxy_connect_timeout 1s; proxy_pass http://a; } }
            END
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            """);
    String locked = said.substring(said.indexOf("LOCKED"), said.indexOf("GONE"));
    String gone = said.substring(said.indexOf("GONE"), said.indexOf("SHARED"));
    String shared = said.substring(said.indexOf("SHARED"), said.indexOf("FLEET"));
    String fleet = said.substring(said.indexOf("FLEET"));
    assertSaid(locked, 4, "answers 401 by /etc/nginx/conf.d/front.conf:1: auth_basic x;");
    assertSaid(locked, 1, "unknown: http://127.0.0.1:8090/ serves shop 2");
    assertSaid(locked, 0, "ok: http");
    assertSaid(gone, 2, "does not lead to http://127.0.0.1:8090 any more, as it did");
    assertSaid(gone, 2, "rm /var/lib/bluegreen/shop/front-seen");
    assertSaid(
        shared, 2, "partly live: http://127.0.0.1/ leads to http://127.0.0.1:8090, and else");
    assertSaid(
        shared,
        3,
        "leads to others as well: /etc/nginx/conf.d/front.conf:1: server 127.0.0.1:8081;");
    assertSaid(shared, 0, "ok: http");
    assertSaid(fleet, 1, "partly: http://127.0.0.1:8090/ serves shop 3");
    assertSaid(
        fleet,
        2,
        "leads to others as well: /etc/nginx/conf.d/front.conf:1: server 192.0.2.8:80 weight=1;");
  }

  @Test
  @DisplayName("knows that what a cache of it has kept says nothing of who is behind it")
  void cached() throws IOException {
    String said =
        walk(
            """
            front <<'END'
            proxy_cache_path /run/cache keys_zone=c:1m;
            server { listen 80; server_name shop.kr; include /etc/nginx/service-url.inc;
              location / { proxy_cache c; proxy_cache_key $uri; proxy_cache_valid any 10m; proxy_pass $service_url; } }
            END
            get 80 shop.kr / >/dev/null
            exits 0 deploy -n book.yml
            exits 0 deploy book.yml
            grep -q :8090 /etc/nginx/service-url.inc
            exits 0 deploy verify book.yml
            exits 0 deploy status book.yml
            book 2; exits 0 deploy book.yml
            """);
    assertSaid(said, 4, "by /etc/nginx/conf.d/front.conf:3: proxy_cache c;");
    assertSaid(said, 1, "unknown: http://127.0.0.1:8090/ serves shop 1");
    assertSaid(said, 1, "not live"); // Before the first run.
  }

  @Test
  @DisplayName("tells our key to nobody who has taken the port of our nginx")
  void stranger() throws IOException {
    String said =
        walk(
            """
            front <<'END'
            server { listen 80; server_name shop.kr; include /etc/nginx/service-url.inc; location / { proxy_pass $service_url; } }
            END
            exits 0 deploy book.yml
            kill -KILL $(cat /var/lib/bluegreen/shop/nginx/logs/nginx.pid) $(pgrep -P $(cat /var/lib/bluegreen/shop/nginx/logs/nginx.pid))
            perl -MIO::Socket::INET -e 'sleep 1 until $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8090", Listen => 9, ReuseAddr => 1);
              $| = 1; while ($c = $s->accept) { while (<$c>) { print; last if /^\\r/ } print $c "HTTP/1.0 404 Not\\r\\n\\r\\n"; close $c; }' >heard &
            for i in $(seq 600); do (get 80 shop.kr /mine) 2>/dev/null | grep -q 404 && break; sleep 0.1; done
            exits 0 deploy status book.yml
            exits 1 deploy verify book.yml
            exits 1 deploy -n book.yml
            exits 1 deploy book.yml
            grep -c mine heard; cat heard
            """);
    assertSaid(said, 2, "127.0.0.1:8090 is held by pid ");
    assertSaid(said, 0, "X-Bluegreen-Ask");
    assertSaid(said, 1, "\nGET /mine HTTP/1.0");
  }
}
