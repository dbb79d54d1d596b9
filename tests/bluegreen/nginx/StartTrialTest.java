package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Trace;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("An nginx that does not run says of its files")
class StartTrialTest {
  private static final String MAIN =
      """
      pid run/nginx.pid;
      error_log logs/main.log;
      events {}
      http {
        access_log logs/access.log;
        include conf.d/*.conf;
      }
      """;

  @TempDir Path folder;
  private final Commands commands = new Commands(Trace.SILENT);

  @BeforeEach
  void folders() throws Exception {
    for (String name : List.of("conf.d", "run", "logs", "tmp", "maps")) {
      Files.createDirectory(folder.resolve(name));
    }
    Files.writeString(folder.resolve("maps/a"), "a 1;\n");
  }

  private Optional<String> refusal(String main, String site) throws Exception {
    Path conf = Files.writeString(folder.resolve("nginx.conf"), main);
    Files.writeString(folder.resolve("conf.d/other.conf"), site);
    Server nginx = new Server("nginx", conf, Optional.of(folder), false);
    String build = commands.run(Command.of("nginx", "-V")).output();
    List<Path> before = all();
    Optional<String> said =
        new StartTrial(nginx, build, false, Optional.empty(), folder.resolve("tmp"), commands)
            .refusal(Configuration.ofFiles(conf).orElseThrow(), Set.of());
    assertEquals(before, all(), "nothing is made, and nothing is left");
    return said;
  }

  private List<Path> all() throws Exception {
    try (Stream<Path> here = Files.walk(folder)) {
      return here.sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server { listen 80;%n  unknwon on; }|unknown directive \"unknwon\" in"
            + " %s/conf.d/other.conf:2",
        "server { ssl_certificate no.pem; ssl_certificate_key no.pem; }|cannot load certificate"
            + " \"%s/no.pem\"",
        "server { location / { proxy_pass http://no.such.host.invalid; } }|host not found in"
            + " upstream \"no.such.host.invalid\" in %s/conf.d/other.conf:1",
        "server { access_log none/a.log; }|open() \"%s/none/a.log\" failed (2: No such file",
        "server { error_log none/e.log; }|open() \"%s/none/e.log\" failed (2: No such file",
        "proxy_cache_path none/c keys_zone=a:1m;|mkdir() \"%s/none/c\" failed (2: No such file",
        "server { listen 80 default_server; } server { listen *:80 default_server; }|a duplicate"
            + " default server for 80 in %s/conf.d/other.conf:1",
        "server { listen 443 ssl; }|no \"ssl_certificate\" is defined for the \"listen ... ssl\"",
        "server {%n  include maps; }|pread() \"%s/maps\" failed (21: Is a directory)",
        "server { include map*; }|pread() \"%s/maps\" failed (21: Is a directory)",
        "server { include none.inc; }|open() \"%s/none.inc\" failed (2: No such file",
        "server { limit_req zone=none; }|zero size shared memory zone \"none\""
      })
  @DisplayName("why it would not start, in its own words and by their own names")
  void refused(String site, String said) throws Exception {
    String refusal = refusal(MAIN, site.replace("%n", "\n")).orElseThrow();
    assertTrue(refusal.startsWith(said.replace("%s", folder.toString())), refusal);
  }

  @Test
  @DisplayName("the same of the main one, and of what is in a folder that is not there")
  void main() throws Exception {
    String refusal = refusal(MAIN.replace("run/", "none/"), "").orElseThrow();
    assertTrue(refusal.startsWith("open() \"" + folder + "/none/nginx.pid\" failed (2:"), refusal);
    refusal = refusal("load_module none.so;\n" + MAIN, "").orElseThrow();
    assertTrue(refusal.startsWith("dlopen() \"" + folder + "/none.so\" failed"), refusal);
  }

  @Test
  @DisplayName("nothing where it would start, and makes nothing of what a start makes")
  void accepted() throws Exception {
    String site =
        """
        proxy_cache_path cache keys_zone=a:1m;
        map $uri $mine { include maps/*; access_log /nowhere/x; }
        log_format own '$mine';
        server { listen 80 default_server backlog=9; listen [::]:80 ipv6only=on; listen 127.0.0.1:81;
          access_log logs/b.log own buffer=4k; access_log logs/c.log; access_log logs/$host.log;
          error_log logs/d.log; client_body_temp_path body; }
        server { listen 127.0.0.1:81 reuseport; server_name b.example.com; }
        server { server_name c.example.com; }
        server { listen unix:run/socket; }
        server { }
        """;
    assertEquals(Optional.empty(), refusal(MAIN, site));
    assertEquals(Optional.empty(), refusal("events {}\nhttp { include conf.d/*; }", site));
  }

