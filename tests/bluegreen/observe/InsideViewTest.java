package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The version of a Java")
class InsideViewTest {
  @TempDir Path folder;

  private Path java(String home, String release) throws IOException {
    Path java = folder.resolve("jdk/" + home + "bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "");
    Files.writeString(folder.resolve("jdk/release"), release);
    return Files.createSymbolicLink(folder.resolve("java"), java);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"17.0.15, 17", "1.8.0_392, 8", "21, 21", "25-ea, 25", "x, 0", "'', 0"})
  @DisplayName("is what its own folder says:")
  void release(String says, int version) throws IOException {
    String release = "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + says + "\"\nJAVA_VERSION_DATE=\"x\"\n";
    OptionalInt expected = version == 0 ? OptionalInt.empty() : OptionalInt.of(version);
    assertEquals(expected, InsideView.java(java("", release)));
  }

  @Test
  @DisplayName("is that of the JDK around it, for Java 8")
  void within() throws IOException {
    assertEquals(OptionalInt.of(8), InsideView.java(java("jre/", "JAVA_VERSION=\"1.8.0_392\"\n")));
  }

  @Test
  @DisplayName("is not known of anything else")
  void others() throws IOException {
    Path script = Files.writeString(folder.resolve("start.sh"), "");
    assertEquals(OptionalInt.empty(), InsideView.java(script));
    assertEquals(OptionalInt.empty(), InsideView.java(folder.resolve("none")));
    assertEquals(OptionalInt.empty(), InsideView.java(Path.of("java")));
  }
}
