package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bluegreen.nginx.conf.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What visitors get is logged")
class TrafficLogTest {
  private static final String BUILD = "configure arguments: --http-log-path=/var/log/a.log --x";
  private static final String OURS =
      "access_log \"/run/bluegreen-shop.traffic\" x_traffic if=$x_counted;";

  @TempDir private Path folder;

  private TrafficLog among(String http) throws Exception {
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(conf, "events {} http { " + http + " server { access_log /b.log; } }");
    return TrafficLog.among(
        Configuration.ofFiles(conf).orElseThrow(), Path.of("/run/nginx.pid"), BUILD, "shop");
  }

  /** It is read from a site as it was written. */
  private static TrafficLog again(TrafficLog log) {
    String site = log.http("x") + "\nserver {\n" + log.server("x") + "    listen 80;\n}\n";
    assertEquals(Optional.of(log), TrafficLog.in(site), site);
    String silent = TrafficLog.without(site);
    assertFalse(silent.contains("access_log"), silent);
    return log;
  }

  @Test
  @DisplayName("beside what the http block has, wherever that stands")
  void beside() throws Exception {
    TrafficLog log = again(among("access_log /var/log/all.log;"));
    assertEquals(OURS + "\n", log.http("x"));
    assertEquals("", log.server("x"));
  }

  @Test
  @DisplayName("in our block alone where all others log nothing")
  void off() throws Exception {
    TrafficLog log = again(among("access_log off;"));
    assertEquals("", log.http("x"));
    assertEquals("    " + OURS + "\n", log.server("x"));
  }

  @Test
  @DisplayName("with nginx's own log, where nobody says anything, as ours would replace that")
  void usual() throws Exception {
    TrafficLog log = again(among(""));
    assertEquals("    access_log /var/log/a.log combined;\n    " + OURS + "\n", log.server("x"));
    assertEquals(log, among(OURS + " access_log /run/bluegreen-b-2.traffic y_traffic if=$y;"));
  }

  @Test
  @DisplayName("alone where there is nobody else")
  void alone() {
    TrafficLog log = again(TrafficLog.alone(Path.of("/srv/nginx/logs"), "shop"));
    assertEquals(Path.of("/srv/nginx/logs/bluegreen-shop.traffic"), log.file());
    assertEquals(Optional.empty(), TrafficLog.in("server { access_log /x combined; }"));
  }

  @ParameterizedTest
  @DisplayName("not where it would tell what is not so, or the owner has links not be followed")
  @CsvSource({
    "'', '', true",
    "disable_symlinks off;, expires 1h;, true",
    "log_subrequest off;, '', true",
    "log_subrequest on;, '', false",
    "'', mirror /m; log_subrequest on;, false",
    "disable_symlinks on;, '', false",
    "disable_symlinks if_not_owner;, '', false"
  })
  void possible(String http, String location, boolean possible) throws Exception {
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(conf, "events {} http { " + http + " server { listen 81; } }");
    Configuration read = Configuration.ofFiles(conf).orElseThrow();
    assertEquals(possible, TrafficLog.isPossible(read, Optional.of(location)));
  }
}