  @Test
  @DisplayName("the same of a file that it has not read yet, and makes none of what is said there")
  void brought() throws Exception {
    Path snippet = Files.writeString(folder.resolve("snippet"), "access_log logs/made.log;\n");
    String location = "server { location / { include %s; include %s/none/*; } }";
    assertEquals(Optional.empty(), added(location.formatted(snippet, folder), Set.of()));
    Files.writeString(snippet, "expires off;\nlisten 81;\n");
    assertEquals(
        Optional.of("\"listen\" directive is not allowed here in " + snippet + ":2"),
        added(location.formatted("snippet", folder), Set.of()));
    assertTrue(
        added(location.formatted("no.conf", folder), Set.of())
            .orElseThrow()
            .startsWith("open() \"" + folder + "/no.conf\" failed (2: No such file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maps/ca.pem", "../%s/maps/ca.pem", "./maps/../maps//ca.pem"})
  @DisplayName("nothing of a file beside the main one, by whichever name that begins there")
  void beside(String name) throws Exception {
    Path keys = folder.resolve("maps");
    commands.run(
        Command.of("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a")
            .and("-keyout", keys.resolve("key.pem").toString())
            .and("-out", keys.resolve("ca.pem").toString()));
    String said = name.formatted(folder.getFileName());
    String key = "ssl_certificate_key " + said.replace("ca.pem", "key.pem");
    String site = "server { listen 443 ssl; ssl_certificate " + said + "; " + key + "; }";
    assertEquals(Optional.empty(), refusal(MAIN, site));
    assertFalse(refusal(MAIN, site.replace("ca.pem", "no.pem")).isEmpty());
  }

  @Test
  @DisplayName("that a folder is no file of its configuration, which it would read as one")
  void folderInPlace() throws Exception {
    Files.createDirectories(folder.resolve("apps/shop/nginx.conf"));
    assertTrue(
        refusal(MAIN.replace("conf.d/*.conf", "apps/*/nginx.conf"), "")
            .orElseThrow()
            .contains("apps/shop/nginx.conf"));
  }

  @Test
  @DisplayName("nothing of a file that would not be there any more")
  void renamed() throws Exception {
    String site = "upstream shop { server 127.0.0.1:1; }";
    Path old = Files.writeString(folder.resolve("conf.d/old.conf"), site);
    assertTrue(added(site, Set.of()).orElseThrow().startsWith("duplicate upstream \"shop\""));
    assertEquals(Optional.empty(), added(site, Set.of(old)));
  }

  @Test
  @DisplayName("nothing of a folder that is made before with all that is to be in it")
  void made() throws Exception {
    Path own = folder.resolve("own");
    Path conf = own.resolve("nginx.conf");
    Configuration future =
        Configuration.ofFiles(conf, MAIN.replace("conf.d/*", "site")).orElseThrow();
    String build = commands.run(Command.of("nginx", "-V")).output();
    for (Optional<Path> made : List.of(Optional.of(own), Optional.<Path>empty())) {
      List<Path> before = all();
      StartTrial trial =
          new StartTrial(
              new Server("nginx", conf, Optional.of(own), false),
              build,
              false,
              made,
              folder.resolve("tmp"),
              commands);
      String site = "server { listen 127.0.0.1:81; }";
      Configuration with = future.with(own.resolve("site.conf"), site).completed(Set.of());
      assertEquals(made.isPresent(), trial.refusal(with, Set.of()).isEmpty());
      assertEquals(before, all(), "nothing is made, and nothing is left");
    }
  }

  /** What it says with one more file than it has read. */
  private Optional<String> added(String site, Set<Path> gone) throws Exception {
    Path conf = Files.writeString(folder.resolve("nginx.conf"), MAIN);
    Configuration present = Configuration.ofFiles(conf).orElseThrow();
    for (Path file : gone) {
      present = present.without(file);
    }
    Configuration future = present.with(folder.resolve("conf.d/shop.conf"), site);
    Server nginx = new Server("nginx", conf, Optional.of(folder), false);
    String build = commands.run(Command.of("nginx", "-V")).output();
    List<Path> before = all();
    Optional<String> said =
        new StartTrial(nginx, build, true, Optional.empty(), folder.resolve("tmp"), commands)
            .refusal(future.completed(gone), gone);
    assertEquals(before, all(), "nothing is made, and nothing is left");
    return said;
  }

  @Test
  @DisplayName("nothing, and is not asked, where by being read they run what nobody here knows")
  void unasked() throws Exception {
    String lua = "init_by_lua_block { os.execute('touch x') }\n";
    assertEquals(Optional.empty(), refusal(MAIN, lua + "unknwon on;"));
    assertFalse(refusal(MAIN, "unknwon on;").isEmpty());
  }
}
