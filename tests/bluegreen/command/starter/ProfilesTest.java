package bluegreen.command.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A profile exists where it was seen")
class ProfilesTest {
  @TempDir private Path folder;

  private Map<String, String> seen(Path jar, RunningApp... running) {
    return Profiles.of(JarContents.of(jar), Optional.of(jar), List.of(running)).seen();
  }

  private static RunningApp app(Path cwd, String... argv) {
    return new RunningApp(7, List.of(argv), Map.of(), Optional.of(cwd), "root");
  }

  @Test
  @DisplayName("in the jar, as a file or as a document of one")
  void inJar() throws IOException {
    Path jar =
        Jars.write(
            folder.resolve("shop.jar"),
            true,
            "BOOT-INF/classes/application-real1.properties=a=1",
            "BOOT-INF/classes/application.yml=a: 1\n"
                + "---\n"
                + "spring.config.activate.on-profile: real2\n");
    assertEquals(Map.of("real1", "in shop.jar", "real2", "in shop.jar"), seen(jar));
  }

  @Test
  @DisplayName("beside the jar, where the app runs, and where it was told to look")
  void beside() throws IOException {
    Path jar = Jars.write(folder.resolve("build/shop.jar"), true);
    Files.createFile(folder.resolve("build/application-a.yml"));
    Files.createDirectories(folder.resolve("srv/config"));
    Files.createFile(folder.resolve("srv/config/application-b.yaml"));
    Files.createDirectories(folder.resolve("etc"));
    Files.createFile(folder.resolve("etc/application-c.properties"));
    Files.createFile(folder.resolve("etc/application.properties"));
    String told = "--spring.config.location=classpath:/,optional:file:" + folder + "/etc/x.yml";
    assertEquals(
        Map.of(
            "a", "in " + folder.resolve("build"),
            "b", "in " + folder.resolve("srv/config"),
            "c", "in " + folder.resolve("etc")),
        seen(jar, app(folder.resolve("srv"), "java", "-jar", "x.jar", told)));
  }

  @Test
  @DisplayName("of a process that runs with it")
  void running() throws IOException {
    Path jar = Jars.write(folder.resolve("shop.jar"), true);
    RunningApp other = app(folder, "java", "-Dspring.profiles.active=x,real2", "-jar", "shop.jar");
    assertEquals(
        Map.of("x", "of the running pid 7", "real2", "of the running pid 7"), seen(jar, other));
  }
}
