package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.contents.Contents;
import bluegreen.contents.Contents.Library;
import bluegreen.contents.Migration;
import bluegreen.contents.Migration.Effect;
import bluegreen.contents.Migration.Kind;
import bluegreen.contents.Migration.Reading;
import bluegreen.observe.Inside;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("When one release takes the place of another")
class ChangeoverTest {
  private static final Migration FIRST = sql("V1__init.sql");
  private static final Migration DROP =
      sql("V8__tidy.sql", new Effect("drops column", "orders.note", "orders"));

  private static Migration sql(String name, Effect... effects) {
    return new Migration(name, Kind.ONCE, Reading.WHOLE, name, List.of(), List.of(effects));
  }

  private static Contents with(Migration... migrations) {
    return new Contents(
        List.of(new Library("a", "1")), List.of(), 61, 61, List.of(migrations), true, List.of());
  }

  /** Version 2 serves, and 1 stands by. */
  private static World world(Contents serving, Contents wanted) {
    World world = World.serving("2", "1").with(w -> w.playbook.user("shop"));
    world.inside = new Inside(Optional.of(serving), Optional.of(wanted), OptionalInt.of(17));
    return world;
  }

  private static List<String> notes(Plan plan) {
    return Told.step(plan, StepName.PREFLIGHT).notes().stream().map(Note::sentence).toList();
  }

  @Nested
  @DisplayName("a rollback")
  class Rollback {
    @Test
    @DisplayName("names a migration that takes nothing away, and goes")
    void harmless() {
      Plan plan = world(with(FIRST, sql("V7__add.sql")), with(FIRST)).rollback("1");
      assertTrue(plan.applicable());
      assertEquals(
          List.of(
              "2 has brought a migration of the database that 1 does not have: V7__add.sql; it"
                  + " takes nothing away that 1 may need."),
          notes(plan));
    }

    @Test
    @DisplayName("over one that takes something away is refused, and goes where that is agreed to")
    void harmful() {
      World world = world(with(FIRST, DROP), with(FIRST));
      Plan refused = world.rollback("1");
      assertFalse(refused.applicable());
      assertEquals(
          "2 has brought a migration of the database that 1 does not have: V8__tidy.sql;"
              + " V8__tidy.sql drops column orders.note, which 1 may need.\nA rollback does not"
              + " change the database back. Where 1 gets on with it as it is now, add --yes;"
              + " otherwise put the database right first, or deploy a version that does",
          refused.steps().get(0).summary());
      Plan agreed = world.with(w -> w.agreed = true).rollback("1");
      assertTrue(agreed.applicable());
      assertEquals(1, notes(agreed).size());
    }

    @Test
    @DisplayName("is never refused for what could not be read")
    void unread() {
      Contents unread = Contents.unread("app.jar cannot be looked into: it is damaged");
      for (World world : List.of(world(unread, with(FIRST)), world(with(DROP), unread))) {
        Plan plan = world.rollback("1");
        assertTrue(plan.applicable());
        assertEquals(
            List.of(
                "app.jar cannot be looked into: it is damaged",
                "not everything could be read, and so it is not certain which migrations of the"
                    + " database lie between the two"),
            notes(plan));
      }
    }

    @Test
    @DisplayName(
        "names what it may cross where some of the old version could not be read, and goes")
    void partly() {
      Contents some =
          new Contents(
              List.of(new Library("a", "1")), List.of(), 0, 0, List.of(FIRST), false, List.of());
      Plan plan = world(with(FIRST, DROP), some).rollback("1");
      assertTrue(plan.applicable());
      assertEquals(2, notes(plan).size());
      assertTrue(notes(plan).get(0).contains("V8__tidy.sql drops column orders.note"));
    }

    @Test
    @DisplayName("is never refused where nothing serves any more, and says what it crosses")
    void nothingServes() {
      World world = new World().with(w -> w.playbook.user("shop"));
      world.store(World.release("1"));
      world.inside =
          new Inside(Optional.of(with(FIRST, DROP)), Optional.of(with(FIRST)), OptionalInt.of(17));
      Plan plan = world.rollback("1");
      assertTrue(plan.applicable(), plan::toString);
      assertEquals(
          List.of(
              "the version that served last has brought a migration of the database that 1 does not"
                  + " have: V8__tidy.sql; V8__tidy.sql drops column orders.note, which 1 may"
                  + " need."),
          notes(plan));
    }

