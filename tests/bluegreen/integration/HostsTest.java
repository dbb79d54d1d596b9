package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.Enclave;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("With blue and green on two other hosts, reached by ssh")
class HostsTest {
  private Enclave server;

  @BeforeAll
  void open() {
    server = Enclave.running(HostsInside.class);
  }

  @AfterAll
  void close() {
    server.close();
  }

  static Stream<String> stories() {
    return HostsInside.stories().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("stories")
  @DisplayName("while visitors ask all the time")
  void happens(String story) {
    assertEquals("", server.ask(story).replace("\u2028", "\n"));
  }
}
