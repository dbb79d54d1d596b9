package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A step that is only shown")
class TenseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stored build/libs/shop.jar (23.7 MB)|would store build/libs/shop.jar (23.7 MB)",
        "fetched 34.0 MB from https://h/a.jar|would fetch 34.0 MB from https://h/a.jar",
        "wrote nginx/site.conf, started|would write nginx/site.conf, start",
        "installed, configured, started|would install, configure, start",
        "gave visitors back, ended the private nginx|would give visitors back, end the private"
            + " nginx",
        "kept 1 on blue :8081 as standby|would keep 1 on blue :8081 as standby",
        "started|would start",
        "1 (abc) is stored|1 (abc) is stored",
        "nothing to stop|nothing to stop",
        "startedup runs|startedup runs",
        "blue -> green|blue -> green",
      })
  @DisplayName("says what it would do, and not that it was done")
  void planned(String summary, String said) {
    assertEquals(said, Tense.planned(summary));
  }
}
