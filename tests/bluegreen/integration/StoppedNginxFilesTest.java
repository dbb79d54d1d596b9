package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(300)
@DisplayName("An nginx that does not run, and would not start with its files")
class StoppedNginxFilesTest extends WalkBed {
  private static final String WAY =
      """
      cat >book.yml <<END
      app: { name: shop, jar: shop.jar, java_opts: [-XX:TieredStopAtLevel=1, -Xmx64m] }
      ports: { blue: 8091, green: 8092 }
      health: { url: "http://127.0.0.1:{{ port }}/actuator/health", interval: 50ms }
      nginx: { site: /etc/nginx/conf.d/shop.conf, server_name: [shop.kr], soft: 0s }
      rollout: { bake: 0s }
      END
      other=/etc/nginx/conf.d/other.conf
      made() { find /etc/nginx /var/log/nginx /var/lib /run | sort | cksum; }
      both() {
        echo "$1" >$other
        local before=$(made)
        exits 1 deploy -n book.yml
        exits 1 deploy book.yml
        [ "$before" = "$(made)" ] || echo TOUCHED
        exits 1 pgrep -x nginx
      }
      """;

  @Test
  @DisplayName("stops a deployment before anything is touched, a dry run as a real one")
  void walk() throws IOException {
    String said =
        walk(
            WAY,
            """
            both 'server { unknwon on; }'
            both 'server { ssl_certificate none.pem; ssl_certificate_key none.pem; }'
            both 'server { location / { proxy_pass http://no.such.host.invalid; } }'
            both 'server { access_log /none/a.log; }'
            both 'server { listen 8091; }'
            echo 'server { listen 8090; access_log /var/log/nginx/own.log; }' >$other
            exits 0 deploy -n book.yml
            ls /var/log/nginx/own.log 2>&1 || true
            exits 0 deploy book.yml
            exits 0 deploy verify book.yml
            """);
    assertSaid(said, 8, "nginx does not run, and would not start with its files and our site");
    assertSaid(said, 2, "unknown directive \"unknwon\" in /etc/nginx/conf.d/other.conf:1");
    assertSaid(said, 2, "cannot load certificate \"/etc/nginx/none.pem\"");
    assertSaid(said, 2, "host not found in upstream \"no.such.host.invalid\"");
    assertSaid(said, 2, "open() \"/none/a.log\" failed (2: No such file or directory)");
    assertSaid(
        said,
        2,
        "port 8091 (blue) is taken by nginx as soon as it has read /etc/nginx/conf.d/other.conf:1"
            + " (`listen 8091;`); give ports.blue another port, or that block");
    assertSaid(said, 0, "TOUCHED");
    assertSaid(said, 1, "cannot access '/var/log/nginx/own.log'");
    assertEquals(1, said.split("active blue :8091", -1).length - 1, said);
  }
}
