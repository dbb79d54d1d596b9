package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Caddy, switched through its admin API: the upstream's address in the running configuration is
 * replaced. Reference: Caddy's documentation, "API", {@code PATCH /config/[path]}.
 */
final class Caddy implements SwitchingProxy {
  private static final String CONF =
      """
      {
        "admin": { "listen": "127.0.0.1:%d", "config": { "persist": false } },
        "apps": { "http": { "servers": {
          "switched": %s,
          "fixed": %s
        } } }
      }
      """;

  private static final String SERVER =
      """
      {
        "listen": ["127.0.0.1:%d"],
        "automatic_https": { "disable": true },
        "routes": [ { "handle": [ {
          "handler": "reverse_proxy",
          "upstreams": [ { "dial": "127.0.0.1:%d" } ]
        } ] } ]
      }\
      """;

  private static final String UPSTREAM =
      "/config/apps/http/servers/switched/routes/0/handle/0/upstreams/0/dial";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Backend backend;
  private final int port;
  private final int fixedPort;
  private final int admin;

  private Caddy(Backend backend, List<Integer> ports) {
    this.backend = backend;
    this.port = ports.get(0);
    this.fixedPort = ports.get(1);
    this.admin = ports.get(2);
  }

  static Caddy start(Servers servers, Backend backend) throws IOException, InterruptedException {
    Path home = servers.folder("caddy");
    Caddy caddy = new Caddy(backend, Loopback.freePorts(3));
    String switched = SERVER.formatted(caddy.port, backend.blue());
    String fixed = SERVER.formatted(caddy.fixedPort, backend.blue());
    Path conf = home.resolve("caddy.json");
    Files.writeString(conf, CONF.formatted(caddy.admin, switched, fixed));
    List<String> foreground = List.of(Programs.path("caddy"), "run", "--config", conf.toString());
    servers.start(home, foreground, caddy.port, caddy.fixedPort, caddy.admin);
    return caddy;
  }

  @Override
  public String name() {
    return "Caddy, admin API";
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
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + UPSTREAM))
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString("\"127.0.0.1:" + backend.port(slot) + "\""))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("Caddy says: " + answer.body().strip());
    }
  }
}
