package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The rules for sudo")
class SudoRulesTest {
  private static final SudoRules.Situation SYSTEMD =
      new SudoRules.Situation(true, Optional.empty(), List.of());

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
    String rules = SudoRules.of(nginx("site: /etc/nginx/conf.d/shop.conf"), "deploy", SYSTEMD);
    assertTrue(Files.readString(Path.of(document)).contains("\n" + rules + "\n"), rules);
  }

  @Test
  @DisplayName("allow each command with its very arguments, and none without")
  void exact() throws Exception {
    String rules =
        SudoRules.of(nginx("prefix: /srv/n, conf: /srv/n/c, site: /srv/n/s"), "deploy", SYSTEMD);
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
    String rules = SudoRules.of(nginx("site: '/srv/a=b,c.conf'"), "deploy", SYSTEMD);
    assertTrue(rules.contains("rm -f /srv/a\\=b\\,c.conf"), rules);
    assertEquals(1, rules.lines().filter(l -> l.contains("NOPASSWD")).count());
  }

  @Test
  @DisplayName("allow a moved site its new name, and its old one where nginx refuses it there")
  void moved() throws Exception {
    Path old = Path.of("/etc/nginx/conf.d/old.conf");
    SudoRules.Situation moved = new SudoRules.Situation(true, Optional.of(old), List.of());
    String rules = SudoRules.of(nginx("site: /etc/nginx/conf.d/shop.conf"), "deploy", moved);
    String[] files = {old.toString(), "/etc/nginx/conf.d/shop.conf"};
    assertTrue(rules.contains("mv -f " + files[0] + " " + files[1]), rules);
    assertTrue(rules.contains("mv -f " + files[1] + " " + files[0]), rules);
  }

  @Test
  @DisplayName("have nginx started by whoever starts it, and installed where it is not there")
  void started() throws Exception {
    Playbook.Nginx nginx = nginx("site: /etc/nginx/conf.d/shop.conf");
    Command install = Command.of("sudo", "-n", "apk", "add", "nginx");
    String rules =
        SudoRules.of(
            nginx, "deploy", new SudoRules.Situation(false, Optional.empty(), List.of(install)));
    assertTrue(rules.contains("nginx -c /etc/nginx/nginx.conf,"), rules);
    assertTrue(rules.contains("apk add nginx,"), rules);
    assertFalse(rules.contains("systemctl"), rules);
  }

  @Test
  @DisplayName("name the file that a site or an include leads to: that is the one that is written")
  void linked() throws Exception {
    Path site = Files.createSymbolicLink(folder.resolve("site.conf"), Path.of("shop"));
    String ofSite = SudoRules.of(nginx("site: site.conf"), "deploy", SYSTEMD);
    Path real = folder.toRealPath();
    assertTrue(ofSite.contains("mv -f " + real + "/.bluegreen-tmp-shop " + real + "/shop"), ofSite);
    assertFalse(ofSite.contains(site.toString()), ofSite);
    Path file = Files.writeString(folder.resolve("real.inc"), "set $service_url x;");
    Files.createSymbolicLink(folder.resolve("link.inc"), file);
    String rules = SudoRules.of(nginx("behind: 8090, include: link.inc"), "deploy", SYSTEMD);
    assertTrue(rules.contains(" " + file.toRealPath()), rules);
    assertFalse(rules.contains("link.inc"), rules);
  }
}
