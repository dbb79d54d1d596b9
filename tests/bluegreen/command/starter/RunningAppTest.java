package bluegreen.command.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A running app's command line")
class RunningAppTest {
  private static final String ONE_TWO = "{{ slot == 'blue' ? 1 : 2 }}";
  private static final String TWO_ONE = "{{ slot == 'blue' ? 2 : 1 }}";

  private static RunningApp app(String... argv) {
    return new RunningApp(1, List.of(argv), Map.of(), Optional.of(Path.of("/srv/app")), "root");
  }

  private static SlotWords words(int port) {
    return new SlotWords(new Ports(8081, 8082), port, Map.of());
  }

  private static Profiles seen(String... profiles) {
    return new Profiles(
        Stream.of(profiles).collect(Collectors.toMap(name -> name, name -> "in shop.jar")));
  }

  private static String learnt(int port, String word, String... profiles) {
    return words(port).learn(Profiles.active(app("java", word)), seen(profiles)).of(word);
  }

  @Test
  @DisplayName("is read as java reads it: options may stand behind -jar, before the jar's name")
  void optionsBehind() {
    RunningApp app =
        app(
            "java",
            "-jar",
            "-Da=b",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "x.jar",
            "-v");
    assertEquals(Optional.of(Path.of("/srv/app/x.jar")), app.jar());
    assertEquals(
        List.of("-Da=b", "--add-opens", "java.base/java.lang=ALL-UNNAMED"), app.javaOptions());
    assertEquals(List.of("-v"), app.arguments());
  }

  @Test
  @DisplayName("without a jar has none: a class, or another program")
  void none() {
    assertEquals(Optional.empty(), app("java", "-cp", "x.jar", "shop.Main", "-jar").jar());
    assertEquals(Optional.empty(), app("node", "server.js").jar());
    assertEquals(Optional.empty(), app("java", "-jar").jar());
    assertEquals(List.of(), app("node", "server.js", "8081").arguments());
  }

  @Test
  @DisplayName("shows no variables but those that tell how it runs, and names those of its own")
  void variables() {
    RunningApp app =
        new RunningApp(
            1,
            List.of("java"),
            Map.of("SPRING_PROFILES_ACTIVE", "real1", "PATH", "/bin", "DB_PASSWORD", "x"),
            Optional.empty(),
            "root");
    assertEquals(Map.of("SPRING_PROFILES_ACTIVE", "real1"), app.telling());
    assertEquals(Set.of("DB_PASSWORD"), app.furtherVariables());
  }

  @Test
  @DisplayName("has an expression of the slot for its port, and for further ports of its own")
  void ports() {
    SlotWords words = new SlotWords(new Ports(8081, 8082), 8082, Map.of(9090, 9091));
    assertEquals("-Dserver.port={{ port }}", words.of("-Dserver.port=8082"));
    assertEquals("-Dx=18082,0.8082,{{ port }}", words.of("-Dx=18082,0.8082,8082"));
    assertEquals(
        "--management.server.port={{ slot == 'blue' ? 9091 : 9090 }}",
        words.of("--management.server.port=9090"));
    assertEquals("{{ '{' }}{ port }}", words.of("{{ port }}"));
  }

  @Test
  @DisplayName("has one for a profile that names the slot, and wherever else that name stands")
  void profiles() {
    assertEquals(
        "--spring.profiles.active=real" + ONE_TWO,
        learnt(8081, "--spring.profiles.active=real1", "real2"));
    assertEquals(
        "--spring.profiles.active=real" + ONE_TWO,
        learnt(8082, "--spring.profiles.active=real2", "real1", "real2"));
    assertEquals(
        "--spring.profiles.active=real" + TWO_ONE,
        learnt(8081, "--spring.profiles.active=real2", "real1"));
    assertEquals(
        "-Dspring.profiles.active=db,real" + ONE_TWO + ",x",
        learnt(8081, "-Dspring.profiles.active=db,real1,x", "real2"));
    assertEquals(
        "-Dspring.profiles.active=prod-{{ slot }}",
        learnt(8081, "-Dspring.profiles.active=prod-blue", "prod-green"));
    RunningApp app =
        new RunningApp(
            1, List.of("x"), Map.of("SPRING_PROFILES_ACTIVE", "real1"), Optional.empty(), "root");
    SlotWords words = words(8081).learn(Profiles.active(app), seen("real2"));
    assertEquals(
        "classpath:/application-real" + ONE_TWO + ".properties,/etc/real12",
        words.of("classpath:/application-real1.properties,/etc/real12"));
    assertEquals(Optional.of("real1 now, real2 (in shop.jar) in the other slot"), words.told());
  }

  @Test
  @DisplayName("has none for a profile whose other one nobody has seen, and says so")
  void nobodyHasSeen() {
    SlotWords words = words(8081).learn(List.of("real1", "blue"), seen("real1"));
    assertEquals(
        "--spring.profiles.active=real1,blue", words.of("--spring.profiles.active=real1,blue"));
    assertEquals(Optional.empty(), words.told());
    assertEquals(2, words.undecided().size());
    assertTrue(
        words.undecided().get(0).startsWith("app: it runs with the profile real1, and no real2"),
        words.undecided()::toString);
  }

  @Test
  @DisplayName("has none for a profile that ends so for another reason")
  void noSlot() {
    SlotWords words = words(8081).learn(List.of("h2", "db", "oauth2"), seen("h1", "oauth1"));
    assertEquals("h2", words.of("h2"));
    assertEquals(List.of(), words.undecided());
    assertEquals(
        "--spring.profiles.active=db" + ONE_TWO,
        learnt(8081, "--spring.profiles.active=db1", "db1", "db2"));
  }
}
