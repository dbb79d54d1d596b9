package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.observe.Facts;
import bluegreen.state.History;
import bluegreen.state.Intent;
import bluegreen.state.Release;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A switch that its run could not write down")
class UnrecordedTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static History.Entry served(Release release) {
    return new History.Entry(
        "",
        NOW,
        "deploy",
        true,
        true,
        release.version(),
        release.id(),
        "",
        "blue",
        8081,
        0,
        0,
        "root",
        "",
        Optional.empty(),
        Map.of());
  }

  private static Unrecorded unrecorded(String history, String active, String intent) {
    List<History.Entry> entries = new ArrayList<>();
    for (String version : history.isEmpty() ? new String[0] : history.split("")) {
      entries.add(served(RollbackTargetTest.release(version)));
    }
    Optional<Release> runs = Optional.of(RollbackTargetTest.release(active));
    Facts facts = RollbackTargetTest.facts(List.of(), runs, Optional.empty());
    return new Unrecorded(
        facts, Optional.of(new Intent(intent, RollbackTargetTest.release(active).id())), entries);
  }

  @ParameterizedTest
  @CsvSource({"ab, c, b", "abc, b, c"})
  @DisplayName("is told by the next run: from which version to which, and that it was killed")
  void told(String history, String active, String before) {
    Unrecorded unrecorded = unrecorded(history, active, "deploy");
    History.Entry entry = unrecorded.entry("20260301-120000", NOW).orElseThrow();
    assertEquals(before, unrecorded.before());
    assertEquals(before + " -> " + active, entry.previous() + " -> " + entry.version());
    assertEquals("deploy false true", entry.action() + " " + entry.ok() + " " + entry.serves());
    assertEquals("blue :8081", entry.slot() + " :" + entry.port());
    assertEquals(
        "rollback",
        unrecorded(history, active, "rollback")
            .entry("20260301-120000", NOW)
            .orElseThrow()
            .action());
  }

  @Test
  @DisplayName("is none where the history tells of it, or of nothing")
  void none() {
    assertEquals(Optional.empty(), unrecorded("ab", "b", "deploy").entry("20260301-120000", NOW));
    assertEquals(Optional.empty(), unrecorded("", "a", "deploy").entry("20260301-120000", NOW));
  }
}
