package bluegreen.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The documents")
class DocumentsTest {
  private static final int MOST_LINES = 300;

  static Stream<Document> all() {
    return Document.all();
  }

  static Stream<Document> english() {
    return Document.english().stream();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ko.md"})
  @DisplayName("begin with one that is short:")
  void shop(String name) {
    assertTrue(Document.at(Path.of(name)).lines().size() <= MOST_LINES, name);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("have links that lead somewhere, from")
  void links(Document document) {
    List<String> dead =
        document.links().stream()
            .filter(link -> !link.startsWith("https://"))
            .filter(link -> !isThere(document, link))
            .toList();
    assertEquals(List.of(), dead);
  }

  private static boolean isThere(Document from, String link) {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? from.path() : target(from, parts[0]);
    return Files.exists(file)
        && (parts.length == 1 || Document.at(file).anchors().contains(parts[1]));
  }

  private static Path target(Document from, String link) {
    return from.path().resolveSibling(link).normalize();
  }

  @ParameterizedTest
  @MethodSource("english")
  @DisplayName("say the same in the same order in both languages:")
  void bothLanguages(Document document) {
    assertIterableEquals(outline(document), outline(document.korean()));
  }

  /** What does not depend on the language: headings' levels, tables, code, where links lead. */
  private static List<String> outline(Document document) {
    return Stream.of(
            document.headings().stream().map(h -> h.replaceFirst("(#+) .*", "$1")),
            document.rows().stream().map(r -> Document.cells(r).size() + " cells"),
            spans(document),
            document.blocks().stream().map(DocumentsTest::code),
            document.links().stream().map(l -> l.startsWith("https") ? l : leadsTo(document, l)))
        .flatMap(part -> part.flatMap(String::lines))
        .toList();
  }

  /** What stands between backticks is of no language; its order is the language's. */
  private static Stream<String> spans(Document document) {
    return Document.spans(String.join("\n", document.prose())).stream().distinct().sorted();
  }

  /** Comments and what is meant for a reader's eye alone are of its language. */
  private static String code(Document.Block block) {
    return block.text().contains("──")
        ? "drawing of " + block.lines().size() + " lines"
        : block.language()
            + "\n"
            + block.text().replaceAll("(?m) *# .*$", "").replaceAll("<.*?>", "<>");
  }

  /** The document's name in English, which a link leads to. */
  private static String leadsTo(Document from, String link) {
    String file = link.split("#", 2)[0];
    Path target = file.isEmpty() ? from.path() : target(from, file);
    return target.getFileName().toString().replace(".ko.md", ".md")
        + (link.contains("#") ? "#" : "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ko.md"})
  @DisplayName("are all named with a sentence in the table at the end of")
  void table(String name) {
    Document readme = Document.at(Path.of(name));
    Set<String> named =
        readme.rows().stream()
            .map(row -> Document.cells(row).get(0))
            .filter(cell -> cell.startsWith("["))
            .map(cell -> cell.replaceFirst(".*\\((.*)\\)", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there =
        all()
            .filter(each -> each.isKorean() == readme.isKorean())
            .map(Document::toString)
            .filter(each -> !each.startsWith("README"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(there, named);
  }

  @Test
  @DisplayName("are in both languages, each of them")
  void pairs() {
    Set<Path> english = english().map(d -> Document.inKorean(d.path())).collect(Collectors.toSet());
    assertTrue(english.stream().allMatch(Files::exists), english::toString);
    Path korean = Path.of("docs", "ko");
    try (Stream<Path> files = Files.list(korean)) {
      assertEquals(List.of(), files.filter(f -> !english.contains(f)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
