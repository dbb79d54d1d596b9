package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.state.Traffic;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a run has cost")
class RecapLinesTest {
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  private static Traffic traffic(long lost, long errors, String reason, Traffic.Loss... losses) {
    return new Traffic("http://127.0.0.1/", 1234, lost, errors, List.of(losses), reason);
  }

  private static List<String> lines(Traffic traffic) {
    return RecapLines.traffic(traffic, SEOUL);
  }

  @Test
  @DisplayName("is a line that says who has counted")
  void good() {
    assertEquals(
        List.of("TRAFFIC only the probe counted   probe: 1,234 asked, 0 lost"),
        lines(traffic(0, 0, "")));
    assertEquals(
        List.of(
            "TRAFFIC only the probe counted   probe: 1,234 asked, 0 lost, 2 answered 5xx; not to"
                + " the end"),
        lines(traffic(0, 2, "not to the end")));
  }

  @Test
  @DisplayName("names the lost requests, each with its instant and what the run was at")
  void lost() {
    Traffic.Loss loss =
        new Traffic.Loss(Instant.parse("2026-03-01T12:00:00.042Z"), "after_switch: clean", "502");
    assertEquals(
        List.of(
            "TRAFFIC only the probe counted   probe: 1,234 asked, 3 lost",
            "    lost at 21:00:00.042, in after_switch: clean: 502",
            "    and 2 more"),
        lines(traffic(3, 0, "", loss)));
  }

  @Test
  @DisplayName("is nothing that could be counted where nobody may be asked")
  void unasked() {
    assertEquals(
        List.of("TRAFFIC not counted: nginx counts requests"),
        lines(Traffic.unasked("http://127.0.0.1/", "nginx counts requests")));
  }
}
