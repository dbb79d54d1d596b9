package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A unified diff")
class DiffTest {
  @TempDir Path folder;

  @Test
  @DisplayName("of equal texts is empty")
  void equal() {
    assertEquals(List.of(), Diff.unified("", ""));
    assertEquals(List.of(), Diff.unified("a\nb\n", "a\nb\n"));
  }

  @Test
  @DisplayName("of a new file is all of it, added")
  void created() {
    assertEquals(List.of("@@ -0,0 +1,2 @@", "+a", "+b"), Diff.unified("", "a\nb\n"));
  }

  @Test
  @DisplayName("of a removed text is all of it, taken away")
  void removed() {
    assertEquals(List.of("@@ -1,2 +0,0 @@", "-a", "-b"), Diff.unified("a\nb\n", ""));
  }

  @Test
  @DisplayName("shows three lines before and after a change")
  void context() {
    assertEquals(
        List.of("@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+x", " 6", " 7", " 8"),
        Diff.unified("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n"));
  }

  @Test
  @DisplayName("shows a line that ends otherwise, and a last line that does not end")
  void lineEnds() {
    assertEquals(
        List.of("@@ -1,2 +1,2 @@", " a", "-b", "\\ No newline at end of file", "+b"),
        Diff.unified("a\nb", "a\nb\n"));
    assertEquals(List.of("@@ -1 +1 @@", "-a^M", "+a"), Diff.unified("a\r\n", "a\n"));
    assertEquals(
        List.of("@@ -0,0 +1 @@", "+a", "\\ No newline at end of file"), Diff.unified("", "a"));
  }

  @ParameterizedTest(name = "{0} lines")
  @ValueSource(ints = {3, 12, 30, 60})
  @DisplayName("of any texts leads from the one to the other")
  void patches(int lines) {
    Random random = new Random(lines);
    for (int i = 0; i < 15; i++) {
      String before = text(random, lines);
      String after = i % 5 == 0 ? text(random, lines) : edited(random, before);
      assertEquals(after, patched(before, after), before + "---\n" + after);
    }
  }

  @ParameterizedTest(name = "{0} lines")
  @ValueSource(ints = {3, 12, 30, 60})
  @DisplayName("of any texts without repeated lines is just that of diff -u")
  void likeDiff(int lines) throws Exception {
    Random random = new Random(lines + 1);
    for (int i = 0; i < 15; i++) {
      String before = distinct(random, lines);
      String after = edited(random, before);
      assertEquals(real(before, after), Diff.unified(before, after), before + "---\n" + after);
    }
  }

  /** Lines that repeat. */
  private static String text(Random random, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(lines); i > 0; i--) {
      text.append("abcdef".charAt(random.nextInt(6))).append('\n');
    }
    return text.toString();
  }

  /** Lines of which no two are the same: there is just one shortest diff of such texts. */
  private static String distinct(Random random, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(lines); i > 0; i--) {
      text.append("line ").append(i).append(' ').append(random.nextInt(1000)).append('\n');
    }
    return text.toString();
  }

  private static String edited(Random random, String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(lines.size() + 1);
      if (random.nextBoolean() && at < lines.size()) {
        lines.remove(at);
      } else {
        lines.add(at, "new " + random.nextInt(1_000_000));
      }
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private List<String> real(String before, String after) throws IOException, InterruptedException {
    write(before, after);
    return run("diff", "-u", "before", "after").lines().skip(2).toList();
  }

  /** Carries a diff out, and insists that everything it says of the old text is right. */
  private static String patched(String before, String after) {
    Deque<String> old = new ArrayDeque<>(before.lines().toList());
    StringBuilder made = new StringBuilder();
    int at = 0;
    for (String line : Diff.unified(before, after)) {
      if (line.startsWith("@@")) {
        int from = Integer.parseInt(line.split("[^0-9]+")[1]);
        for (; at < from - 1; at++) {
          made.append(old.remove()).append('\n');
        }
      } else {
        if (!line.startsWith("+")) {
          assertEquals(old.remove(), line.substring(1));
          at++;
        }
        made.append(line.startsWith("-") ? "" : line.substring(1) + "\n");
      }
    }
    old.forEach(line -> made.append(line).append('\n'));
    return made.toString();
  }

  private void write(String before, String after) throws IOException {
    Files.writeString(folder.resolve("before"), before);
    Files.writeString(folder.resolve("after"), after);
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }
}
