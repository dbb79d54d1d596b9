package bluegreen.integration;

import bluegreen.existing.ExistingServers;
import bluegreen.existing.Stories;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers as people have them. On each: init; a dry run; a deployment, a second one and one that
 * fails, under clients that never try again; remove. Either no request is lost, the dry run has
 * said what the real one did, every other site answers as before all the time and the owner's files
 * are in the end what they were, byte for byte; or all was refused, in the dry run's words, before
 * anything was touched.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A server that is in use is none the worse for us:")
class ExistingServersTest {
  private Stories stories;

  @BeforeAll
  void enter() {
    stories = new Stories();
  }

  @AfterAll
  void leave() {
    if (stories != null) {
      stories.close();
    }
  }

  static Stream<String> servers() {
    return ExistingServers.names();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  @DisplayName("from the first look to the removal")
  void server(String name) {
    stories.play(name);
  }
}
