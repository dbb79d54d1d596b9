package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Two versions of an app that has nothing to do but say which it is, so that what is measured is
 * the proxy: an nginx of its own that answers {@code blue} on one port and {@code green} on
 * another.
 */
record Backend(int blue, int green) {
  private static final String CONF =
      """
      worker_processes 1;
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
          server {
              listen 127.0.0.1:%d;
              location / {
                  return 200 "blue\\n";
              }
          }
          server {
              listen 127.0.0.1:%d;
              location / {
                  return 200 "green\\n";
              }
          }
      }
      """;

  static Backend start(Servers servers) throws IOException, InterruptedException {
    List<Integer> ports = Loopback.freePorts(2);
    Backend backend = new Backend(ports.get(0), ports.get(1));
    Path home = servers.folder("backend");
    Path conf = home.resolve("nginx.conf");
    Files.writeString(conf, CONF.formatted(backend.blue, backend.green));
    servers.start(home, PlainNginx.foreground(home, conf), backend.blue, backend.green);
    return backend;
  }

  int port(Slot slot) {
    return slot == Slot.BLUE ? blue : green;
  }

  /** What that version answers. */
  static String body(Slot slot) {
    return slot + "\n";
  }
}
