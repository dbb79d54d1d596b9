package bluegreen.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.StepName;
import bluegreen.playbook.InvalidPlaybook;
import bluegreen.playbook.Keys;
import bluegreen.playbook.Kind;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

@DisplayName("What the documents show")
class ExamplesTest {
  /** The variables that an example wants to be there. */
  private static final Map<String, String> TOLD =
      Map.of(
          "SLACK_WEBHOOK",
          "https://hooks.example.com/x",
          "GITHUB_DEPLOYMENT",
          "1",
          "GITHUB_TOKEN",
          "t",
          "REPO_TOKEN",
          "t");

  private static final String BASE =
      """
      app: { name: shop, jar: shop.jar }
      ports: { blue: 8081, green: 8082 }
      health: { url: "http://127.0.0.1:{{ port }}/" }
      """;

  @TempDir Path folder;

  static Stream<Document> all() {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("as a playbook, or a part of one, is right in")
  void playbooks(Document document) throws Exception {
    for (Document.Block block : document.blocks()) {
      if (block.language().equals("yaml")) {
        Map<String, Object> playbook = new LinkedHashMap<>(new Yaml().load(BASE));
        playbook.putAll(new Yaml().load(block.text()));
        if (playbook.containsKey("slots")) {
          playbook.remove("ports");
        }
        playbook.putIfAbsent("nginx", Map.of("site", "/etc/nginx/conf.d/shop.conf"));
        assertEquals("shop", read(new Yaml().dump(playbook)).app().name(), block::text);
      }
    }
  }

  private Playbook read(String text) throws Exception {
    Surroundings surroundings = new Surroundings(TOLD, false, Optional.of(folder), Map.of());
    Path file = Files.writeString(folder.resolve("playbook.yml"), text);
    return new PlaybookReader(new Templates(), surroundings).read(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/playbook.md", "docs/ko/playbook.md"})
  @DisplayName("as the errors of a wrong playbook is what one gets, in")
  void errors(String name) {
    String wrong =
        """
        app:
          name: shop
          jar: shop.jar
          keep_release: 3
        ports: { blue: 8081, green: 80822 }
        health:
          url: "http://127.0.0.1:8081/"
        nginx: { site: /etc/nginx/conf.d/shop.conf }
        """;
    String errors = assertThrows(InvalidPlaybook.class, () -> read(wrong)).getMessage();
    String shown = errors.replace(folder + "/", "");
    assertTrue(
        Document.at(Path.of(name))
            .text()
            .contains("deploy.java playbook.yml\n" + shown + "\n3 errors"),
        shown);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("as nginx's configuration is such, in")
  void nginx(Document document) {
    for (Document.Block block : document.blocks()) {
      if (block.language().equals("nginx")) {
        assertEquals(count(block.text(), "{"), count(block.text(), "}"), block::text);
      }
    }
  }

  private static long count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/commands.md", "docs/ko/commands.md"})
  @DisplayName("as JSON has the fields that the table beside it tells, in")
  void json(String name) throws Exception {
    Document document = Document.at(Path.of(name));
    int shown = 0;
    for (Document.Block block : document.blocks()) {
      for (String line : block.lines()) {
        if (line.startsWith("{\"event\"")) {
          JsonObject event = JsonParser.object().from(line);
          String row = "| `" + event.getString("event") + "` |";
          List<String> told =
              document.rows().stream()
                  .filter(r -> r.startsWith(row))
                  .flatMap(r -> Document.spans(r).stream())
                  .toList();
          Set<String> unsaid = new HashSet<>(event.keySet());
          unsaid.remove("event");
          told.forEach(unsaid::remove);
          assertEquals(Set.of(), unsaid, line);
          shown++;
        }
      }
    }
    assertTrue(shown > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/commands.md", "docs/ko/commands.md"})
  @DisplayName("as fields of JSON are all that a run writes, in")
  void fields(String name) throws Exception {
    String source = Files.readString(Path.of("lib/bluegreen/report/JsonReport.java"));
    List<String> told = Document.spans(String.join("\n", Document.at(Path.of(name)).rows()));
    List<String> unsaid =
        Pattern.compile("\\.(?:put|value)\\(\"([a-z_]+)\"")
            .matcher(source)
            .results()
            .map(found -> found.group(1))
            .filter(field -> !field.equals("event") && !told.contains(field))
            .distinct()
            .toList();
    assertEquals(List.of(), unsaid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/planning.md", "docs/ko/planning.md"})
  @DisplayName("as steps are all that there are, in their order, in")
  void steps(String name) {
    List<String> steps =
        Document.at(Path.of(name)).rows().stream()
            .filter(row -> Document.cells(row).size() == 2)
            .map(row -> Document.cells(row).get(0).replaceAll("[`*]", ""))
            .filter(cell -> cell.matches("[a-z_-]{4,}"))
            .filter(cell -> !cell.equals("step"))
            .toList();
    List<String> all =
        Stream.of(StepName.values())
            .filter(step -> step != StepName.ON_FAILURE)
            .map(StepName::label)
            .toList();
    assertEquals(all, steps);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("as a key of the playbook is one, in")
  void keys(Document document) {
    Set<String> known = new HashSet<>();
    collect("", Keys.PLAYBOOK, known);
    Set<String> sections = Set.of("app", "ports", "health", "nginx", "rollout", "hooks");
    List<String> unknown =
        Document.spans(String.join("\n", document.prose())).stream()
            .map(span -> span.split(":? ", 2)[0])
            .filter(span -> span.matches("[a-z]+\\.[a-z_]+(\\.[a-z_]+)?"))
            .filter(span -> sections.contains(span.split("\\.")[0]))
            .filter(span -> !known.contains(span))
            .toList();
    assertEquals(List.of(), unknown);
  }

  private static void collect(String above, Kind.Section section, Set<String> known) {
    for (Kind.Key key : section.keys()) {
      known.add(above + key.name());
      if (key.kind() instanceof Kind.Section below) {
        collect(above + key.name() + ".", below, known);
      }
    }
  }
}
