package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An nginx as it is configured by hand: one upstream, switched by another port in the file and a
 * reload. It sets the headers, and keeps the connections, that our site file does.
 */
final class PlainNginx implements SwitchingProxy {
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
          map $http_upgrade $connection_to_app {
              default upgrade;
              ''      '';
          }
          upstream app {
              server 127.0.0.1:%d;
              keepalive 64;
              keepalive_timeout 1s;
          }
          server {
              listen 127.0.0.1:%d;
              proxy_http_version 1.1;
              proxy_connect_timeout 5s;
              proxy_send_timeout 60s;
              proxy_read_timeout 60s;
              client_body_buffer_size 128k;
              %s
              location / {
                  proxy_pass http://app;
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Real-IP $remote_addr;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Host $http_host;
                  proxy_set_header X-Forwarded-Port $server_port;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection $connection_to_app;
              }
          }
      }
      """;

  /** What it may say instead of our soft reload. */
  static final String PATIENCE = "keepalive_min_timeout 1s";

  private static final Pattern VERSION =
      Pattern.compile("nginx/(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");
  private static final int[] PATIENT_SINCE = {1, 27, 4};

  private final Servers servers;
  private final Backend backend;
  private final Path home;
  private final int port;
  private final int fixedPort;

  private final String more;

  private PlainNginx(
      Servers servers, Backend backend, Path home, int port, int fixedPort, String more) {
    this.servers = servers;
    this.backend = backend;
    this.home = home;
    this.port = port;
    this.fixedPort = fixedPort;
    this.more = more;
  }

  /** The command line of an nginx that stays our child. */
  static List<String> foreground(Path prefix, Path conf) {
    return List.of(
        Programs.path("nginx"),
        "-p",
        prefix.toString(),
        "-c",
        conf.toString(),
        "-g",
        "daemon off;");
  }

  /** Starts one that nobody switches; its port. */
  static int startFixed(Servers servers, Backend backend) throws IOException, InterruptedException {
    return start(servers, backend, "nginx-fixed", 0, "").port();
  }

  /** Starts one, to be compared with a fixed one. */
  static PlainNginx start(Servers servers, Backend backend, int fixedPort)
      throws IOException, InterruptedException {
    return start(servers, backend, "nginx-plain", fixedPort, "");
  }

  /** Starts one whose idle connections outlive a reload; empty where nginx is older than that. */
  static Optional<PlainNginx> startPatient(Servers servers, Backend backend)
      throws IOException, InterruptedException {
    String said = servers.programs().expect(0, List.of(Programs.path("nginx"), "-v")).output();
    Matcher version = VERSION.matcher(said);
    boolean knows =
        version.find()
            && Arrays.compare(
                    IntStream.rangeClosed(1, 3)
                        .map(i -> Integer.parseInt(version.group(i)))
                        .toArray(),
                    PATIENT_SINCE)
                >= 0;
    return knows
        ? Optional.of(start(servers, backend, "nginx-patient", 0, PATIENCE + ";"))
        : Optional.empty();
  }

  private static PlainNginx start(
      Servers servers, Backend backend, String name, int fixedPort, String more)
      throws IOException, InterruptedException {
    Path home = servers.folder(name);
    int port = Loopback.freePorts(1).get(0);
    PlainNginx nginx = new PlainNginx(servers, backend, home, port, fixedPort, more);
    nginx.write(Slot.BLUE);
    servers.start(home, foreground(home, nginx.conf()), port);
    return nginx;
  }

  private Path conf() {
    return home.resolve("nginx.conf");
  }

  private void write(Slot slot) throws IOException {
    Files.writeString(conf(), CONF.formatted(backend.port(slot), port, more));
  }

  @Override
  public String name() {
    return "nginx written by hand, `nginx -s reload`";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public int fixedPort() {
    return fixedPort;
  }

  @Override
  public void switchTo(Slot slot) throws IOException, InterruptedException {
    write(slot);
    reload();
  }

  /** Reloads it as its owner does. */
  void reload() throws IOException, InterruptedException {
    String nginx = Programs.path("nginx");
    servers
        .programs()
        .expect(0, List.of(nginx, "-p", home + "", "-c", conf() + "", "-s", "reload"));
  }
}
