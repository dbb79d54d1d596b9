package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bluegreen.contents.Difference;
import bluegreen.contents.Difference.Change;
import bluegreen.contents.Difference.Kind;
import bluegreen.plan.Goal;
import bluegreen.playbook.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What changes from one release to another")
class DifferenceLinesTest {
  private static final Difference SOME =
      new Difference(
          List.of(
              new Change(Kind.ADDED, "a", "", "1.2"),
              new Change(Kind.CHANGED, "c", "2.0", "2.1"),
              new Change(Kind.REMOVED, "b", "3", "")),
          List.of(new Change(Kind.ADDED, "spring.x", "", "")),
          List.of(
              new Change(Kind.ADDED, "V7__add_column.sql", "", ""),
              new Change(Kind.CHANGED, "R__views.sql", "", "")),
          61,
          65,
          List.of());

  @Test
  @DisplayName("is a line for each kind")
  void lines() {
    assertEquals(
        List.of(
            "libraries: +a 1.2, c 2.0 -> 2.1, -b 3",
            "configuration keys: +spring.x",
            "migrations: +V7__add_column.sql, R__views.sql changed",
            "Java: class files 61 (Java 17) -> 65 (Java 21)"),
        DifferenceLines.of(SOME, false, 80));
    assertEquals(List.of(), DifferenceLines.of(Difference.none(), true, 80));
  }

  @Test
  @DisplayName("is cut to what fits, with their number, unless all are asked for")
  void cut() {
    List<Change> many = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      many.add(new Change(Kind.ADDED, "library-" + i, "", "1." + i));
    }
    Difference difference = new Difference(many, List.of(), List.of(), 0, 0, List.of());
    assertEquals(
        List.of("libraries: 30 changes: +library-0 1.0, +library-1 1.1, ... (-v: all)"),
        DifferenceLines.of(difference, false, 78));
    assertEquals(1, DifferenceLines.of(difference, true, 78).size());
    assertFalse(DifferenceLines.of(difference, true, 78).get(0).contains("..."));
  }

  @Test
  @DisplayName("stands below the first line of a dry run, and of a run that is to tell much")
  void places() {
    var plan = Reports.plan(Goal.DEPLOY, Optional.of(Slot.BLUE), SOME);
    String dry = Reports.plain(Verbosity.NORMAL, r -> r.begin(plan, true));
    assertEquals("  libraries: +a 1.2, c 2.0 -> 2.1, -b 3", dry.lines().toList().get(1));
    assertEquals(5, dry.lines().count());
    assertEquals(1, Reports.plain(Verbosity.NORMAL, r -> r.begin(plan, false)).lines().count());
    assertEquals(5, Reports.plain(Verbosity.VERBOSE, r -> r.begin(plan, false)).lines().count());
  }

  @Test
  @DisplayName("is whole in JSON")
  void json() {
    assertEquals(
        "{\"libraries\":[{\"change\":\"added\",\"name\":\"a\",\"after\":\"1.2\"},"
            + "{\"change\":\"changed\",\"name\":\"c\",\"before\":\"2.0\",\"after\":\"2.1\"},"
            + "{\"change\":\"removed\",\"name\":\"b\",\"before\":\"3\"}],"
            + "\"keys\":[{\"change\":\"added\",\"name\":\"spring.x\"}],"
            + "\"migrations\":[{\"change\":\"added\",\"name\":\"V7__add_column.sql\"},"
            + "{\"change\":\"changed\",\"name\":\"R__views.sql\"}],"
            + "\"class_file\":{\"before\":61,\"after\":65}}",
        com.grack.nanojson.JsonWriter.string(DifferenceJson.of(SOME)));
  }
}
