package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Endpoint;
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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The site that is written for nginx")
class NginxFilesTest {
  private static final Map<Slot, Endpoint> PORTS =
      Map.of(Slot.BLUE, Endpoint.here(8081), Slot.GREEN, Endpoint.here(8082));
  private static final String TLS =
      "  tls: { certificate: a.pem, key: a.key, listen: [443, \"[::]:443\"], redirect: true }\n";

  @TempDir Path folder;

  private NginxFiles files(String more) throws Exception {
    Path playbook =
        Files.writeString(
            folder.resolve("playbook.yml"),
            """
            app: { name: shop, jar: shop.jar }
            ports: { blue: 8081, green: 8082 }
            health: { url: "http://127.0.0.1:{{ port }}/health" }
            nginx:
              site: /etc/nginx/conf.d/shop.conf
              server_name: [shop.example.com, www.example.com]
            """
                + more);
    Templates templates = new Templates();
    Surroundings root = new Surroundings(Map.of(), true, Optional.empty(), Map.of());
    return new NginxFiles(
        new PlaybookReader(templates, root).read(playbook),
        new AppDir(Path.of("/var/lib/bluegreen/shop")),
        templates);
  }

  private static NginxFacts nginx(String version, Optional<String> target) {
    return new NginxFacts(
        Optional.of(version),
        true,
        false,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        target,
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        true,
        Optional.empty(),
        List.of(),
        false,
        List.of(),
        List.of(),
        SiteLinks.none(Path.of("/etc/nginx/conf.d/shop.conf")),
        Optional.empty(),
        StreamModule.ofProgram(),
        RelayFacts.none());
  }

  private static String site(NginxFiles files, String version, Optional<String> there) {
    return files.seeing(nginx(version, there)).target(Slot.BLUE, PORTS);
  }

  @ParameterizedTest
  @CsvSource({
    "1.18.0, false",
    "1.22.1, false",
    "1.25.0, false",
    "1.25.1, true",
    "1.26.3, true",
    "1.30.0, true",
    "2.0.0, true",
    "?, false"
  })
  @DisplayName("has HTTP/2 in the way of its version")
  void http2(String version, boolean directive) throws Exception {
    String site = site(files(TLS), version, Optional.empty());
    assertEquals(directive, site.contains("    http2 on;\n"), site);
    for (String listen : List.of("443", "[::]:443")) {
      String how = directive ? " ssl;\n" : " ssl http2;\n";
      assertTrue(site.contains("    listen " + listen + how), site);
    }
  }

  @Test
  @DisplayName("is left as it is where a newer nginx does not like the way it was written")
  void upgraded() throws Exception {
    NginxFiles files = files(TLS);
    String written = site(files, "1.22.1", Optional.empty());
    assertEquals(written, site(files, "1.26.3", Optional.of(written)));
    assertEquals(written, files.target(Slot.BLUE, PORTS));
    String other = site(files, "1.26.3", Optional.of(written + "\n# by hand\n"));
    assertTrue(other.contains("http2 on;"), other);
    assertEquals(other, site(files, "1.26.3", Optional.of(other)));
  }

  @Test
  @DisplayName("says nothing of HTTP/2 without TLS, whatever the version")
  void withoutTls() throws Exception {
    String site = site(files(""), "1.26.3", Optional.empty());
    assertFalse(site.contains("http2") || site.contains("ssl"), site);
    assertEquals(site, site(files(""), "1.18.0", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "redirect, 2", "tls, 1"})
  @DisplayName("has the folder of challenges where plain HTTP comes in")
  void challenges(String kind, int servers) throws Exception {
    String more = kind.isEmpty() ? "" : kind.equals("tls") ? TLS.replace("true", "false") : TLS;
    String site = files(more).target(Slot.BLUE, PORTS);
    String[] blocks = site.split("\nserver \\{\n");
    assertEquals(servers, blocks.length - 1, site);
    assertTrue(blocks[1].contains("    listen 80;\n"), site);
    assertTrue(blocks[1].contains("root \"/var/lib/bluegreen/shop/acme\";"), site);
    assertEquals(1, site.split("acme-challenge/ \\{", -1).length - 1, site);
    assertFalse(site.contains("\n\n\n"), site);
  }

  @ParameterizedTest
  @CsvSource({"live, 1", "reload, 0"})
  @DisplayName("has nginx look at the disk for a request as often as the switch needs")
  void looks(String kind, int times) throws Exception {
    String more = "  switch: " + kind + "\n  location: \"if (-f /away) { return 503; }\"\n";
    String site = files(more).target(Slot.BLUE, PORTS);
    Pattern block = Pattern.compile("(?ms)^    location (.*?)^    \\}$");
    String around = block.matcher(site).replaceAll("");
    assertEquals(times, looks(around), around);
    assertTrue(around.contains("\n    open_file_cache off;\n"), around);
    for (MatchResult each : block.matcher(site).results().toList()) {
      String location = each.group(1);
      boolean first = location.startsWith("/ {");
      assertEquals(first, location.contains("open_file_cache"), location);
      if (first) {
        String ours = location.split("# From the playbook")[0];
        assertEquals(1, looks(ours), "the one whose outcome is kept");
        assertTrue(ours.contains("        open_file_cache_valid 1s;\n"), ours);
        // Whoever matched such a condition would lose the user's try_files.
        assertFalse(ours.contains("set $"), ours);
      }
    }
    assertTrue(site.contains("location / {"), site);
  }

  private static int looks(String part) {
    return part.split("-f ", -1).length - 1;
  }

  @Test
  @DisplayName("that say more than a port can be are not of our making")
  void hugeNumber() {
    String facts = "# bluegreen: app=shop switch=live active=marker blue=%s green=8082\n";
    assertTrue(SiteFile.read(facts.formatted("8081")).isPresent());
    assertTrue(SiteFile.read(facts.formatted("99999999999")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "limit_req zone=a;, 1.22.1, limit_req_dry_run on;",
    "limit_conn a 1;, 1.17.6, limit_conn_dry_run on;",
    "limit_req zone=a;, 1.17.5, ''",
    "limit_req zone=a;limit_req_dry_run on;, 1.22.1, ''",
    "'', 1.22.1, ''"
  })
  @DisplayName("has a limit refuse none of our questions, where there is one and nginx can do that")
  void limited(String limits, String version, String line) throws Exception {
    Configuration read =
        Configuration.ofDump("# configuration file /etc/nginx/nginx.conf:\n" + limits + "\n\n")
            .orElseThrow();
    String site = site(files("").limitedBy(read.directives()), version, Optional.empty());
    assertEquals(line.isEmpty(), site.equals(site(files(""), version, Optional.empty())), site);
    int asked = site.indexOf("_asked {\n");
    assertEquals(!line.isEmpty(), site.indexOf(" " + line, asked) > 0 && site.contains("_dry_run"));
    assertFalse(site.substring(0, asked).contains("_dry_run"), "for ours alone");
    assertFalse(LocationRules.areCounted(site), site);
  }
}
