package bluegreen.report;

import static bluegreen.report.Reports.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Secrets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text report of a wait")
class TextProgressTest {
  private static final Terminal LIVE = new Terminal(true, true, 60);

  private void waits(Report report, long... millis) {
    for (long each : millis) {
      report.waiting(Reports.HEALTH, "connection refused", Duration.ofMillis(each));
    }
  }

  @Test
  @DisplayName("without a terminal mentions it every five seconds")
  void everyFiveSeconds() {
    List<String> lines =
        plain(
                Verbosity.NORMAL,
                r -> {
                  r.starting(Reports.HEALTH);
                  waits(r, 100, 4999, 5000, 5100, 9999, 10_050, 14_000, 15_000);
                })
            .lines()
            .toList();
    assertEquals(
        List.of(
            "  health  connection refused  5.0s",
            "  health  connection refused  10.1s",
            "  health  connection refused  15.0s"),
        lines);
  }

  @Test
  @DisplayName("counts anew with each step")
  void anew() {
    String shown =
        plain(
            Verbosity.NORMAL,
            r -> {
              r.starting(Reports.HEALTH);
              waits(r, 5000);
              r.starting(Reports.SWITCH);
              waits(r, 4000, 5000);
            });
    assertEquals(2, shown.lines().count(), shown);
  }

  @Test
  @DisplayName("on a terminal draws over one line, and takes it away for the next")
  void live() {
    String shown =
        Reports.text(
            Verbosity.NORMAL,
            LIVE,
            new Secrets(),
            r -> {
              waits(r, 100, 300, 400);
              r.note("a note");
              r.note("another");
            });
    assertEquals(
        "\r\u001b[K\u001b[2m  health  connection refused  0.3s\u001b[0m"
            + "\r\u001b[K\u001b[2m  health  connection refused  0.4s\u001b[0m"
            + "\r\u001b[K      a note\n"
            + "      another\n",
        shown);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80, 200})
  @DisplayName("on a terminal fits its width, which a line that wraps could not be drawn over in")
  void fits(int width) {
    String shown =
        Reports.text(
            Verbosity.NORMAL,
            new Terminal(true, false, width),
            new Secrets(),
            r -> r.waiting(Reports.HEALTH, "x".repeat(150), Duration.ofSeconds(1)));
    assertTrue(shown.length() - "\r\u001b[K".length() < width, shown);
  }
}
