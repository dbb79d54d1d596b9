package bluegreen.contents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.contents.Contents.Library;
import bluegreen.contents.Difference.Change;
import bluegreen.contents.Difference.Kind;
import bluegreen.contents.Migration.Reading;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("From one release to another")
class DifferenceTest {
  private static Migration migration(String name, String print) {
    return new Migration(name, Migration.Kind.ONCE, Reading.WHOLE, print, List.of(), List.of());
  }

  private static final Contents BEFORE =
      new Contents(
          List.of(new Library("b", "3"), new Library("c", "2.0"), new Library("d", "1")),
          List.of("old", "same"),
          61,
          61,
          List.of(migration("V1__a.sql", "1")),
          true,
          List.of());

  private static final Contents AFTER =
      new Contents(
          List.of(new Library("a", "1.2"), new Library("c", "2.1"), new Library("d", "1")),
          List.of("new", "same"),
          65,
          65,
          List.of(migration("shop/V1__a.sql", "1"), migration("V2__b.sql", "2")),
          false,
          List.of("x cannot be looked into: it is damaged"));

  @Test
  @DisplayName("libraries, keys, migrations and class files come, go and change")
  void all() {
    Difference difference = Difference.between(BEFORE, AFTER);
    assertEquals(
        List.of(
            new Change(Kind.ADDED, "a", "", "1.2"),
            new Change(Kind.CHANGED, "c", "2.0", "2.1"),
            new Change(Kind.REMOVED, "b", "3", "")),
        difference.libraries());
    assertEquals(
        List.of(new Change(Kind.ADDED, "new", "", ""), new Change(Kind.REMOVED, "old", "", "")),
        difference.keys());
    assertEquals(List.of(new Change(Kind.ADDED, "V2__b.sql", "", "")), difference.migrations());
    assertEquals(List.of(61, 65), List.of(difference.classFileBefore(), difference.classFile()));
    assertEquals(1, difference.unread().size());
  }

  @Test
  @DisplayName("nothing is said to have come or gone of what is not known, or is the same")
  void unknown() {
    assertTrue(Difference.between(BEFORE, BEFORE).isEmpty());
    Difference difference = Difference.between(Contents.unread("it is damaged"), AFTER);
    assertTrue(difference.isEmpty());
    assertEquals(
        List.of("it is damaged", "x cannot be looked into: it is damaged"), difference.unread());
    assertTrue(Difference.between(BEFORE, Contents.none()).isEmpty());
  }
}
