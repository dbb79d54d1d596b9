package bluegreen.integration;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(300)
@DisplayName("A dry run says what a run does, where the user's own nginx in front of ours")
class FrontFaultsTest extends WalkBed {
  private static final String WAY =
      """
      book() { cat >$1.yml <<END
      app: { name: shop, jar: shop.jar, version: "$1", java_opts: [-XX:TieredStopAtLevel=1, -Xmx64m] }
      ports: { blue: 8091, green: 8092 }
      health: { url: "http://127.0.0.1:{{ port }}/actuator/health", interval: 50ms }
      nginx: { behind: 8090, include: /etc/nginx/service-url.inc, soft: 0s }
      rollout: { bake: 0s }
      END
      }
      book 1
      book 2
      echo 'set $service_url http://127.0.0.1:8081;' >/etc/nginx/service-url.inc
      cat >/etc/nginx/conf.d/front.conf <<'END'
      server { listen 80; include /etc/nginx/service-url.inc; location / { proxy_pass $service_url; } }
      END
      (exec java -XX:TieredStopAtLevel=1 -Xmx64m -jar shop.jar --server.port=8081 >/dev/null 2>&1) &
      until_there 8081 x /version
      nginx
      both() { exits 1 deploy "$1" -n 1.yml; exits 1 deploy "$1" 1.yml; }
      leads() { grep -q ":$1;" /etc/nginx/service-url.inc || { echo "leads elsewhere than to $1"; exit 8; }; }
      """;

  private String walk(String script) throws IOException {
    return walk(WAY, script);
  }

  @Test
  @DisplayName("refuses another site's file: nothing that it would have to read is begun, all else")
  void broken() throws IOException {
    String said =
        walk(
            """
            echo 'server { listen 81; nonsense on; }' >/etc/nginx/conf.d/other.conf
            both deploy
            leads 8081
            mv /etc/nginx/conf.d/other.conf .
            exits 0 deploy 1.yml
            mv other.conf /etc/nginx/conf.d/
            both rollback
            both remove
            both reload
            leads 8090
            exits 0 deploy -n 2.yml
            exits 0 deploy 2.yml
            exits 0 deploy -v 2.yml
            exits 0 deploy rollback 2.yml
            exits 0 deploy verify 1.yml
            rm /etc/nginx/conf.d/other.conf
            exits 0 deploy rollback 1.yml
            leads 8081
            """);
    assertSaid(said, 8, "your own nginx refuses its present configuration; mend it first");
    assertSaid(said, 8, "unknown directive \"nonsense\" in /etc/nginx/conf.d/other.conf:1");
    assertSaid(said, 0, "put back");
    assertSaid(said, 0, "nginx -c /etc/nginx/nginx.conf -t"); // It has nothing to read.
  }

  @Test
  @DisplayName("has lost its master, or that one its pid file, with what mends it")
  void masterless() throws IOException {
    String said =
        walk(
            """
            exits 0 deploy 1.yml
            kill -9 $(cat /run/nginx.pid)
            exits 0 deploy status 1.yml
            exits 1 deploy verify 1.yml
            both rollback
            both remove
            both reload
            exits 0 deploy -n 1.yml
            leads 8090
            pkill -QUIT -P 1 -f 'nginx: worker'
            while pgrep -P 1 -f 'nginx: worker' >/dev/null; do sleep 0.1; done
            nginx
            exits 0 deploy verify 1.yml
            pid=$(cat /run/nginx.pid)
            rm /run/nginx.pid
            exits 0 deploy verify 1.yml
            both remove
            both reload
            [ ! -e /run/nginx.pid ] || { echo 'a file was made'; exit 7; }
            echo $pid >/run/nginx.pid
            exits 0 deploy remove 1.yml
            leads 8081
            """);
    assertSaid(said, 9, "your own nginx does not run: its master was killed, and its workers (");
    assertSaid(said, 0, "No such process");
    assertSaid(said, 4, "as /run/nginx.pid does not hold its pid; have it do so: echo ");
  }

  @Test
  @DisplayName("is stopped: with what keeps it from starting, in its files and on our ports")
  void stopped() throws IOException {
    String said =
        walk(
            """
            nginx -s quit
            while [ -e /run/nginx.pid ]; do sleep 0.1; done
            sed -i 's/ include: [^,]*,//' 1.yml 2.yml
            echo 'server { listen 8091; } server { listen 127.0.0.1:8090; }' >/etc/nginx/conf.d/other.conf
            both deploy
            echo 'server { listen 81; nonsense on; }' >/etc/nginx/conf.d/other.conf
            exits 0 deploy -n 1.yml
            exits 0 deploy 1.yml
            exits 0 deploy status 1.yml
            exits 1 deploy verify 2.yml
            [ ! -e /run/nginx.pid ] || { echo 'a file was made'; exit 7; }
            rm /etc/nginx/conf.d/other.conf
            nginx
            """);
    assertSaid(said, 2, "ports.blue: your own nginx takes port 8091 as soon as it has read ");
    assertSaid(said, 2, "nginx.behind: your own nginx takes port 8090 as soon as it has read ");
    assertSaid(said, 3, "would not start: unknown directive \"nonsense\" in /etc/nginx/conf.d/");
    assertSaid(said, 2, "as your nginx (/etc/nginx/nginx.conf) does not run; start it: ");
  }
}
