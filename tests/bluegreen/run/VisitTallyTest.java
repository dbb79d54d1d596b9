package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.Visit;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import bluegreen.state.Visits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of visitors' requests")
class VisitTallyTest {
  private static final String BLUE = "127.0.0.1:8081";
  private static final String GREEN = "127.0.0.1:8082";

  private final VisitTally tally =
      new VisitTally(Map.of(BLUE, "blue", GREEN, "green"), Map.of(BLUE, "1.4", GREEN, "1.5"));

  private static Visit visit(long at, int status, String address, boolean answered, int millis) {
    return new Visit(
        at,
        false,
        status,
        true,
        List.of(new Visit.Attempt(address, answered, millis / 1000.0)),
        1,
        1);
  }

  @Test
  @DisplayName("each is counted, but for the run's own, of which it is known that nginx writes")
  void own() {
    tally.add(new Visit(1, true, 200, true, List.of(), 1, 1));
    assertTrue(tally.heard());
    assertEquals(0, tally.visits().requests());
    tally.add(visit(2, 200, BLUE, true, 3));
    assertEquals(1, tally.visits().requests());
  }

  @Test
  @DisplayName("nothing is known where nginx has written nothing")
  void silent() {
    assertFalse(tally.heard());
  }

  @Test
  @DisplayName("errors are told by the version that answered, those of both being named")
  void errors() {
    tally.add(visit(1, 500, BLUE, true, 3));
    tally.add(visit(1, 503, BLUE, true, 3));
    tally.add(new Visit(1, false, 503, true, List.of(), -1, -1));
    Visits visits = tally.visits();
    assertEquals(3, visits.errors());
    assertEquals(Map.of("1.4", 2L, "1.5", 0L), visits.errorsBy());
  }

  @Test
  @DisplayName(
      "a lost one is told with what the run was at when it ended, the first few one by one")
  void lost() {
    tally.reach(100, "start");
    tally.reach(200, "switch");
    for (int i = 0; i < Traffic.MOST + 2; i++) {
      tally.add(visit(199 + i, 502, GREEN, false, 0));
    }
    Visits visits = tally.visits();
    assertEquals(Traffic.MOST + 2, visits.lost());
    assertEquals(Traffic.MOST, visits.losses().size());
    assertEquals("start", visits.losses().get(0).step());
    assertEquals("switch", visits.losses().get(1).step());
    assertEquals(Instant.ofEpochMilli(200), visits.losses().get(1).at());
    assertEquals("502, no answer from " + GREEN, visits.losses().get(0).why());
    assertEquals(0, visits.errors());
  }

  @Test
  @DisplayName("what came of a standby, and what did not come to its end, is told apart")
  void others() {
    Visit.Attempt failed = new Visit.Attempt(BLUE, false, 0);
    Visit.Attempt good = new Visit.Attempt(GREEN, true, 0);
    tally.add(new Visit(1, false, 200, true, List.of(failed, good), 1, 1));
    tally.add(new Visit(1, false, 200, false, List.of(good), 1, -1));
    tally.add(new Visit(1, false, 499, false, List.of(failed), 0, -1));
    Visits visits = tally.visits();
    assertEquals(List.of(3L, 1L, 2L, 0L), counts(visits));
  }

  private static List<Long> counts(Visits visits) {
    return List.of(visits.requests(), visits.stoodIn(), visits.left(), visits.lost());
  }

  @Test
  @DisplayName("the times before the new version has a part in them are told apart, if many enough")
  void before() {
    for (int i = 0; i < 99; i++) {
      tally.add(visit(10, 200, BLUE, true, 4));
    }
    assertEquals(OptionalDouble.of(4), tally.visits().slow());
    assertEquals(OptionalDouble.empty(), tally.visits().slowBefore());
    tally.beginWork(20);
    tally.beginWork(30);
    tally.add(visit(25, 200, BLUE, true, 50));
    assertEquals(OptionalDouble.of(50), tally.visits().median());
    assertEquals(OptionalDouble.empty(), tally.visits().slowBefore(), "99 are too few");
    tally.add(visit(19, 200, BLUE, true, 9));
    assertEquals(OptionalDouble.of(4), tally.visits().slowBefore());
    assertEquals(OptionalDouble.of(50), tally.visits().slow());
  }

  @Test
  @DisplayName("the page has each second by slot, and the failed ones by version and step")
  void series() {
    tally.reach(1, "switch");
    tally.add(visit(1_000, 200, BLUE, true, 4));
    tally.add(visit(1_000, 500, GREEN, true, 4));
    tally.add(new Visit(1_000, false, 499, false, List.of(), 0, -1));
    Series series = tally.series();
    assertEquals(2, series.requests());
    assertEquals(List.of("blue", "green"), series.points().stream().map(p -> p.slot()).toList());
    Series.Failure failure = series.failures().get(0);
    assertEquals(List.of("green", "1.5", "switch", "500"), words(failure));
    assertFalse(failure.lost());
  }

  private static List<String> words(Series.Failure f) {
    return List.of(f.slot(), f.version(), f.step(), f.why());
  }
}
