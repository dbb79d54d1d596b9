package bluegreen.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of the project's documents, as Markdown has it.
 *
 * @param path from the repository's root
 * @param lines all of them
 */
public record Document(Path path, List<String> lines) {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern SPAN = Pattern.compile("(`+)(.+?)\\1", Pattern.DOTALL);

  /** A part between fences, with the word behind the first of them. */
  public record Block(String language, List<String> lines) {
    public String text() {
      return String.join("\n", lines) + "\n";
    }
  }

  /** The documents in English; each has one in Korean. */
  static List<Document> english() {
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(Path::of),
              files.filter(file -> file.toString().endsWith(".md")).sorted())
          .map(Document::at)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents, of both languages. */
  static Stream<Document> all() {
    return english().stream().flatMap(each -> Stream.of(each, each.korean()));
  }

  public static Document at(Path path) {
    try {
      return new Document(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the same is said in Korean. */
  static Path inKorean(Path english) {
    return english.equals(Path.of("README.md"))
        ? Path.of("README.ko.md")
        : Path.of("docs", "ko").resolve(english.getFileName());
  }

  Document korean() {
    return at(inKorean(path));
  }

  boolean isKorean() {
    return path.equals(Path.of("README.ko.md")) || path.startsWith(Path.of("docs", "ko"));
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** The lines that are no code. */
  public List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean code = false;
    for (String line : lines) {
      boolean fence = line.strip().startsWith("```");
      code ^= fence;
      if (!code && !fence) {
        prose.add(line);
      }
    }
    return prose;
  }

  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    List<String> inside = null;
    String language = "";
    for (String line : lines) {
      if (!line.strip().startsWith("```")) {
        if (inside != null) {
          inside.add(line);
        }
      } else if (inside == null) {
        language = line.strip().substring(3);
        inside = new ArrayList<>();
      } else {
        blocks.add(new Block(language, List.copyOf(inside)));
        inside = null;
      }
    }
    return blocks;
  }

  /** The headings, with their marks. */
  List<String> headings() {
    return prose().stream().filter(line -> line.matches("#{1,6} .*")).toList();
  }

  /** What links may name behind a {@code #}, by GitHub's rule. */
  List<String> anchors() {
    Map<String, Integer> seen = new HashMap<>();
    List<String> anchors = new ArrayList<>();
    for (String heading : headings()) {
      String anchor =
          heading
              .replaceFirst("#+ ", "")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  /** Where links lead, as they are written. */
  List<String> links() {
    return LINK.matcher(String.join("\n", prose()).replaceAll("`[^`]*`", "`"))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** The rows of its tables, as they stand. */
  List<String> rows() {
    return prose().stream().map(String::strip).filter(line -> line.startsWith("|")).toList();
  }

  /** The cells of a row, without the blanks around them. */
  static List<String> cells(String row) {
    String inner = row.substring(1, row.length() - 1);
    return Stream.of(inner.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
  }

  /** What stands between backticks in a text. */
  public static List<String> spans(String text) {
    return SPAN.matcher(text).results().map(Document::span).toList();
  }

  private static String span(MatchResult found) {
    return found.group(2).replaceAll("\\s+", " ").replace("\\|", "|");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
