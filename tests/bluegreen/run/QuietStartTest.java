package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A quiet start")
class QuietStartTest {

  @ParameterizedTest(name = "{0} ms of the processor in {1} ms of {2}: {3}")
  @CsvSource({
    "0, 2000, 60000, false",
    "0, 2001, 60000, true",
    "1000, 2001, 60000, true",
    "1001, 2001, 60000, false",
    "9000, 20000, 60000, true",
    "20000, 20000, 60000, false",
    "20001, 20001, 60000, true",
    "500, 500, 1500, false",
    "501, 501, 1500, true"
  })
  @DisplayName(
      "is over where others leave it less than half of one processor, or after a third of its time")
  void starved(long used, long elapsed, long timeout, boolean over) {
    assertEquals(
        over,
        QuietStart.isStarved(
            Duration.ofMillis(used), Duration.ofMillis(elapsed), Duration.ofMillis(timeout)));
  }
}
