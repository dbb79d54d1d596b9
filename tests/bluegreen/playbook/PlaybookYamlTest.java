package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook.Jar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A playbook in YAML of any sort")
class PlaybookYamlTest {
  @TempDir Path folder;

  private Playbook read(String yaml) throws IOException, InvalidPlaybook {
    return Playbooks.read(Playbooks.write(folder, yaml), Playbooks.ROOT);
  }

  private Playbook minimalWith(String old, String replacement) throws IOException, InvalidPlaybook {
    assertTrue(Playbooks.MINIMAL.contains(old), old);
    return read(Playbooks.MINIMAL.replace(old, replacement));
  }

  @ParameterizedTest(name = "{0} stays {0}")
  @CsvSource({"1.10", "1.0", "007", "1e3", "0x1F", "1_000", "yes", "2024-01-01", "12:30:45"})
  @DisplayName("keeps a version without quotes as it is written")
  void plainVersion(String version) throws Exception {
    // A colon is no part of a version; as a variable, any text is.
    String yaml = "vars: { v: " + version + " }\n" + Playbooks.MINIMAL;
    Playbook playbook = read(yaml.replace("shop.jar", "\"{{ vars.v }}.jar\""));
    assertEquals(folder.resolve(version + ".jar"), ((Jar) playbook.app().program()).jar());
  }

  @Test
  @DisplayName("keeps 1.10 as the app's version")
  void version() throws Exception {
    Playbook playbook = minimalWith("jar: shop.jar", "jar: shop.jar\n  version: 1.10");
    assertEquals(Optional.of("1.10"), playbook.app().version());
  }

  @Test
  @DisplayName("follows anchors, aliases and merge keys, the nearest of them first")
  void mergeKeys() throws Exception {
    Playbook playbook =
        read(
            Playbooks.MINIMAL
                + """
                hooks:
                  before_start:
                    - &base
                      shell: a
                      timeout: 1s
                      delay: 3s
                  before_switch:
                    - &middle
                      <<: *base
                      timeout: 2s
                    - <<: *middle
                      shell: c
                  after_switch:
                    - <<: [*middle, *base]
                      retries: 7
                    - *base
                """);
    Task second = playbook.hooks().beforeSwitch().get(1);
    assertEquals("c", second.name());
    assertEquals(Duration.ofSeconds(2), second.timeout());
    assertEquals(Duration.ofSeconds(3), second.delay());
    Task third = playbook.hooks().afterSwitch().get(0);
    assertEquals(Duration.ofSeconds(2), third.timeout());
    assertEquals(7, third.retries());
    assertEquals(playbook.hooks().beforeStart().get(0), playbook.hooks().afterSwitch().get(1));
  }

  @Test
  @DisplayName("knows an app's name that is merged in")
  void mergedName() throws Exception {
    Playbook playbook =
        read(
            Playbooks.MINIMAL.replace(
                "app:\n  name: shop\n  jar: shop.jar",
                "app:\n  <<: { name: shop }\n  jar: \"{{ app.name }}.jar\""));
    assertEquals(folder.resolve("shop.jar"), ((Jar) playbook.app().program()).jar());
  }

  @Test
  @DisplayName("reads any language")
  void unicode() throws Exception {
    Playbook playbook =
        minimalWith("jar: shop.jar", "jar: shop.jar\n  env: { GREETING: \"안녕 👋 ñ\" }");
    assertEquals(new Template("안녕 👋 ñ"), playbook.app().env().get("GREETING"));
  }

  @Test
  @DisplayName("reads line endings of Windows, and a byte order mark")
  void windows() throws Exception {
    Playbook plain = read(Playbooks.FULL);
    assertEquals(plain, read(Playbooks.FULL.replace("\n", "\r\n")));
    assertEquals(plain, read("\uFEFF" + Playbooks.FULL));
  }

  @Test
  @DisplayName("reads a file without a final line break")
  void noFinalBreak() throws Exception {
    assertEquals(read(Playbooks.MINIMAL), read(Playbooks.MINIMAL.stripTrailing()));
  }

  @Test
  @DisplayName("reads JSON, which is YAML too")
  void json() throws Exception {
    String json =
        """
        {"app": {"name": "shop", "jar": "shop.jar"}, "ports": {"blue": 8081, "green": 8082},
         "health": {"url": "http://127.0.0.1:{{ port }}/health"},
         "nginx": {"site": "/etc/nginx/conf.d/shop.conf"}}
        """;
    assertEquals(read(Playbooks.MINIMAL), read(json));
  }
}
