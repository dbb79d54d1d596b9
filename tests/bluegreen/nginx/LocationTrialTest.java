package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Commands;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("Directives in nginx.location that nginx reads before a run does")
class LocationTrialTest {
  @TempDir Path folder;

  private Optional<String> refusal(String location) throws Exception {
    Templates templates = new Templates();
    Path file = folder.resolve("playbook.yml");
    Files.writeString(
        file,
        """
        app: { name: shop, command: [./serve, "{{ port }}"], dir: app }
        ports: { blue: 8081, green: 8082 }
        health: { url: "http://127.0.0.1:{{ port }}/" }
        nginx:
          site: shop.conf
          server_name: [shop.kr]
          tls: { certificate: none.pem, key: none.pem, redirect: true }
          location: |
            proxy_buffering off;
            %s
        """
            .formatted(location));
    Surroundings here = new Surroundings(Map.of(), false, Optional.empty(), Map.of());
    Playbook playbook = new PlaybookReader(templates, here).read(file);
    String site =
        new NginxFiles(playbook, new AppDir(folder.resolve("app")), templates)
            .target(Slot.BLUE, playbook.ports().both());
    Files.createDirectories(folder.resolve("tmp"));
    return new LocationTrial(
            "nginx", Path.of("/usr/share/nginx"), folder.resolve("tmp"), new Commands(Trace.SILENT))
        .refusal(site, List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknwon on;|unknown directive \"unknwon\", near: unknwon on;",
        "expires;|invalid number of arguments in \"expires\" directive, near: expires;",
        "proxy_pass http://x;|\"proxy_pass\" directive is duplicate, near: proxy_pass http://x;",
        "server_name x;|\"server_name\" directive is not allowed here, near: server_name x;",
        "gzip maybe;|invalid value \"maybe\" in \"gzip\" directive, it must be \"on\" or \"off\","
            + " near: gzip maybe;"
      })
  @DisplayName("are refused in nginx's words, whatever else it has in its configuration")
  void refused(String directive, String said) throws Exception {
    assertEquals(Optional.of("nginx.location: nginx refuses it: " + said), refusal(directive));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expires 1d;",
        "limit_req zone=slow;",
        "proxy_cache pages;",
        "add_header X-A $mine;",
        "include snippets/a.conf;",
        "access_log /var/log/nginx/shop.log mine;"
      })
  @DisplayName("are not where they are good, or need what another file of nginx's has")
  void notJudged(String directive) throws Exception {
    assertEquals(Optional.empty(), refusal(directive));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_log FOLDER/made;",
        "error_log FOLDER/made;",
        "proxy_temp_path FOLDER/made;",
        "gzip on; access_log FOLDER/made;",
        "if ($arg_a) { access_log FOLDER/made; }"
      })
  @DisplayName("make nothing by being read, and so some are not")
  void makesNothing(String directive) throws Exception {
    refusal(directive.replace("FOLDER", folder.toString()));
    assertFalse(Files.exists(folder.resolve("made")));
  }

  @Test
  @DisplayName("are refused beside a log that is off")
  void logOff() throws Exception {
    assertTrue(refusal("access_log off; unknwon on;").isPresent());
  }

  @Test
  @DisplayName("leave nothing behind")
  void gone() throws Exception {
    refusal("expires 1d;");
    try (var all = Files.list(folder.resolve("tmp"))) {
      assertEquals(List.of(), all.toList());
    }
  }
}
