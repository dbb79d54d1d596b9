package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Include;
import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Playbook.RunnerKind;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Playbook.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A playbook that is right")
class PlaybookReaderTest {
  @TempDir Path folder;

  private Playbook read(String yaml) throws IOException, InvalidPlaybook {
    return read(yaml, Playbooks.ROOT);
  }

  private Playbook read(String yaml, Surroundings surroundings)
      throws IOException, InvalidPlaybook {
    return Playbooks.read(Playbooks.write(folder, yaml), surroundings);
  }

  private Playbook minimalWith(String old, String replacement) throws IOException, InvalidPlaybook {
    assertTrue(Playbooks.MINIMAL.contains(old), old);
    return read(Playbooks.MINIMAL.replace(old, replacement));
  }

  @Nested
  @DisplayName("with every key")
  class Full {
    @Test
    @DisplayName("gives the app as it stands there")
    void app() throws Exception {
      Playbook.App app = read(Playbooks.FULL).app();
      assertEquals("shop", app.name());
      Jar jar = (Jar) app.program();
      assertEquals(folder.resolve("build/libs/shop.jar"), jar.jar());
      assertEquals("/usr/bin/java", jar.java());
      assertEquals(List.of(new Template("-Xmx256m")), jar.options());
      assertEquals(Optional.of("1.4.2"), app.version());
      assertEquals(
          Optional.of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
          app.sha256());
      assertEquals(Map.of("TZ", new Template("Asia/Seoul")), app.env());
      assertEquals(Optional.of(Path.of("/etc/shop/secrets.env")), app.envFile());
      assertEquals(Optional.of("shop"), app.user());
      assertEquals(RunnerKind.AUTO, app.runner());
      assertEquals(Path.of("/var/lib/bluegreen/shop"), app.dir());
      assertEquals(Duration.ofSeconds(30), app.stopTimeout());
      assertEquals(5, app.keepReleases());
    }

    @Test
    @DisplayName("gives the health check as it stands there")
    void health() throws Exception {
      assertEquals(
          new Health(
              new Health.Url(
                  new Template("http://127.0.0.1:{{ port }}/actuator/health"),
                  200,
                  Optional.of(new Template("\"status\":\"UP\"")),
                  Map.of("Host", new Template("shop.example.com"))),
              Duration.ofSeconds(60),
              Duration.ofMillis(100),
              2),
          read(Playbooks.FULL).health());
    }

    @Test
    @DisplayName("gives nginx as it stands there")
    void nginx() throws Exception {
      assertEquals(
          new Playbook.Nginx(
              "nginx",
              Path.of("/etc/nginx/nginx.conf"),
              Optional.of(Path.of("/usr/share/nginx")),
              false,
              false,
              new Site(Path.of("/etc/nginx/conf.d/shop.conf")),
              List.of("80"),
              List.of("shop.example.com"),
              Optional.of(
                  new Tls(
                      Path.of("/etc/ssl/shop.pem"),
                      Path.of("/etc/ssl/shop.key"),
                      List.of("443"),
                      true)),
              SwitchKind.LIVE,
              Duration.ofSeconds(1),
              "https://127.0.0.1/",
              Optional.of("client_max_body_size 20m;\n")),
          read(Playbooks.FULL).nginx());
    }

    @Test
    @DisplayName("gives the hooks' tasks in their order")
    void hooks() throws Exception {
      Playbook.Hooks hooks = read(Playbooks.FULL).hooks();
      assertEquals(
          List.of("smoke test", "migrate"), hooks.beforeSwitch().stream().map(Task::name).toList());
      Task.Uri smoke = (Task.Uri) hooks.beforeSwitch().get(0).work();
      assertEquals("http://127.0.0.1:{{ port }}/orders", smoke.url().source());
      assertEquals(List.of(200), smoke.statuses());
      assertEquals("GET", smoke.method());
      assertEquals(Duration.ofMinutes(5), hooks.beforeSwitch().get(1).timeout());
      assertEquals(List.of(), hooks.beforeStart());
      assertEquals(List.of(), hooks.afterSwitch());
      assertEquals(List.of(), hooks.onFailure());
    }
  }

