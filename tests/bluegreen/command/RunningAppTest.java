package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A running app's command line")
class RunningAppTest {
  private static RunningApp app(String... argv) {
    return new RunningApp(1, List.of(argv), "root");
  }

  @Test
  @DisplayName("is read as java reads it: options may stand behind -jar, before the jar's name")
  void optionsBehind() {
    RunningApp app =
        app(
            "java",
            "-jar",
            "-Dspring.config.location=classpath:/application.yml,/etc/shop.yml",
            "-Dspring.profiles.active=real1",
            "/srv/x.jar",
            "--debug");
    assertEquals(Optional.of(Path.of("/srv/x.jar")), app.jar());
    assertEquals(
        List.of(
            "-Dspring.config.location=classpath:/application.yml,/etc/shop.yml",
            "-Dspring.profiles.active=real{{ slot == 'blue' ? 1 : 2 }}"),
        app.javaOptions(8081));
    assertEquals(List.of("--debug"), app.arguments(8081));
  }

  @Test
  @DisplayName("has an expression of the slot for its port and for a profile that names the slot")
  void expressions() {
    RunningApp app =
        app(
            "java",
            "-cp",
            "/lib/a.jar",
            "-Dserver.port=8082",
            "-jar",
            "/srv/x.jar",
            "--spring.profiles.active=real2");
    assertEquals(List.of("-cp", "/lib/a.jar", "-Dserver.port={{ port }}"), app.javaOptions(8082));
    assertEquals(
        List.of("--spring.profiles.active=real{{ slot == 'blue' ? 1 : 2 }}"), app.arguments(8082));
    assertEquals(
        List.of("--spring.profiles.active=real{{ slot == 'blue' ? 2 : 1 }}"), app.arguments(8081));
  }

  @Test
  @DisplayName("without a jar has none: a class, or another program")
  void none() {
    assertEquals(Optional.empty(), app("java", "-cp", "x.jar", "shop.Main", "-jar").jar());
    assertEquals(Optional.empty(), app("node", "server.js").jar());
    assertEquals(Optional.empty(), app("java", "-jar").jar());
    assertEquals(List.of(), app("node", "server.js", "8081").arguments(8081));
  }
}
