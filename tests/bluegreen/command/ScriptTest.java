package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("deploy.java, which is compiled where it is used,")
class ScriptTest {
  @Test
  @DisplayName("makes a jar that an older Java runs than the one that has compiled it")
  void release() throws IOException {
    String options = Files.readString(Path.of("deploy.java"));
    String oldest = options.replaceFirst("(?s).*\n//JAVA (\\d+)\\+\n.*", "$1");
    assertTrue(options.contains("//COMPILE_OPTIONS -encoding UTF-8 --release " + oldest), oldest);
  }

  @Test
  @DisplayName("compiles whatever the compilers to come will warn of")
  void warnings() throws IOException {
    List<String> strict =
        Files.readAllLines(Path.of("deploy.java")).stream()
            .filter(line -> line.startsWith("//COMPILE_OPTIONS") && line.contains("-Werror"))
            .toList();
    assertEquals(List.of(), strict);
  }
}