  @Nested
  @DisplayName("with only what is required")
  class Minimal {
    @Test
    @DisplayName("has the defaults for all else")
    void defaults() throws Exception {
      Playbook playbook = read(Playbooks.MINIMAL);
      Jar jar = (Jar) playbook.app().program();
      assertEquals("java", jar.java());
      assertEquals(List.of(), jar.options());
      assertEquals(List.of(new Template("--server.port={{ port }}")), jar.args());
      assertEquals(Optional.empty(), playbook.app().version());
      assertEquals(Path.of("/var/lib/bluegreen/shop"), playbook.app().dir());
      assertEquals(Duration.ofSeconds(30), playbook.app().stopTimeout());
      assertEquals(5, playbook.app().keepReleases());
      assertEquals(200, ((Health.Url) playbook.health().question()).status());
      assertEquals(Duration.ofSeconds(60), playbook.health().timeout());
      assertEquals(Duration.ofMillis(100), playbook.health().interval());
      assertEquals(2, playbook.health().successes());
      assertEquals("nginx", playbook.nginx().bin());
      assertEquals(Path.of("/etc/nginx/nginx.conf"), playbook.nginx().conf());
      assertEquals(List.of("80"), playbook.nginx().listen());
      assertEquals(List.of("_"), playbook.nginx().serverNames());
      assertEquals(Optional.empty(), playbook.nginx().tls());
      assertEquals(SwitchKind.LIVE, playbook.nginx().switchKind());
      assertEquals("http://127.0.0.1/", playbook.nginx().url());
      assertFalse(playbook.nginx().install());
      assertFalse(playbook.nginx().sudo());
      assertEquals(
          new Playbook.Rollout(
              Duration.ofSeconds(30),
              Duration.ofSeconds(5),
              Duration.ofMillis(50),
              Standby.KEEP,
              true),
          playbook.rollout());
      assertEquals(List.of(), playbook.hooks().beforeSwitch());
    }

    @Test
    @DisplayName("keeps its releases in the user's home where we are not root")
    void homeDir() throws Exception {
      Surroundings user = Playbooks.notRoot(Map.of(), Path.of("/home/kim"));
      assertEquals(
          Path.of("/home/kim/.local/state/bluegreen/shop"),
          read(Playbooks.MINIMAL, user).app().dir());
    }

    @Test
    @DisplayName("keeps its releases under XDG_STATE_HOME where that is set")
    void stateDir() throws Exception {
      Surroundings user =
          Playbooks.notRoot(Map.of("XDG_STATE_HOME", "/srv/state"), Path.of("/home/kim"));
      assertEquals(Path.of("/srv/state/bluegreen/shop"), read(Playbooks.MINIMAL, user).app().dir());
    }

    @Test
    @DisplayName("has nginx's own folder for its configuration where a prefix is given")
    void prefix() throws Exception {
      Playbook playbook = minimalWith("  site:", "  prefix: run\n  site:");
      assertEquals(folder.resolve("run/nginx.conf"), playbook.nginx().conf());
    }
  }

  @Nested
  @DisplayName("with another program or another nginx file")
  class Choices {
    @Test
    @DisplayName("runs a command from its files")
    void command() throws Exception {
      Playbook playbook =
          minimalWith(
              "jar: shop.jar", "command: [node, server.js, \"{{ port }}\"]\n  files: dist/");
      Command command = (Command) playbook.app().program();
      assertEquals(List.of("node", "server.js", "{{ port }}"), sources(command.argv()));
      assertEquals(Optional.of(folder.resolve("dist")), command.files());
    }

    @Test
    @DisplayName("tells a command its slot by a variable of the environment alone")
    void commandByEnvironment() throws Exception {
      Playbook playbook =
          minimalWith("jar: shop.jar", "command: [./shop]\n  env: { PORT: \"{{ port }}\" }");
      assertEquals(Map.of("PORT", new Template("{{ port }}")), playbook.app().env());
    }

