package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The rules for sudo")
class SudoRulesTest {
  @TempDir Path folder;

  private Playbook.Nginx nginx(String nginx) throws Exception {
    Path file = folder.resolve("playbook.yml");
    Files.writeString(
        file,
        """
        app: { name: shop, jar: shop.jar }
        ports: { blue: 8081, green: 8082 }
        health: { url: "http://127.0.0.1:{{ port }}/" }
        nginx: { become: sudo, %s }
        """
            .formatted(nginx));
    Surroundings surroundings = new Surroundings(Map.of(), false, Optional.of(folder), Map.of());
    return new PlaybookReader(new Templates(), surroundings).read(file).nginx();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/rights.md", "docs/ko/rights.md"})
  @DisplayName("are those in")
  void documented(String document) throws Exception {
    String rules = SudoRules.of(nginx("site: /etc/nginx/conf.d/shop.conf"), "deploy");
    assertTrue(Files.readString(Path.of(document)).contains("\n" + rules + "\n"), rules);
  }

  @Test
  @DisplayName("allow each command with its very arguments, and none without")
  void exact() throws Exception {
    String rules = SudoRules.of(nginx("prefix: /srv/n, conf: /srv/n/c, site: /srv/n/s"), "deploy");
    assertTrue(rules.contains(" -p /srv/n -c /srv/n/c -s quit,"), rules);
    assertTrue(rules.contains("rm -rf /srv/n/temp,"), rules);
    for (String rule : rules.split(",")) {
      assertTrue(rule.strip().replace("NOPASSWD: ", "").contains(" "), rule);
      assertFalse(rule.contains("*"), rule);
    }
  }

  @Test
  @DisplayName("tell what is special to sudoers from what is meant as it is")
  void escaped() throws Exception {
    String rules = SudoRules.of(nginx("site: '/srv/a=b,c.conf'"), "deploy");
    assertTrue(rules.contains("rm -f /srv/a\\=b\\,c.conf"), rules);
    assertEquals(1, rules.lines().filter(l -> l.contains("NOPASSWD")).count());
  }
}
