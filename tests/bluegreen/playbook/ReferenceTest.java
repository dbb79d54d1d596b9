package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The playbook reference")
class ReferenceTest {
  @ParameterizedTest
  @ValueSource(strings = {"docs/playbook.md", "docs/ko/playbook.md"})
  @DisplayName("stands as the keys have it now in")
  void upToDate(String name) throws IOException {
    String document = Files.readString(Path.of(name));
    assertEquals(
        Reference.renewedIn(document), document, name + " is stale; ./jbang tests/schema.java");
  }

  @Test
  @DisplayName("tells of each key what it holds, its default and whether it is required")
  void rows() {
    String text = Reference.text();
    assertTrue(
        text.contains(
            "| `green` | a port from 1 to 65535 | required | The port of the green slot. |"),
        text);
    assertTrue(
        text.contains(
            "| `interval` | a time such as 500ms, 30s or 5m, at least 10ms"
                + " | `100ms` | The pause between two checks. |"),
        text);
    assertTrue(text.contains("| `env` | names, each with a text | | Environment variables"), text);
    assertTrue(text.contains("| `tls` | see `nginx.tls` | | HTTPS. |"), text);
    assertTrue(text.contains("### `nginx.tls`"), text);
    assertTrue(
        text.contains("Exactly one of `jar`, `command`, `image`, `start` is required."), text);
  }

  @Test
  @DisplayName("has rows of four cells")
  void cells() {
    Reference.text()
        .lines()
        .filter(line -> line.startsWith("|"))
        .forEach(
            line -> assertEquals(5, line.replace("\\|", "").split("\\|", -1).length - 1, line));
  }

  @Test
  @DisplayName("replaces what stood between the markers, and nothing else")
  void renewed() {
    String document =
        "before\n<!-- playbook reference -->\nold\n<!-- end of playbook reference -->\nafter\n";
    String once = Reference.renewedIn(document);
    assertTrue(once.startsWith("before\n<!-- playbook reference -->\n\n### "), once);
    assertTrue(once.endsWith(" |\n\n<!-- end of playbook reference -->\nafter\n"), once);
    assertEquals(once, Reference.renewedIn(once));
  }

  @Test
  @DisplayName("says which markers a document lacks")
  void noMarkers() {
    assertEquals(
        "expected the markers <!-- playbook reference --> and <!-- end of playbook reference -->",
        assertThrows(IllegalArgumentException.class, () -> Reference.renewedIn("# deploy.java\n"))
            .getMessage());
  }
}