    @Test
    @DisplayName("stands in an nginx of its own behind the user's, which is only looked at")
    void behind() throws Exception {
      String yaml =
          Playbooks.MINIMAL.replace(
              "site: /etc/nginx/conf.d/shop.conf",
              "behind: 8090\n  include: url.inc\n  variable: target\n  become: sudo");
      Surroundings user = Playbooks.notRoot(Map.of(), Path.of("/home/kim"));
      assertTrue(read(yaml, user).nginx().behind().orElseThrow().front().sudo());
      Playbook playbook = read(yaml);
      Playbook.Nginx ours = playbook.nginx();
      Path own = playbook.app().dir().resolve("nginx");
      assertEquals(own.resolve("nginx.conf"), ours.conf());
      assertEquals(List.of("127.0.0.1:8090"), ours.listen());
      assertEquals("http://127.0.0.1:8090/", ours.url());
      assertFalse(ours.sudo());
      Behind behind = ours.behind().orElseThrow();
      assertEquals(Optional.of(new Include(folder.resolve("url.inc"), "target")), behind.include());
      assertEquals(Path.of("/etc/nginx/nginx.conf"), behind.front().conf());
      assertFalse(behind.front().sudo(), "root needs nobody's leave");
      assertEquals("http://127.0.0.1/", behind.url());
    }

    @Test
    @DisplayName("with an included file alone is told the line to add, with a port that is free")
    void includeAlone() throws Exception {
      InvalidPlaybook refused =
          assertThrows(
              InvalidPlaybook.class,
              () -> minimalWith("site: /etc/nginx/conf.d/shop.conf", "include: url.inc"));
      assertTrue(
          refused.getMessage().matches("(?s).*nginx.include: .*add the line `behind: \\d{4,5}`.*"),
          refused::getMessage);
    }

    @ParameterizedTest(name = "listen: {0} is reached at {1}")
    @CsvSource({
      "8080, http://127.0.0.1:8080/",
      "'[10.0.0.5:80, 8080]', http://10.0.0.5/",
      "'\"*:81\"', http://127.0.0.1:81/",
      "0.0.0.0:80, http://127.0.0.1/",
      "'\"[::]:80\"', http://[::1]/",
      "'\"[fe80::1]:8080\"', http://[fe80::1]:8080/",
    })
    @DisplayName("is reached where nginx listens")
    void url(String listen, String url) throws Exception {
      assertEquals(url, minimalWith("  site:", "  listen: " + listen + "\n  site:").nginx().url());
    }

    @Test
    @DisplayName("is reached by HTTPS where it has TLS")
    void httpsUrl() throws Exception {
      String tls = "  tls: { certificate: a.pem, key: a.key, listen: 8443 }\n";
      assertEquals(
          "https://127.0.0.1:8443/", minimalWith("  site:", tls + "  site:").nginx().url());
      String own = tls + "  url: http://127.0.0.1/health\n  site:";
      assertEquals("http://127.0.0.1/health", minimalWith("  site:", own).nginx().url());
    }

    @ParameterizedTest
    @CsvSource({
      "http://127.0.0.1, https://127.0.0.1:8443/",
      "http://127.0.0.1:80/, https://127.0.0.1:8443/",
      "http://shop.example.com/a/b?c=d, https://127.0.0.1:8443/a/b?c=d",
      "https://shop.example.com/a, https://shop.example.com/a",
    })
    @DisplayName("is not asked by plain HTTP where that is redirected")
    void redirected(String url, String asked) throws Exception {
      String tls =
          "  tls: { certificate: a.pem, key: a.key, listen: 8443, redirect: true }\n  url: '";
      assertEquals(asked, minimalWith("  site:", tls + url + "'\n  site:").nginx().url());
    }
  }

