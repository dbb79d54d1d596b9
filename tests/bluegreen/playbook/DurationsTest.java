package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A time")
class DurationsTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "0s, PT0S",
    "' 30s ', PT30S",
    "007s, PT7S",
    "8760h, PT8760H",
    "999999999ms, PT277H46M39.999S",
  })
  @DisplayName("is a whole number and its unit")
  void right(String text, Duration time) {
    assertEquals(Optional.of(time), Durations.parse(text));
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(
      strings = {
        "",
        " ",
        "30",
        "s",
        "30 s",
        "-30s",
        "+30s",
        "1.5s",
        "30S",
        "30sec",
        "1m30s",
        "30s\n1",
        "1d",
        "٣s",
        "1000000000ms",
        "8761h",
        "999999999h",
        "{{ x }}"
      })
  @DisplayName("is nothing else, and no more than a year")
  void wrong(String text) {
    assertEquals(Optional.empty(), Durations.parse(text));
  }
}