    @Test
    @DisplayName("says of code that it cannot be read, and goes")
    void code() {
      Migration code =
          new Migration("V9__Code.class", Kind.ONCE, Reading.NONE, "", List.of(), List.of());
      Plan plan = world(with(FIRST, code), with(FIRST)).rollback("1");
      assertTrue(plan.applicable());
      assertTrue(
          notes(plan).get(0).contains("cannot be read: V9__Code.class"), () -> notes(plan).get(0));
    }

    @Test
    @DisplayName("does not mind what became of a table that the old version never knew")
    void ofANewTable() {
      Migration creates =
          new Migration("V7__new.sql", Kind.ONCE, Reading.WHOLE, "", List.of("orders"), List.of());
      assertTrue(world(with(creates, DROP), with()).rollback("1").applicable());
    }

    @Test
    @DisplayName("minds a repeated one that has changed, and none that is set aside")
    void kinds() {
      Migration before =
          new Migration("R__v.sql", Kind.REPEATED, Reading.WHOLE, "1", List.of(), List.of());
      Migration after =
          new Migration(
              "R__v.sql",
              Kind.REPEATED,
              Reading.WHOLE,
              "2",
              List.of(),
              List.of(new Effect("drops view", "v", "")));
      assertFalse(world(with(after), with(before)).rollback("1").applicable());
      assertTrue(world(with(after), with(after)).rollback("1").applicable());
      Migration aside =
          new Migration("U8__x.sql", Kind.ASIDE, Reading.WHOLE, "", List.of(), DROP.effects());
      assertTrue(world(with(aside), with()).rollback("1").applicable());
    }
  }

  @Test
  @DisplayName("a deployment is told what its migrations take from the version that still serves")
  void deployment() {
    World world = World.serving("1").with(w -> w.playbook.user("shop"));
    world.inside =
        new Inside(Optional.of(with(FIRST)), Optional.of(with(FIRST, DROP)), OptionalInt.empty());
    Plan plan = world.deploy("2");
    assertTrue(plan.applicable());
    assertEquals(
        List.of(
            "V8__tidy.sql drops column orders.note: 1, which serves until the switch and may be the"
                + " standby after it, may need that"),
        notes(plan));
    assertEquals(1, plan.difference().migrations().size());
  }

  @ParameterizedTest(name = "class files {0}, begun with {1}, Java {2}")
  @CsvSource({
    "61, 61, 17, true, 0",
    "65, 61, 17, true, 1",
    "65, 65, 17, false, 0",
    "65, 0, 17, true, 1",
    "65, 65, 21, true, 0",
    "65, 65, 0, true, 0"
  })
  @DisplayName("one that this Java cannot even begin is refused, and only that:")
  void java(int highest, int started, int java, boolean goes, int notes) {
    World world = World.serving("1").with(w -> w.playbook.user("shop"));
    Contents wanted =
        new Contents(List.of(), List.of(), highest, started, List.of(), true, List.of());
    world.inside =
        new Inside(
            Optional.empty(),
            Optional.of(wanted),
            java == 0 ? OptionalInt.empty() : OptionalInt.of(java));
    Plan plan = world.deploy("2");
    assertEquals(goes, plan.applicable());
    if (goes) {
      assertEquals(notes, notes(plan).size());
    } else {
      assertEquals(
          "app.java: it is Java 17, and 2 needs Java 21 or later (its class files have version"
              + " 65): it could not start; install that one, or say where it is",
          plan.steps().get(0).summary());
    }
  }

  @Test
  @DisplayName("and has taken it, there is nothing more to say")
  void done() {
    World world = world(with(FIRST, DROP), with(FIRST));
    Plan plan = world.pointed(BLUE).rollback("2");
    assertTrue(plan.applicable());
    assertEquals(List.of(), notes(plan));
    assertTrue(plan.difference().isEmpty());
  }
}
