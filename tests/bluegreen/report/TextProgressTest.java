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
  @DisplayName("without a terminal mentions it after two seconds, then every five, later every 15")
  void withoutTerminal() {
    List<String> lines =
        plain(
                Verbosity.NORMAL,
                r -> {
                  r.starting(Reports.HEALTH);
                  waits(r, 100, 1999, 2000, 2100, 4999, 5000, 5100, 9999, 10_050, 14_000, 15_000);
                  waits(r, 31_000, 44_000, 45_100, 46_000);
                })
            .lines()
            .toList();
    assertEquals(
        List.of(
            "  health  connection refused  2.0s",
            "  health  connection refused  5.0s",
            "  health  connection refused  10.1s",
            "  health  connection refused  15.0s",
            "  health  connection refused  31.0s",
            "  health  connection refused  45.1s"),
        lines);
  }

  @Test
  @DisplayName(
      "has the name of the step under way, whoever tells of it, and preflight's before any")
  void named() {
    String shown =
        plain(
            Verbosity.NORMAL,
            r -> {
              r.progress("read 1 of 2", Duration.ofSeconds(2));
              r.starting(Reports.HEALTH);
              r.progress("fetched 1 of 2", Duration.ofSeconds(2));
            });
    assertEquals("  preflight  read 1 of 2  2.0s\n  health  fetched 1 of 2  2.0s\n", shown);
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
              waits(r, 1000, 2500, 4000);
            });
    assertEquals(2, shown.lines().count(), shown);
  }

  @Test
  @DisplayName("counts anew where a step waits for something else")
  void somethingElse() {
    String shown =
        plain(
            Verbosity.NORMAL,
            r -> {
              r.starting(Reports.HEALTH);
              waits(r, 2000, 4900, 100, 1900, 2000);
            });
    assertEquals(2, shown.lines().count(), shown);
  }

  @Test
  @DisplayName("on a narrow terminal keeps the answer and the time")
  void narrow() {
    String url = "http://127.0.0.1:8081/actuator/health: ";
    assertEquals(
        "  health  ...1:8081/actuator/health: connection refused  1.0s",
        shown(62, url + "connection refused"));
    assertEquals("  health  connection refused  1.0s", shown(42, url + "connection refused"));
    assertEquals(
        "  health  503, not ready: the ...  1.0s",
        shown(40, url + "503, not ready: the queue is full"));
    assertEquals("  1.0s  http:/...", shown(18, url + "503"));
  }

  private static String shown(int width, String what) {
    String shown =
        Reports.text(
            Verbosity.NORMAL,
            new Terminal(true, false, width),
            new Secrets(),
            r -> r.waiting(Reports.HEALTH, what, Duration.ofSeconds(1)));
    return shown.substring("\r\u001b[K".length());
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
