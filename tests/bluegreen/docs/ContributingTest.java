package bluegreen.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What contributors read")
class ContributingTest {
  private static final Path LIB = Path.of("lib/bluegreen");
  private static final int GUARANTEES = 12;

  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "docs/ko/CONTRIBUTING.md"})
  @DisplayName("names test classes that are there, some for each guarantee, in")
  void tests(String name) {
    Set<String> classes = names(Path.of("tests/bluegreen"));
    List<String> numbers = new ArrayList<>();
    for (String row : Document.at(Path.of(name)).rows()) {
      List<String> cells = Document.cells(row);
      if (cells.get(0).matches("[0-9]+")) {
        List<String> named = Document.spans(cells.get(2));
        assertTrue(named.size() > 1, row);
        assertEquals(List.of(), named.stream().filter(c -> !classes.contains(c)).toList(), row);
        numbers.add(cells.get(0));
      }
    }
    assertEquals(IntStream.rangeClosed(1, GUARANTEES).mapToObj(String::valueOf).toList(), numbers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "docs/ko/CONTRIBUTING.md"})
  @DisplayName("tells which room uses which, as the code has it, in")
  void rooms(String name) {
    Map<String, Set<String>> told = new TreeMap<>();
    for (String row : Document.at(Path.of(name)).rows()) {
      List<String> cells = Document.cells(row);
      List<String> room = Document.spans(cells.get(0));
      if (cells.size() == 2 && room.size() == 1 && Files.isDirectory(LIB.resolve(room.get(0)))) {
        told.put(room.get(0), new TreeSet<>(Document.spans(cells.get(1))));
      }
    }
    assertEquals(imports(), told);
  }

  private static Map<String, Set<String>> imports() {
    Map<String, Set<String>> rooms = new TreeMap<>();
    Pattern used = Pattern.compile("\\bbluegreen\\.([a-z]+)\\.");
    for (Path file : files(LIB)) {
      String room = LIB.relativize(file).getName(0).toString();
      Set<String> others = rooms.computeIfAbsent(room, r -> new TreeSet<>());
      Matcher each = used.matcher(read(file));
      while (each.find()) {
        if (!each.group(1).equals(room) && Files.isDirectory(LIB.resolve(each.group(1)))) {
          others.add(each.group(1));
        }
      }
    }
    return rooms;
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "docs/ko/CONTRIBUTING.md"})
  @DisplayName("names classes of the rooms that are there, in")
  void classes(String name) {
    List<String> missing =
        Document.spans(String.join("\n", Document.at(Path.of(name)).prose())).stream()
            .filter(span -> span.matches("[a-z]+/[A-Z][A-Za-z]+"))
            .filter(span -> !Files.exists(LIB.resolve(span + ".java")))
            .toList();
    assertEquals(List.of(), missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/planning.md", "docs/ko/planning.md"})
  @DisplayName("tells of each action when it arises, in")
  void actions(String name) {
    Set<String> told =
        Document.at(Path.of(name)).rows().stream()
            .map(Document::cells)
            .filter(cells -> cells.size() == 4)
            .flatMap(cells -> Document.spans(cells.get(1)).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there = new TreeSet<>();
    Pattern action = Pattern.compile("record (\\w+)\\([^{]*implements (?:\\w+Action|Action)\\b");
    for (Path file : files(LIB.resolve("plan"))) {
      Matcher each = action.matcher(read(file));
      while (each.find()) {
        there.add(each.group(1));
      }
    }
    assertEquals(there, told);
  }

  private static Set<String> names(Path folder) {
    return files(folder).stream()
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
