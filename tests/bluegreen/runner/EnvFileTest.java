package bluegreen.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A file of variables")
class EnvFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("secrets.env");
  }

  private Map<String, String> read(String text) throws Exception {
    Files.writeString(file, text);
    return EnvFile.read(file);
  }

  @Test
  @DisplayName("is refused at once where it is none, and who opens it would wait for ever")
  void special() throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    HostFailure refusal = assertThrows(HostFailure.class, () -> EnvFile.read(file));
    assertEquals(
        "app.env_file: " + file + " is a FIFO; put the lines into a file", refusal.getMessage());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "A=b => b",
        "A= b  => b",
        "A=\"two words\" => two words",
        "A='it is' => it is",
        "A=it's => it's",
        "A=\"half => \"half",
        "A=\"a'b\" => a'b",
        "A=b=c== => b=c==",
        "A=#no comment => #no comment",
        "A=$HOME => $HOME",
        "export A=b => b",
        "`  A=b  ` => b",
        "A=p\u00e4ss\u20ac => p\u00e4ss\u20ac",
        "A=a\\nb => a\\nb",
      })
  @DisplayName("gives each value as it stands, without the quotes around it")
  void value(String line, String value) throws Exception {
    assertEquals(Map.of("A", value), read(line + "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A=", "A=\"\"", "A=''", "A=  "})
  @DisplayName("may hold empty values")
  void empty(String line) throws Exception {
    assertEquals(Map.of("A", ""), read(line));
  }

  @Test
  @DisplayName("may hold blank lines, comments and the line ends of Windows")
  void lines() throws Exception {
    Map<String, String> values = read("# a comment\r\n\r\n; another\r\nA=1\r\n  # more\r\nB=2");
    assertEquals(Map.of("A", "1", "B", "2"), values);
    assertEquals(List.of("A", "B"), List.copyOf(values.keySet()));
  }

  @Test
  @DisplayName("keeps the last of two values")
  void twice() throws Exception {
    assertEquals(Map.of("A", "2"), read("A=1\nA=2\n"));
  }

  @Test
  @DisplayName("may be empty")
  void nothing() throws Exception {
    assertEquals(Map.of(), read(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "=s3cret", "my name=s3cret", "1A=s3cret", "A-B=s3cret"})
  @DisplayName("is refused for a line that is none, by its number and never by its text")
  void refused(String line) {
    HostFailure failure = assertThrows(HostFailure.class, () -> read("A=1\n\n" + line + "\n"));
    assertEquals("app.env_file: " + file + ":3: expected NAME=VALUE", failure.getMessage());
  }

  @Test
  @DisplayName("is named where it cannot be read")
  void missing() {
    HostFailure failure = assertThrows(HostFailure.class, () -> EnvFile.read(file));
    assertEquals(
        "app.env_file: " + file + " cannot be read: " + file + " does not exist",
        failure.getMessage());
  }

  @Test
  @DisplayName("that is no text does not bring anything down")
  void binary() throws IOException {
    Files.write(file, new byte[] {0, 1, (byte) 0xff, (byte) 0xfe, '='});
    HostFailure failure = assertThrows(HostFailure.class, () -> EnvFile.read(file));
    assertFalse(
        failure.getMessage().getBytes(StandardCharsets.UTF_8).length > 500, failure.getMessage());
  }

  @Test
  @DisplayName("of another encoding is refused: no value may change unseen")
  void latin1() throws IOException {
    Files.write(file, "PASS=caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    HostFailure failure = assertThrows(HostFailure.class, () -> EnvFile.read(file));
    assertEquals(
        "app.env_file: " + file + " is not UTF-8, and no value may change unseen; convert it",
        failure.getMessage());
  }
}
