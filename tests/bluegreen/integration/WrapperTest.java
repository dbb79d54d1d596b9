package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@DisplayName("The wrapper ./jbang")
class WrapperTest {

  @Test
  @DisplayName("runs deploy.java with no JBang on the PATH and no HOME")
  void runsWithNextToNothing(@TempDir Path cache) throws IOException, InterruptedException {
    Path project = project();
    Path out = cache.resolve("out");
    Path err = cache.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(project.resolve("jbang").toString(), "deploy.java", "--version")
            .directory(project.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", pathWithoutJbang());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // What JBang keeps of other runs is not touched, nor does it help.
    builder.environment().put("JBANG_CACHE_DIR", cache.resolve("cache").toString());
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(4, TimeUnit.MINUTES);
      String said = Files.readString(out) + Files.readString(err);
      assertEquals(true, ended, said);
      assertEquals(0, process.exitValue(), said);
      assertEquals("deploy.java 0.1.0\n", Files.readString(out, StandardCharsets.UTF_8), said);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String pathWithoutJbang() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .filter(folder -> Files.notExists(Path.of(folder, "jbang")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path project() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("deploy.java")))
        .findFirst()
        .orElseThrow();
  }
}
