package bluegreen.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Somebody's own nginx with blocks that pass straight to the app, and the same ones that pass to an
 * nginx of ours behind them: nginx's default of a connection a request, or kept connections.
 */
record Front(Servers servers, Path home, List<Integer> ports) {
  private static final String CONF =
      """
      worker_processes auto;
      pid nginx.pid;
      error_log error.log;
      events {
          worker_connections 4096;
      }
      http {
          access_log off;
          server_tokens off;
          client_body_temp_path temp;
          proxy_temp_path temp;
          fastcgi_temp_path temp;
          uwsgi_temp_path temp;
          scgi_temp_path temp;
      %s
      }
      """;

  private static final String ONCE =
      """
          server {
              listen 127.0.0.1:%d;
              location / {
                  proxy_pass http://127.0.0.1:%d;
                  proxy_set_header Host $host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              }
          }
      """;

  private static final String KEPT =
      """
          upstream kept_%1$d {
              server 127.0.0.1:%2$d;
              keepalive 64;
          }
          server {
              listen 127.0.0.1:%1$d;
              location / {
                  proxy_pass http://kept_%1$d;
                  proxy_http_version 1.1;
                  proxy_set_header Connection '';
                  proxy_set_header Host $host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              }
          }
      """;

  /** Starts one in front of an app and of an nginx of ours. */
  static Front start(Servers servers, int app, int ours) throws IOException, InterruptedException {
    Path home = servers.folder("front");
    List<Integer> ports = Loopback.freePorts(4);
    String blocks =
        ONCE.formatted(ports.get(0), app)
            + ONCE.formatted(ports.get(1), ours)
            + KEPT.formatted(ports.get(2), app)
            + KEPT.formatted(ports.get(3), ours);
    Path conf = home.resolve("nginx.conf");
    Files.writeString(conf, CONF.formatted(blocks.stripTrailing()));
    int[] all = ports.stream().mapToInt(Integer::intValue).toArray();
    servers.start(home, PlainNginx.foreground(home, conf), all);
    return new Front(servers, home, ports);
  }

  /** Where it passes straight to the app. */
  int straight(boolean kept) {
    return ports.get(kept ? 2 : 0);
  }

  /** Where it passes to ours. */
  int through(boolean kept) {
    return ports.get(kept ? 3 : 1);
  }

  /** Reloads it as its owner does. */
  void reload() throws IOException, InterruptedException {
    String conf = home.resolve("nginx.conf").toString();
    servers
        .programs()
        .expect(0, List.of(Programs.path("nginx"), "-p", home + "", "-c", conf, "-s", "reload"));
  }
}
