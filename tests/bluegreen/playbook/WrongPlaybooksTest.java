package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.WrongPlaybooks.Wrong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A wrong playbook")
class WrongPlaybooksTest {
  @TempDir Path folder;

  private List<String> errors(String yaml, Surroundings surroundings) throws IOException {
    return Playbooks.errors(Playbooks.write(folder, yaml), surroundings);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bluegreen.playbook.WrongPlaybooks#all")
  @DisplayName("gets every error at once, each with its place, in the order of the places")
  void wrong(Wrong wrong) throws IOException {
    assertEquals(
        String.join("\n", wrong.errors()), String.join("\n", errors(wrong.yaml(), Playbooks.ROOT)));
  }

  @Test
  @DisplayName("is among the examples for every rule that a key has")
  void everyRule() {
    List<String> said = WrongPlaybooks.all().flatMap(wrong -> wrong.errors().stream()).toList();
    TreeSet<String> silent = new TreeSet<>();
    rules(Keys.PLAYBOOK, silent);
    // Any text at all is right there.
    silent.removeAll(List.of("a condition", "a command line", "nginx directives"));
    silent.removeIf(rule -> said.stream().anyMatch(line -> line.contains("expected " + rule)));
    assertEquals(new TreeSet<>(), silent, "no wrong playbook breaks these rules");
  }

  private static void rules(Kind kind, TreeSet<String> rules) {
    if (kind instanceof Kind.Section section) {
      section.keys().forEach(key -> rules(key.kind(), rules));
    } else if (kind instanceof Kind.Items items) {
      rules(items.item(), rules);
    } else if (kind instanceof Kind.Table table) {
      rules.add(table.expectedKey());
      rules(table.value(), rules);
    } else {
      rules.add(Words.expected(kind));
    }
  }

  @Test
  @DisplayName("names the file in the exception's message")
  void message() throws IOException {
    Path file = Playbooks.write(folder, "app: shop\n");
    InvalidPlaybook invalid =
        assertThrows(InvalidPlaybook.class, () -> Playbooks.read(file, Playbooks.ROOT));
    assertTrue(
        invalid.getMessage().startsWith(file + ":1:1: health: missing"), invalid::getMessage);
    assertEquals(invalid.errors().size(), invalid.getMessage().lines().count());
  }

  @Nested
  @DisplayName("for this machine or this command line")
  class Surrounded {
    @Test
    @DisplayName("leaves us without a folder")
    void noHome() throws IOException {
      assertEquals(
          List.of("playbook.yml:1:1: app.dir: missing; there is no HOME to put a default under"),
          errors(Playbooks.MINIMAL, Playbooks.notRoot(Map.of())));
    }

    @Test
    @DisplayName("lies in a folder whose name nginx would misread")
    void folderName() throws IOException {
      Path odd = Files.createDirectory(folder.resolve("a;b"));
      Path file =
          Playbooks.write(
              odd, Playbooks.MINIMAL.replace("/etc/nginx/conf.d/shop.conf", "shop.conf"));
      List<String> errors = Playbooks.errors(file, Playbooks.ROOT);
      assertEquals(1, errors.size(), errors::toString);
      assertTrue(
          errors
              .get(0)
              .endsWith(
                  " cannot be written into nginx's configuration (';', braces, quotes, '\\' or"
                      + " '$')"),
          errors.get(0));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
        delimiterString = " => ",
        quoteCharacter = '`',
        value = {
          "listen => 80; evil on",
          "listen => 80 default_server",
          "server_name => a; evil on",
          "server_name => a } server { listen 81",
          "server_name => a\"b",
          "server_name => $host",
          "site => /etc/nginx/a;b.conf",
          "site => /etc/nginx/a\\nb.conf",
          "conf => /etc/nginx/{.conf",
          "prefix => /srv/'nginx",
          "variable => a b",
        })
    @DisplayName("gets nothing into nginx's configuration by a variable")
    void injected(String key, String value) throws IOException {
      String line = "  " + key + ": \"{{ vars.x }}\"\n";
      String yaml =
          switch (key) {
            case "site" -> Playbooks.MINIMAL.replace("  site: /etc/nginx/conf.d/shop.conf\n", line);
            case "variable" ->
                Playbooks.MINIMAL.replace(
                    "  site: /etc/nginx/conf.d/shop.conf\n",
                    "  behind: 8090\n  include: url.inc\n" + line);
            default -> Playbooks.MINIMAL + line;
          };
      List<String> errors = errors(yaml, Playbooks.with(Map.of("x", value.replace("\\n", "\n"))));
      assertEquals(1, errors.size(), errors::toString);
      assertTrue(errors.get(0).contains(" nginx." + key + ": expected "), errors.get(0));
      assertTrue(errors.get(0).endsWith(" from '{{ vars.x }}'"), errors.get(0));
    }
  }
}
