package bluegreen.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.command.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The command lines in the documents")
class CommandLinesTest {
  private static final Pattern OURS =
      Pattern.compile(
          "^(?:\\$ )?(?:\\./jbang |jbang )?deploy\\.java (.+)|java -jar deploy\\.jar (.+)");
  private static final Pattern CALL =
      Pattern.compile("\\b(command|new Form|flag|value)\\(\\s*((?:\"[^\"]*\"(?:\\s*,\\s*)?)+)");
  private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

  static Stream<Document> all() {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("are understood, and name playbooks that are there, in")
  void understood(Document document) throws IOException {
    Syntax syntax = syntax();
    for (String line : lines(document)) {
      Matcher ours = OURS.matcher(line);
      if (ours.find() && !line.contains("[COMMAND]")) {
        String arguments = Optional.ofNullable(ours.group(1)).orElse(ours.group(2));
        Syntax.Parsed parsed =
            assertDoesNotThrow(() -> syntax.parse(List.of(arguments.split(" +"))), line);
        parsed
            .operand()
            .filter(operand -> operand.startsWith("playbooks/"))
            .ifPresent(playbook -> assertTrue(Files.exists(Path.of(playbook)), line));
      }
    }
  }

  /** What a reader may type: lines of code, and what stands between backticks. */
  private static List<String> lines(Document document) {
    List<String> lines = new ArrayList<>();
    document.blocks().forEach(block -> lines.addAll(block.lines()));
    lines.addAll(Document.spans(String.join("\n", document.prose())));
    return lines;
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("run scripts that are there, in")
  void scripts(Document document) {
    for (String line : lines(document)) {
      Matcher script = Pattern.compile("\\./jbang (tests/\\S+)").matcher(line);
      if (script.find()) {
        assertTrue(Files.exists(Path.of(script.group(1))), line);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("and all else name files of the repository by their paths, in")
  void paths(Document document) {
    Pattern path = Pattern.compile("(lib|tests|docs|playbooks|nginx|\\.ci)/[A-Za-z/]*[A-Za-z.]+");
    List<String> missing =
        Document.spans(String.join("\n", document.prose())).stream()
            .filter(span -> path.matcher(span).matches())
            .filter(span -> !span.equals("playbooks/demo/run"))
            .filter(span -> !span.matches("nginx/[A-Z]\\w+")) // A class of that room.
            .filter(span -> !Files.exists(Path.of(span)))
            .toList();
    assertEquals(List.of(), missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/commands.md", "docs/ko/commands.md"})
  @DisplayName("are made of those commands and options that there are, which are all in")
  void complete(String name) throws IOException {
    Document document = Document.at(Path.of(name));
    String firstCells =
        String.join("\n", document.rows().stream().map(r -> Document.cells(r).get(0)).toList());
    Syntax syntax = syntax();
    for (Syntax.Form form : syntax.commands()) {
      assertTrue(firstCells.matches("(?s).*`" + form.name() + "[` ].*"), form.name());
    }
    List<String> known = new ArrayList<>();
    Stream.concat(
            syntax.options().stream(),
            syntax.commands().stream().flatMap(f -> f.options().stream()))
        .forEach(option -> known.addAll(option.names()));
    List<String> told =
        Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*|(?<![\\w-])-[A-Z]\\b")
            .matcher(firstCells)
            .results()
            .map(found -> found.group())
            .toList();
    assertEquals(List.of(), told.stream().filter(o -> !known.contains(o)).toList(), "not there");
    List<String> unsaid = known.stream().filter(o -> !told.contains(o)).toList();
    assertEquals(List.of("--follow"), unsaid, "there, but not in " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/commands.md", "docs/ko/commands.md"})
  @DisplayName("end with those exit codes that --help tells, in")
  void exitCodes(String name) throws IOException {
    List<String> told =
        Document.at(Path.of(name)).rows().stream()
            .map(row -> Document.cells(row).get(0))
            .filter(cell -> cell.matches("[0-9, ]+"))
            .flatMap(cell -> Stream.of(cell.split(", ")))
            .toList();
    String source = Files.readString(Path.of("lib/bluegreen/command/Cli.java"));
    String help = source.substring(source.indexOf("\"Exit codes:"), source.indexOf("as in 1."));
    List<String> codes =
        Pattern.compile("(?:[:;] |\", *\\s*\"|and )([0-9]+) ?")
            .matcher(help)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(told, codes);
  }

  @Test
  @DisplayName("are compared with all that deploy.java declares")
  void declared() throws IOException {
    Syntax syntax = syntax();
    assertEquals("deploy", syntax.commands().get(0).name());
    assertTrue(syntax.commands().stream().anyMatch(form -> form.name().equals("init")));
    assertTrue(syntax.options().stream().anyMatch(o -> o.names().contains("--dry-run")));
  }

  /** The syntax as deploy.java, which no test can call, declares it. */
  private static Syntax syntax() throws IOException {
    String source = Files.readString(Path.of("deploy.java"));
    source =
        source.substring(source.indexOf(" COMMANDS ="), source.indexOf("/** Starts the program"));
    int options = source.indexOf(" OPTIONS =");
    List<Syntax.Form> forms = new ArrayList<>();
    for (String command : source.substring(0, options).split("(?=command\\(|new Form\\()")) {
      Matcher call = CALL.matcher(command);
      if (call.find()) {
        boolean init = call.group(1).equals("new Form");
        Syntax.Form form =
            new Syntax.Form(
                strings(call.group(2)).get(0),
                init ? "DIR" : "PLAYBOOK",
                !init,
                options(command.substring(call.end())),
                "");
        forms.add(command.contains(".after(\"ID\")") ? form.after("ID") : form);
      }
    }
    return new Syntax(forms, options(source.substring(options)));
  }

  private static List<Syntax.Option> options(String source) {
    return CALL.matcher(source)
        .results()
        .map(
            call -> {
              List<String> all = strings(call.group(2));
              List<String> names = all.stream().filter(s -> s.startsWith("-")).toList();
              return new Syntax.Option(names, call.group(1).equals("value") ? all.get(0) : "", "");
            })
        .toList();
  }

  private static List<String> strings(String source) {
    return STRING.matcher(source).results().map(found -> found.group(1)).toList();
  }
}
