package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The JSON schema of playbooks")
class JsonSchemaTest {
  private static final Path FILE = Path.of("playbooks", "playbook.schema.json");

  private final com.networknt.schema.JsonSchema schema =
      JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(JsonSchema.text());

  private Set<String> flaws(String yaml) {
    return schema.validate(yaml, InputFormat.YAML).stream()
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("lies in the checkout as the keys have it now")
  void upToDate() throws IOException {
    assertEquals(
        JsonSchema.text(), Files.readString(FILE), FILE + " is stale; ./jbang tests/schema.java");
  }

  @Test
  @DisplayName("has every key")
  void everyKey() {
    Set<String> missing = new TreeSet<>();
    keys(Keys.PLAYBOOK, missing);
    assertTrue(missing.size() > 60, missing::toString);
    missing.removeIf(key -> JsonSchema.text().contains("\"" + key + "\":{"));
    assertEquals(Set.of(), missing);
  }

  private static void keys(Kind kind, Set<String> names) {
    if (kind instanceof Kind.Section section) {
      for (Kind.Key key : section.keys()) {
        names.add(key.name());
        keys(key.kind(), names);
      }
    } else if (kind instanceof Kind.Items items) {
      keys(items.item(), names);
    }
  }

  @Test
  @DisplayName("accepts playbooks that are right")
  void right() {
    assertEquals(Set.of(), flaws(Playbooks.FULL));
    assertEquals(Set.of(), flaws(Playbooks.MINIMAL));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "nginx: { site: a, listen: \"*:80\" }",
        "nginx: { behind: 8090, include: a, install: \"{{ vars.a }}\" }",
        "ports: { blue: \"{{ vars.blue }}\", green: \"{{ vars.green }}\" }",
        "app: { name: shop, jar: a.jar, version: 1.10 }",
        "app: { name: shop, command: [a, 1, true] }",
        "rollout: { drain: 5m, bake: 0s, probe: off, standby: stop }",
        "rollout: { probe: 1s }",
        "vars: { a: 1, b: true, c: d }",
        "hooks: { on_failure: [ { shell: a }, { uri: { url: \"http://a/\", status: [200] } } ] }",
      })
  @DisplayName("accepts what the reader accepts")
  void accepted(String section) {
    String key = section.substring(0, section.indexOf(':'));
    String others = Playbooks.MINIMAL.replaceAll("(?m)^" + key + ":.*\\n(  .*\\n)*", "");
    assertEquals(Set.of(), flaws(others + section + "\n"));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "ports: => prots:",
        "name: shop => nmae: shop",
        "name: shop => name: ../shop",
        "blue: 8081 => blue: 80810",
        "blue: 8081 => blue: http",
        "jar: shop.jar => java: java",
        "jar: shop.jar => jar: [shop.jar]",
        "jar: shop.jar => command: []",
        "jar: shop.jar => command: ./shop",
        "jar: shop.jar => jar:",
        "jar: shop.jar => jar: a\\n  command: [b]",
        "site: => server_name: \"a;b\"\\n  site:",
        "site: => switch: maybe\\n  site:",
        "site: => listen: localhost\\n  site:",
        "site: => listen: []\\n  site:",
        "url: http: => timeout: 5\\n  url: http:",
        "url: http: => timeout: 5 s\\n  url: http:",
        "http://127.0.0.1:{{ port }}/health => ftp://127.0.0.1/",
      })
  @DisplayName("refuses what the reader refuses")
  void wrong(String right, String wrong) {
    assertTrue(Playbooks.MINIMAL.contains(right), right);
    assertNotEquals(Set.of(), flaws(Playbooks.MINIMAL.replace(right, wrong.replace("\\n", "\n"))));
  }
}
