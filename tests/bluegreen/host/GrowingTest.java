package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that somebody else appends to")
class GrowingTest {
  @TempDir private Path folder;
  private Path file;
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void old() throws IOException {
    file = Files.writeString(folder.resolve("log"), "old\n");
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private List<String> read(Growing growing) throws IOException {
    lines.clear();
    growing.read(lines::add);
    return List.copyOf(lines);
  }

  @Test
  @DisplayName("is read from where it is, each line once, and when it is whole")
  void lines() throws IOException {
    try (Growing growing = Growing.open(file, false)) {
      assertEquals(List.of(), read(growing));
      append("a\nb\nhal");
      assertEquals(List.of("a", "b"), read(growing));
      append("f\n");
      assertEquals(List.of("half"), read(growing));
      assertEquals(List.of(), read(growing));
    }
  }

  @Test
  @DisplayName("gives back the room of what was read while others append, and nothing is lost")
  void freed() throws Exception {
    try (Growing growing = Growing.open(file, false)) {
      String much = ("x".repeat(99) + "\n").repeat(50_000);
      append(much);
      assertEquals(50_000, read(growing).size());
      assertEquals(much.length(), growing.held());
      long before = blocks();
      assertTrue(growing.free(new Commands(Trace.SILENT)));
      assertEquals(0, growing.held());
      assertTrue(blocks() < before / 100, () -> "of " + before);
      append("next\n");
      assertEquals(List.of("next"), read(growing));
      assertTrue(growing.free(new Commands(Trace.SILENT)));
      growing.empty();
      assertEquals(0, Files.size(file));
    }
  }

  private long blocks() throws Exception {
    return Long.parseLong(
        new Commands(Trace.SILENT)
            .run(Command.of("stat", "-c", "%b", file.toString()))
            .output()
            .strip());
  }

  @Test
  @DisplayName("is another one when it was moved away, or cut off")
  void moved() throws IOException {
    try (Growing growing = Growing.open(file, false)) {
      append("a\n");
      read(growing);
      assertFalse(growing.isReplaced());
      Path aside = folder.resolve("log.1");
      Files.move(file, aside);
      assertFalse(growing.isReplaced(), "it goes on until somebody opens the next one");
      Files.writeString(aside, "b\n", StandardOpenOption.APPEND);
      assertEquals(List.of("b"), read(growing));
      Files.writeString(file, "c\n");
      assertTrue(growing.isReplaced());
      try (Growing next = Growing.next(file)) {
        assertEquals(List.of("c"), read(next));
        Files.writeString(file, "");
        assertTrue(next.isReplaced());
      }
    }
  }

  @Test
  @DisplayName("is not looked for behind a link")
  void link() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThrows(IOException.class, () -> Growing.open(link, false));
    Path second = Files.createLink(folder.resolve("second"), file);
    assertThrows(IOException.class, () -> Growing.open(second, false), "it may be another one's");
    assertEquals("old\n", Files.readString(file));
  }

  @Test
  @DisplayName("takes no more memory than a line does, and no more time at once than it is given")
  void bounded() throws IOException {
    try (Growing growing = Growing.open(file, false)) {
      append("x".repeat(3_000_000) + "\nshort\n");
      assertEquals(List.of("short"), read(growing));
      append(("y".repeat(99) + "\n").repeat(90_000));
      lines.clear();
      assertFalse(growing.read(lines::add));
      assertTrue(lines.size() < 90_000);
      assertTrue(growing.read(lines::add));
      assertEquals(90_000, lines.size());
    }
  }
}