  @Nested
  @DisplayName("with paths")
  class Paths {
    @Test
    @DisplayName("starts relative ones at its own folder")
    void relative() throws Exception {
      Playbook playbook =
          minimalWith("jar: shop.jar", "jar: ../shop.jar\n  dir: state\n  env_file: ./secrets.env");
      Playbook.App app = playbook.app();
      assertEquals(folder.getParent().resolve("shop.jar"), ((Jar) app.program()).jar());
      assertEquals(folder.resolve("state"), app.dir());
      assertEquals(Optional.of(folder.resolve("secrets.env")), app.envFile());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"java, java", "/opt/jdk/bin/java, /opt/jdk/bin/java"})
    @DisplayName("leaves the name of a program to the PATH")
    void program(String written, String expected) throws Exception {
      Playbook playbook = minimalWith("jar: shop.jar", "jar: shop.jar\n  java: " + written);
      assertEquals(expected, ((Jar) playbook.app().program()).java());
    }

    @Test
    @DisplayName("takes a program with a slash in it from its own folder")
    void ownProgram() throws Exception {
      Playbook playbook = minimalWith("jar: shop.jar", "jar: shop.jar\n  java: jdk/bin/java");
      assertEquals(
          folder.resolve("jdk/bin/java").toString(), ((Jar) playbook.app().program()).java());
    }
  }

  @Nested
  @DisplayName("with tasks")
  class Tasks {
    private Task only(String yaml) throws IOException, InvalidPlaybook {
      return read(Playbooks.MINIMAL + "hooks:\n  before_start:\n    - " + yaml + "\n")
          .hooks()
          .beforeStart()
          .get(0);
    }

    @Test
    @DisplayName("has the defaults of a task")
    void defaults() throws Exception {
      assertEquals(
          new Task(
              "a",
              new Task.Shell(new Template("a")),
              Optional.empty(),
              Duration.ofMinutes(5),
              0,
              Duration.ofSeconds(1),
              Optional.empty(),
              false,
              Map.of(),
              Optional.empty(),
              false),
          only("shell: a"));
    }

    @ParameterizedTest(name = "{0} is called {1}")
    @CsvSource(
        delimiterString = " => ",
        quoteCharacter = '`',
        value = {
          "{ command: [./migrate.sh, '{{ version }}'] } => ./migrate.sh {{ version }}",
          "{ shell: \"a\\nb\" } => a",
          "{ uri: { url: 'http://a/' } } => http://a/",
          "{ shell: mysql -psecret, no_log: true } => shell",
          "{ command: [mysql, -psecret], no_log: true } => command",
          "{ uri: { url: 'http://a/?token=secret' }, no_log: true } => uri",
        })
    @DisplayName("calls a task without a name by what it does, unless that is secret")
    void names(String task, String name) throws Exception {
      assertEquals(name, only(task).name());
    }

    @Test
    @DisplayName("reads every key of a request")
    void request() throws Exception {
      Task.Uri uri =
          (Task.Uri)
              only("uri: { url: 'http://a/', method: POST, status: [200, 201], body: '{}',"
                      + " headers: { Content-Type: application/json }, contains: ok }")
                  .work();
      assertEquals("POST", uri.method());
      assertEquals(List.of(200, 201), uri.statuses());
      assertEquals(Optional.of(new Template("{}")), uri.body());
      assertEquals(Map.of("Content-Type", new Template("application/json")), uri.headers());
      assertEquals(Optional.of(new Template("ok")), uri.contains());
    }

    @Test
    @DisplayName("reads every other key of a task")
    void others() throws Exception {
      Task task =
          only(
              "{ name: n, command: [a], when: slot == 'green', timeout: 1s, retries: 3, delay: 2s,"
                  + " register: r, ignore_errors: yes, environment: { A: b }, creates: /c,"
                  + " no_log: true }");
      assertEquals(
          new Task(
              "n",
              new Task.Run(List.of(new Template("a"))),
              Optional.of("slot == 'green'"),
              Duration.ofSeconds(1),
              3,
              Duration.ofSeconds(2),
              Optional.of("r"),
              true,
              Map.of("A", new Template("b")),
              Optional.of(new Template("/c")),
              true),
          task);
    }
  }

  private static List<String> sources(List<Template> templates) {
    return templates.stream().map(Template::source).toList();
  }
}
