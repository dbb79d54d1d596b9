package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A port that nginx's configuration names")
class PortNamesTest {
  private static final Path CONF = Path.of("/etc/nginx/nginx.conf");

  private static PortNames names(Path conf, String text) {
    String dump = "# configuration file " + conf + ":\n" + text + "\n\n";
    Configuration read = Configuration.ofDump(dump).orElseThrow();
    return new PortNames(read, f -> f.equals(Path.of("/etc/nginx/ours.conf")), Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "http { map $host $a { default http://127.0.0.1:8081; } }",
        "http { split_clients $remote_addr $a { * 10.0.0.1:8081; } }",
        "http { geo $a { default 8081; } }",
        "http { server { set $p '8081'; } }",
        "http { upstream a { server app.internal:8081 weight=2; } }",
        "http { server { location / { grpc_pass grpc://[::1]:8081; } } }",
        "http { server { location / { uwsgi_pass localhost:8081; fastcgi_pass 0.0.0.0:8081; } } }",
        "stream { server { listen 1; proxy_pass 127.0.0.1:8081; } }",
        "http { server { location / { content_by_lua_block { ngx.exec('x', 8081) } } } }"
      })
  @DisplayName("is found in whatever words")
  void named(String text) {
    assertTrue(names(CONF, text).of(8081).orElseThrow().startsWith(CONF + ":1: "));
    assertEquals(Optional.empty(), names(CONF, text).of(808));
    assertEquals(Optional.empty(), names(CONF, text).of(80811));
  }

  @Test
  @DisplayName("is none that it only listens on, or that a comment has, or a file of ours")
  void unnamed() {
    String text = "http { server { listen 8081; # 8081\n } }";
    assertEquals(Optional.empty(), names(CONF, text).of(8081));
    Path ours = Path.of("/etc/nginx/ours.conf");
    assertEquals(Optional.empty(), names(ours, "upstream a { server 127.0.0.1:8081; }").of(8081));
  }

  @Test
  @DisplayName(
      "may be one that it makes when a request comes, but for what a deployment has written")
  void made(@TempDir Path folder) throws IOException {
    String text = "http { server { location / { proxy_pass http://127.0.0.1:80$p; } } }";
    assertTrue(names(CONF, text).madeLater().isPresent());
    Path site = folder.resolve("site.conf");
    Files.writeString(
        site, "# bluegreen: app=a switch=live active=marker blue=1 green=2 configuration=ab\n");
    assertEquals(Optional.empty(), names(site, text).madeLater());
    assertEquals(Optional.empty(), names(CONF, text.replace("$p", "81")).madeLater());
  }

  @Test
  @DisplayName("is as good as a socket in a file")
  void socket() {
    String text = "http { upstream a { server unix:/run/app.sock fail_timeout=0; } }";
    assertTrue(names(CONF, text).of(Path.of("/run/app.sock")).isPresent());
    assertEquals(Optional.empty(), names(CONF, text).of(Path.of("/run/other.sock")));
  }
}
