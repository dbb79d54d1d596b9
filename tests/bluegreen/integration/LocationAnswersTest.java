package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(300)
@DisplayName("Directives in nginx.location by which nginx answers in the place of the app")
class LocationAnswersTest extends WalkBed {
  private static final String WAY =
      """
      cat >/etc/nginx/conf.d/a.conf <<'END'
      limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m;
      server { listen 80 default_server; server_name blog.kr; return 204; }
      END
      nginx
      echo 'a:x' >/etc/nginx/pw
      book() { cat >book.yml <<END
      app: { name: shop, jar: shop.jar, version: "$1", java_opts: [-XX:TieredStopAtLevel=1, -Xmx64m] }
      ports: { blue: 8091, green: 8092 }
      health: { url: "http://127.0.0.1:{{ port }}/actuator/health", interval: 50ms }
      nginx: { site: /etc/nginx/conf.d/shop.conf, server_name: [shop.kr], soft: 0s, location: '$2' }
      rollout: { bake: 0s }
      END
      }
      seen() { (get 80 shop.kr /version) | head -1; }
      """;

  @Test
  @DisplayName("decide a deployment: with them visitors do not get less than before")
  void walk() throws IOException {
    String said =
        walk(
            WAY,
            """
            echo FIRST
            book 1 'try_files /nope =503;'
            exits 0 deploy -n book.yml
            exits 1 deploy book.yml
            seen; ls /etc/nginx/conf.d
            exits 0 deploy status book.yml
            echo SLOW
            book 1 'limit_req zone=slow;'
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            echo COUNTED
            book 2 'if ($request_uri) { return 503; }'
            exits 0 deploy -n book.yml
            exits 1 deploy book.yml
            echo LOCKED
            book 2 'auth_basic shop; auth_basic_user_file /etc/nginx/pw;'
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            echo CLOSED
            for rule in 'if ($request_uri) { return 502; }' 'if ($request_uri) { return 444; }' \
                'try_files /nope =503;' 'rewrite ^/(.*)$ /app/$1 last;'; do
              book 3 "$rule"
              exits 1 deploy book.yml
            done
            exits 0 deploy status book.yml
            grep -c 'nope' /etc/nginx/conf.d/shop.conf || true
            echo CERTAIN
            for rule in 'return 503;' 'return 200 x;' 'deny all;' 'stub_status;'; do
              book 3 "$rule"
              exits 1 deploy -n book.yml
              exits 1 deploy book.yml
            done
            book 2 'auth_basic shop; auth_basic_user_file /etc/nginx/pw;'
            exits 0 deploy book.yml
            sed -i 's/access_log off;/access_log off; deny all;/' /etc/nginx/nginx.conf
            nginx -s reload
            exits 1 deploy -n book.yml
            exits 1 deploy book.yml
            sed -i 's/ deny all;//' /etc/nginx/nginx.conf
            nginx -s reload
            echo WORK
            book 3 'if (-f /etc/nginx/away) { return 503; }'
            exits 0 deploy book.yml
            seen
            touch /etc/nginx/away
            for i in $(seq 100); do seen | grep -q ' 503 ' && break; sleep 0.1; done
            exits 1 deploy verify book.yml
            book 4 'if (-f /etc/nginx/away) { return 503; }'
            exits 0 deploy book.yml
            seen
            echo AROUND
            sed -i 's/access_log off;/access_log off; limit_req zone=slow;/' /etc/nginx/nginx.conf
            nginx -s reload
            book 5 'expires 1d;'
            exits 0 deploy -n book.yml
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            """);
    String first = part(said, "FIRST", "SLOW");
    String slow = part(said, "SLOW", "COUNTED");
    String counted = part(said, "COUNTED", "LOCKED");
    String locked = part(said, "LOCKED", "CLOSED");
    String closed = part(said, "CLOSED", "CERTAIN");
    String certain = part(said, "CERTAIN", "WORK");
    String work = part(said, "WORK", "AROUND");
    String around = said.substring(said.indexOf("AROUND"));
    assertSaid(first, 2, "`try_files /nope =503;` answers every visitor with 503");
    assertSaid(first, 1, "by nginx.location: `try_files /nope =503;`, where the app answers 200");
    assertSaid(first, 1, "put /etc/nginx/conf.d/shop.conf back as it was");
    assertSaid(first, 1, "HTTP/1.1 204");
    assertSaid(first, 1, "shop   active: none");
    assertSaid(slow, 0, "failed: ");
    assertSaid(slow, 1, "by nginx.location: `limit_req zone=slow;`");
    assertSaid(counted, 1, "by nginx.location: `return 503;`, where the app answers 200");
    assertSaid(counted, 1, "switched back to green :8092");
    assertSaid(counted, 1, "put /etc/nginx/conf.d/shop.conf back as it was");
    assertSaid(closed, 1, "and nginx itself answers 500 now, by nginx.location: `rewrite ");
    assertSaid(closed, 1, "`return 444;`: visitors would not reach the app");
    assertSaid(closed, 1, "`return 502;`: visitors would not reach the app");
    assertSaid(closed, 1, "`try_files /nope =503;`: visitors would not reach the app");
    assertSaid(closed, 4, "put /etc/nginx/conf.d/shop.conf back as it was");
    assertSaid(closed, 1, "shop   active: blue :8091 (2)");
    assertTrue(closed.endsWith("\n0\n"), closed);
    assertSaid(certain, 2, "`return 503;` answers every visitor with 503, and nobody reaches the");
    assertSaid(certain, 2, "`return 200 x;` answers every visitor with 200, and nobody reaches");
    assertSaid(certain, 2, "`deny all;` answers every visitor with 403, and nobody reaches the");
    assertSaid(certain, 2, "`stub_status;` has nginx answer in the place of the app, and nobody");
    assertSaid(certain, 2, "/etc/nginx/nginx.conf:3: `deny all;` in the http block answers every");
    assertSaid(certain, 0, "put /etc/nginx/conf.d/shop.conf back as it was");
    assertSaid(certain, 1, "RECAP shop: ok=11 changed=0");
    assertSaid(locked, 2, "nginx itself answers 401 to http://127.0.0.1/ (shop.kr), by nginx.loc");
    assertSaid(work, 1, "HTTP/1.1 200");
    assertSaid(work, 1, "failed: nginx itself answers 503 to http://127.0.0.1/ (shop.kr)");
    assertSaid(work, 1, "`return 503;`, as it did before");
    assertSaid(work, 1, "HTTP/1.1 503");
    assertSaid(around, 2, "/etc/nginx/nginx.conf:3: `limit_req zone=slow;` counts the requests to");
    assertSaid(
        around, 2, "nginx itself answers 503 to http://127.0.0.1/ (shop.kr), by /etc/nginx/");
    assertSaid(around, 1, "ok: http://127.0.0.1/ serves shop 5 ");
    assertSaid(around, 1, "TRAFFIC 0 requests, 0 lost   probe: nginx counts requests there");
  }

