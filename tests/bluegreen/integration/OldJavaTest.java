package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A CodeDeploy hook with a deploy.jar")
class OldJavaTest {
  private static final Path PROJECT =
      Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
          .filter(folder -> Files.exists(folder.resolve("deploy.java")))
          .findFirst()
          .orElseThrow();

  @TempDir private Path folder;

  @ParameterizedTest(name = "Java {0}: {1}")
  @CsvSource({
    "1.8.0_402, bin/java is Java 8; deploy.jar needs 17 or newer",
    "11.0.22, bin/java is Java 11; deploy.jar needs 17 or newer",
    "17.0.1, started",
    "25, started"
  })
  @DisplayName("says so where Java is too old, instead of the number of a class file's format")
  void version(String version, String said) throws IOException, InterruptedException {
    Path hooks = Files.createDirectories(folder.resolve("bundle/hooks"));
    Path script = hooks.resolve("deploy-java.sh");
    Files.copy(PROJECT.resolve("playbooks/codedeploy/hooks/deploy-java.sh"), script);
    Files.createFile(folder.resolve("bundle/deploy.jar"));
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho started\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    ProcessBuilder hook =
        new ProcessBuilder("sh", script.toString(), "verify").redirectErrorStream(true);
    hook.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = hook.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertTrue(output.contains(said), output);
    assertEquals(said.equals("started") ? 0 : 1, process.waitFor(), output);
  }
}
