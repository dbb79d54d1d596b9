package bluegreen.host;

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
class JavaBuildTest {
  @TempDir Path folder;

  private static OptionalInt version(Path program) {
    return JavaBuild.of(program)
        .map(build -> OptionalInt.of(build.version()))
        .orElse(OptionalInt.empty());
  }

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
    assertEquals(expected, version(java("", release)));
  }

  @Test
  @DisplayName("is that of the JDK around it, for Java 8")
  void within() throws IOException {
    assertEquals(OptionalInt.of(8), version(java("jre/", "JAVA_VERSION=\"1.8.0_392\"\n")));
  }

  @Test
  @DisplayName("is not known of anything else")
  void others() throws IOException {
    Path script = Files.writeString(folder.resolve("start.sh"), "");
    assertEquals(OptionalInt.empty(), version(script));
    assertEquals(OptionalInt.empty(), version(folder.resolve("none")));
    assertEquals(OptionalInt.empty(), version(Path.of("java")));
  }
}