  @Test
  @DisplayName("are refused by a dry run as by a real one where nginx would not load them")
  void refused() throws IOException {
    String said =
        walk(
            WAY,
            """
            book 1 'expires 1d;'
            exits 0 deploy book.yml
            echo 'access_log /etc/nginx/made; server { listen 81; }' >/etc/nginx/part
            cat /etc/nginx/conf.d/shop.conf >before
            echo REFUSED
            for rule in 'include /etc/nginx/part;' 'include none.conf;' 'proxy_cache none;' \
                'include /etc/nginx/conf.d;' \
                'add_header A $none;' 'expires 1d; }' 'if ($arg_a) { expires 1d;'; do
              book 2 "$rule"
              exits 1 deploy -n book.yml
              exits 1 deploy book.yml
              exits 1 deploy rollback --to 1 book.yml
            done
            book 2 'include conf.d/*.conf;'
            exits 1 deploy -n book.yml
            exits 1 deploy book.yml
            echo LEFT
            cmp before /etc/nginx/conf.d/shop.conf && ls /etc/nginx
            seen
            echo BEHIND
            book 1 'include none.conf;'
            sed -i 's/shop,/rear,/; s/809/819/g; s/site: .*soft/behind: 8190, soft/' book.yml
            exits 1 deploy -n book.yml
            exits 1 deploy book.yml
            ls /var/lib/bluegreen
            """);
    String refused = part(said, "REFUSED", "LEFT");
    String left = part(said, "LEFT", "BEHIND");
    String behind = said.substring(said.indexOf("BEHIND"));
    assertSaid(refused, 3, "\"server\" directive is not allowed here in /etc/nginx/part:1");
    assertSaid(refused, 3, "open() \"/etc/nginx/none.conf\" failed (2: No such file or directory)");
    assertSaid(refused, 3, "pread() \"/etc/nginx/conf.d\" failed (21: Is a directory)");
    assertSaid(refused, 3, "that comes from nginx.location in the playbook, near: include none.co");
    assertSaid(refused, 3, "\"proxy_cache\" zone \"none\" is unknown in /etc/nginx/nginx.conf:");
    assertSaid(refused, 3, "unknown \"none\" variable");
    assertSaid(refused, 2, "nginx.location: the `}` in `expires 1d; }` closes our block, and none");
    assertSaid(
        refused, 2, "nginx.location: the block of `if ($arg_a) { expires 1d;` is not closed");
    assertSaid(refused, 2, "would never come to an end of /etc/nginx/conf.d/shop.conf, which");
    assertSaid(refused, 23, "preflight  failed");
    assertSaid(left, 0, "made");
    assertSaid(left, 1, "HTTP/1.1 200");
    assertSaid(
        behind, 2, "preflight  failed   nginx would not start with our site as this playbook");
    assertSaid(behind, 2, "near: include none.conf;");
  }

  private static String part(String said, String from, String to) {
    return said.substring(said.indexOf(from + "\n"), said.indexOf(to + "\n"));
  }
}
