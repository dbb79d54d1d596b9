package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A file that is no playbook, or a hostile one")
class SourceTest {
  /** Generous for a busy machine; what these files aim at would take minutes, or all memory. */
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir Path folder;

  private List<String> errors(Path file) {
    return assertTimeoutPreemptively(SOON, () -> Playbooks.errors(file, Playbooks.ROOT));
  }

  private List<String> errors(String yaml) throws IOException {
    return errors(Playbooks.write(folder, yaml));
  }

  private Path bytes(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("playbook.yml"), bytes);
  }

  @Test
  @DisplayName("is named where it is not there")
  void missing() {
    assertEquals(
        List.of("playbook.yml: there is no such file"), errors(folder.resolve("playbook.yml")));
  }

  @Test
  @DisplayName("is refused where it is a folder")
  void directory() {
    assertEquals(List.of("playbook.yml: expected a playbook, got a folder"), errors(folder));
  }

  @Test
  @DisplayName("is refused where its path leads through a file")
  void notFolder() throws IOException {
    Path file = Playbooks.write(folder, Playbooks.MINIMAL);
    assertEquals(
        List.of("playbook.yml: cannot be read: Not a directory"),
        errors(file.resolve("playbook.yml")));
  }

  @Test
  @DisplayName("is refused at its first control character")
  void binary() throws IOException {
    byte[] elf = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
    assertEquals(
        List.of("playbook.yml:1:1: not text: a control character (binary file?)"),
        errors(bytes(elf)));
    assertEquals(
        List.of("playbook.yml:2001:4: not text: a control character (binary file?)"),
        errors("# 안\n".repeat(2000) + "# 👋\u0007\n"));
  }

  @Test
  @DisplayName("is refused at its first byte that is not UTF-8")
  void notUtf8() throws IOException {
    byte[] latin1 = "app:\n  name: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(
        List.of("playbook.yml:2:12: not text in UTF-8 (binary file?)"), errors(bytes(latin1)));
    assertEquals(
        List.of("playbook.yml:1:1: not text in UTF-8 (binary file?)"),
        errors(bytes(Playbooks.MINIMAL.getBytes(StandardCharsets.UTF_16))));
    byte[] cutOff = {'#', (byte) 0xec, (byte) 0x95};
    assertEquals(
        List.of("playbook.yml:1:2: not text in UTF-8 (binary file?)"), errors(bytes(cutOff)));
  }

  @Test
  @DisplayName("is refused where it is huge")
  void huge() throws IOException {
    Path file = folder.resolve("playbook.yml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(50_000_000);
    }
    assertEquals(
        List.of("playbook.yml: expected a playbook of at most 1 MB, got a larger file"),
        errors(file));
  }

  @Test
  @DisplayName("is refused at once where it is no file, and who opens it would wait for ever")
  void special() throws Exception {
    assertEquals(
        List.of("playbook.yml: expected a playbook, got a device"), errors(Path.of("/dev/zero")));
    Path fifo = folder.resolve("playbook.yml");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    Path link = Files.createSymbolicLink(folder.resolve("link.yml"), fifo);
    for (Path file : List.of(fifo, link)) {
      assertEquals(List.of("playbook.yml: expected a playbook, got a FIFO"), errors(file));
    }
  }

  @Test
  @DisplayName("is refused where aliases of aliases would fill the memory")
  void billionLaughs() throws IOException {
    StringBuilder bomb = new StringBuilder("vars:\n  a0: &a0 [lol, lol]\n");
    for (int i = 1; i < 60; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          "  a%d: &a%d [%s, %s, %s, %s, %s, %s, %s, %s, %s]\n"
              .formatted(i, i, alias, alias, alias, alias, alias, alias, alias, alias, alias));
    }
    assertEquals(List.of("playbook.yml:25:26: more than 200 aliases"), errors(bomb.toString()));
  }

  @Test
  @DisplayName("is refused where merges of merges would take for ever")
  void mergeBomb() throws IOException {
    StringBuilder bomb = new StringBuilder(Playbooks.MINIMAL).append("vars:\n  a0: &a0 { x: y }\n");
    for (int i = 1; i < 20; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("  a%d: &a%d { <<: [%s, %s, %s] }\n".formatted(i, i, alias, alias, alias));
    }
    bomb.append("  <<: *a19\n");
    List<String> errors = errors(bomb.toString());
    assertEquals(20, errors.size(), errors::toString);
    assertEquals("playbook.yml:10:7: vars.a0: expected a text, got keys", errors.get(0));
  }

  @Test
  @DisplayName("is refused where a long text is repeated by aliases")
  void repeatedText() throws IOException {
    String text = "vars:\n  a: &a \"" + "x".repeat(500_000) + "\"\n";
    assertEquals(
        List.of("playbook.yml:3:609: more than 200 aliases"),
        errors(text + "app: [" + "*a, ".repeat(1000) + "]\n").stream()
            .map(e -> e.replaceFirst(":3:\\d+:", ":3:609:"))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  @DisplayName("is refused where it is nested deep")
  void deep(String opening) throws IOException {
    List<String> errors = errors("app: \n " + opening.repeat(20_000));
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.get(0).endsWith(": nested deeper than 30 levels"), errors.get(0));
  }

  @Test
  @DisplayName("is refused where a template is nested deep")
  void deepTemplate() throws IOException {
    String template = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";
    List<String> errors = errors(Playbooks.MINIMAL.replace("shop.jar", "\"" + template + "\""));
    assertEquals(
        List.of(
            "playbook.yml:3:8: app.jar: cannot be filled in: '{{ "
                + "(".repeat(54)
                + "...' is too large"),
        errors);
  }

  @Test
  @DisplayName("is answered soon where it is wrong in thousands of places")
  void manyErrors() throws IOException {
    StringBuilder tasks = new StringBuilder(Playbooks.MINIMAL).append("hooks:\n  on_failure:\n");
    tasks.append("    - {}\n".repeat(20_000));
    assertEquals(20_000, errors(tasks.toString()).size());
  }

  @Test
  @DisplayName("is answered soon where a key has hundreds of thousands of letters")
  void longKey() throws IOException {
    String key = "a".repeat(900_000);
    assertEquals(
        List.of(
            "playbook.yml:9:1: "
                + "a".repeat(57)
                + "...: unknown key '"
                + "a".repeat(57)
                + "...'; known here: vars, app, ports, slots, health, nginx, rollout, hooks"),
        errors(Playbooks.MINIMAL + "? " + key + "\n: b\n").stream()
            .map(e -> e.replace(":9:3:", ":9:1:"))
            .toList());
  }
}
