package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Secrets;
import bluegreen.state.Traffic;
import bluegreen.state.Visits;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a run has cost")
class RecapLinesTest {
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  private static Traffic traffic(long lost, long errors, String reason, Traffic.Loss... losses) {
    return probed(
        new Traffic.Probe("http://127.0.0.1/", 1234, lost, errors, List.of(losses), reason));
  }

  private static Traffic probed(Traffic.Probe probe) {
    return new Traffic(Optional.empty(), "", Optional.of(probe));
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
  @DisplayName("is broken between words on a narrow terminal, further in than it began")
  void narrow() {
    Traffic.Loss loss =
        new Traffic.Loss(
            Instant.parse("2026-03-01T12:00:00.042Z"),
            "switch",
            "no answer: the connection was closed by the server");
    Recap recap =
        new Recap(
            "shop",
            true,
            false,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            "",
            "",
            Optional.empty(),
            Optional.empty(),
            5100,
            Optional.of(traffic(1, 0, "", loss)));
    String told =
        Reports.text(
            Verbosity.NORMAL, new Terminal(true, false, 60), new Secrets(), r -> r.recap(recap));
    List<String> lines = told.lines().toList();
    int lost = lines.size() - 2;
    assertTrue(lines.get(lost).startsWith("    lost at "), told);
    assertTrue(lines.get(lost).endsWith(" no answer: the"), told);
    assertEquals("      connection was closed by the server", lines.get(lost + 1));
    assertTrue(lines.stream().skip(1).allMatch(line -> line.length() <= 60), told);
    assertTrue(lines.get(1).startsWith("TRAFFIC only the probe counted   probe: "), told);
  }

  @Test
  @DisplayName("is nothing that could be counted where nobody may be asked")
  void unasked() {
    assertEquals(
        List.of("TRAFFIC not counted: nginx counts requests"),
        lines(probed(Traffic.Probe.unasked("http://127.0.0.1/", "nginx counts requests"))));
  }

  private static Visits visits(long lost, long errors, Traffic.Loss... losses) {
    Map<String, Long> by = new LinkedHashMap<>();
    by.put("1.4", errors);
    by.put("1.5", 0L);
    return new Visits(
        12_345,
        lost,
        errors,
        by,
        errors,
        lost,
        OptionalDouble.of(8),
        OptionalDouble.of(1041),
        lost > 0 ? OptionalDouble.empty() : OptionalDouble.of(39),
        List.of(losses));
  }

  @Test
  @DisplayName("is what visitors got, and what the probe did")
  void visited() {
    Traffic.Probe probe = new Traffic.Probe("http://127.0.0.1/", 118, 0, 0, List.of(), "");
    assertEquals(
        List.of(
            "TRAFFIC 12,345 requests, 0 lost   p50 8 ms, p99 1,041 ms (before: 39 ms)   probe: 118"
                + " asked, 0 lost"),
        lines(new Traffic(Optional.of(visits(0, 0)), "", Optional.of(probe))));
    assertEquals(
        List.of(
            "TRAFFIC 12,345 requests, 0 lost, 2 answered 5xx (1.4: 2, 1.5: 0), 2 left by the"
                + " visitor   p50 8 ms, p99 1,041 ms (before: 39 ms)"),
        lines(new Traffic(Optional.of(visits(0, 2)), "", Optional.empty())));
  }

  @Test
  @DisplayName("is which of visitors' requests were lost, and which of the probe's")
  void visitorsLost() {
    Traffic.Loss loss = new Traffic.Loss(Instant.parse("2026-03-01T12:00:00.042Z"), "switch", "x");
    Traffic.Probe probe = new Traffic.Probe("http://127.0.0.1/", 118, 1, 0, List.of(loss), "");
    assertEquals(
        List.of(
            "TRAFFIC 12,345 requests, 2 lost, 2 answered by the standby   p50 8 ms, p99 1,041 ms  "
                + " probe: 118 asked, 1 lost",
            "    lost at 21:00:00.042, in switch: x",
            "    and 1 more",
            "    probe: lost at 21:00:00.042, in switch: x"),
        lines(new Traffic(Optional.of(visits(2, 0, loss)), "", Optional.of(probe))));
  }

  @Test
  @DisplayName("says why visitors were not counted")
  void uncounted() {
    Traffic.Probe probe = new Traffic.Probe("http://127.0.0.1/", 118, 0, 0, List.of(), "");
    assertEquals(
        List.of(
            "TRAFFIC only the probe counted   probe: 118 asked, 0 lost   visitors: nginx wrote"
                + " nothing into /run/x"),
        lines(
            new Traffic(Optional.empty(), "nginx wrote nothing into /run/x", Optional.of(probe))));
  }
}
