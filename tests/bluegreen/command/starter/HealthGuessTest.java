package bluegreen.command.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The health check of a starter playbook")
class HealthGuessTest {
  private static final String ACTUATOR = "BOOT-INF/lib/spring-boot-actuator-3.2.1.jar";

  @TempDir Path folder;
  private Map<String, Integer> answers = Map.of();

  /** For a jar with these entries, and an app that was started with these words. */
  private HealthGuess guess(boolean runs, List<String> entries, String... words)
      throws IOException, InterruptedException {
    JarContents jar =
        JarContents.of(Jars.write(folder.resolve("a.jar"), true, entries.toArray(String[]::new)));
    return HealthGuess.of(
        jar,
        Settings.of(List.of(words), Map.of(), jar),
        runs ? Optional.of(8081) : Optional.empty(),
        new SlotWords(new Ports(8081, 8082), 8081, Map.of(9090, 9091)),
        (port, path) ->
            answers.isEmpty()
                ? Optional.empty()
                : Optional.of(answers.getOrDefault(port + path, 404)));
  }

  private static String url(HealthGuess guess) {
    return guess.lines().stream()
        .filter(l -> l.startsWith("  url: \"http://127.0.0.1:"))
        .map(l -> l.substring(25, l.length() - 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("is Spring's readiness where the jar has the actuator, switched on, with the reason")
  void readiness() throws Exception {
    HealthGuess guess = guess(false, List.of(ACTUATOR));
    assertEquals("{{ port }}/actuator/health/readiness", url(guess));
    assertEquals(Map.of("MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED", "true"), guess.env());
    assertTrue(guess.lines().get(0).contains("# Readiness, not health: "), guess::toString);
    assertEquals(Optional.empty(), guess.undecided());
    assertEquals(
        "{{ port }}/actuator/health/readiness",
        url(guess(false, List.of("WEB-INF/lib/spring-boot-actuator-2.7.0.jar"))));
    assertEquals(
        "{{ port }}/actuator/health/readiness",
        url(guess(false, List.of("org/springframework/boot/actuate/Health.class"))));
  }

  @Test
  @DisplayName("is what older actuators have")
  void older() throws Exception {
    HealthGuess guess =
        guess(false, List.of("BOOT-INF/lib/spring-boot-actuator-2.1.7.RELEASE.jar"));
    assertEquals("{{ port }}/actuator/health", url(guess));
    assertEquals(Map.of(), guess.env());
    assertEquals(
        "{{ port }}/health",
        url(guess(false, List.of("BOOT-INF/lib/spring-boot-actuator-1.5.9.RELEASE.jar"))));
  }

  @Test
  @DisplayName("is below the app's own path, by its options or by the files in its jar")
  void paths() throws Exception {
    assertEquals(
        "{{ port }}/shop/actuator/health/readiness",
        url(guess(false, List.of(ACTUATOR), "java", "--server.servlet.context-path=/shop/")));
    assertEquals(
        "{{ port }}/shop/manage/health/readiness",
        url(
            guess(
                false,
                List.of(
                    ACTUATOR,
                    "BOOT-INF/classes/application.yml=server:\n  servlet:\n    contextPath: /shop\n"
                        + "---\nspring.profiles: x\nserver.servlet.contextPath: /x\n",
                    "BOOT-INF/classes/application-real1.properties="
                        + "management.endpoints.web.base-path=/manage\n"),
                "-Dspring.profiles.active=real1")));
  }

  @Test
  @DisplayName("is on the management port, by the slot")
  void management() throws Exception {
    assertEquals(
        "{{ slot == 'blue' ? 9090 : 9091 }}/actuator/health/readiness",
        url(
            guess(
                true,
                List.of(ACTUATOR),
                "-Dmanagement.server.port=9090",
                "--server.servlet.context-path=/shop")));
  }

  @Test
  @DisplayName("is a page that the running app has just answered with 200, where there is no other")
  void plain() throws Exception {
    answers = Map.of("8081/", 302, "8081/health", 404, "8081/healthz", 200);
    assertEquals("{{ port }}/healthz", url(guess(true, List.of())));
    answers = Map.of("8081/", 302, "8081/actuator/health", 401, "8081/login", 200);
    HealthGuess closed = guess(true, List.of(ACTUATOR));
    assertEquals("{{ port }}/login", url(closed));
    assertTrue(
        closed
            .undecided()
            .orElseThrow()
            .contains("/actuator/health of the running app answers 401"));
  }

  @Test
  @DisplayName("says so where it could not be decided")
  void undecided() throws Exception {
    answers = Map.of("8081/", 302);
    HealthGuess guess = guess(true, List.of());
    assertTrue(guess.lines().contains("  status: 302"), guess::toString);
    assertTrue(guess.undecided().orElseThrow().contains("/ answers 302"), guess::toString);
    answers = Map.of();
    assertTrue(guess(true, List.of()).undecided().isPresent());
    assertTrue(guess(false, List.of()).undecided().isPresent());
  }
}
