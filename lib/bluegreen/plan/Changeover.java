package bluegreen.plan;

import bluegreen.contents.Contents;
import bluegreen.contents.Difference;
import bluegreen.contents.Migration;
import bluegreen.contents.Migration.Kind;
import bluegreen.contents.Migration.Reading;
import bluegreen.observe.Facts;
import bluegreen.observe.Inside;
import bluegreen.playbook.Slot;
import bluegreen.state.Release;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges what it means that one release takes the place of another: for the database that both of
 * them use, and for the Java that starts it. What could not be read stands in nobody's way.
 *
 * @param done whether it has taken the place already
 * @param agreed whether a rollback may leave a database that the old version may not get on with
 */
record Changeover(Goal goal, Facts facts, boolean done, boolean agreed) {
  /** Class files of Java 17 have version 61. */
  private static final int BEFORE_FIRST = 44;

  private static final int SHOWN = 5;

  /** What changes. */
  Difference difference() {
    Inside inside = facts.inside();
    return done || inside.serving().isEmpty() || inside.wanted().isEmpty()
        ? Difference.none()
        : Difference.between(inside.serving().get(), inside.wanted().get());
  }

  /**
   * What stands in its way, a sentence each.
   *
   * @param running whether the version to come runs already
   */
  List<String> problems(boolean running) {
    if (done) {
      return List.of();
    }
    List<String> problems = new ArrayList<>();
    if (!running) {
      tooOld().ifPresent(problems::add);
    }
    List<Migration> crossed = crossed();
    if (goal == Goal.ROLLBACK && !agreed && isCertain() && !harms(crossed).isEmpty()) {
      problems.add(
          crossing(crossed)
              + "\nA rollback does not change the database back. Where "
              + wanted()
              + " gets on with it as it is now, add --yes; otherwise put the database right first,"
              + " or deploy a version that does");
    }
    return problems;
  }

  /** What should be known although it stands in nobody's way. */
  List<Note> notes() {
    if (done) {
      return List.of();
    }
    List<Note> notes = new ArrayList<>();
    difference().unread().forEach(said -> notes.add(new Note(said, "")));
    List<Migration> crossed = crossed();
    if (!crossed.isEmpty()) {
      notes.add(new Note(crossing(crossed), ""));
    }
    if (goal == Goal.ROLLBACK && !isComplete()) {
      notes.add(
          new Note(
              "not everything could be read, and so it is not certain which migrations of the"
                  + " database lie between the two",
              ""));
    }
    boolean shared = goal == Goal.DEPLOY && facts.serving().isPresent();
    List<Migration> coming = shared ? coming() : List.of();
    if (!harms(coming).isEmpty()) {
      notes.add(
          new Note(
              effects(coming)
                  + ": "
                  + serving()
                  + ", which serves until the switch and may be the standby after it, may need"
                  + " that",
              ""));
    }
    unloadable().ifPresent(said -> notes.add(new Note(said, "")));
    return notes;
  }

  private String crossing(List<Migration> crossed) {
    List<Migration> closed = crossed.stream().filter(m -> m.reading() != Reading.WHOLE).toList();
    boolean harms = !harms(crossed).isEmpty();
    String known = closed.isEmpty() ? "" : ", as far as that can be read,";
    return "%s has brought %s that %s does not have: %s; %s%s."
        .formatted(
            serving(),
            crossed.size() == 1 ? "a migration of the database" : "migrations of the database",
            wanted(),
            listed(crossed.stream().map(Migration::name)),
            harms
                ? effects(crossed) + ", which " + wanted() + " may need"
                : (crossed.size() == 1 ? "it takes" : "they take")
                    + known
                    + " nothing away that "
                    + wanted()
                    + " may need",
            closed.isEmpty()
                ? ""
                : "; what is done by code or made on the way cannot be read: "
                    + listed(closed.stream().map(Migration::name)));
  }

  /** {@code V8__x.sql drops column orders.note, renames table a}. */
  private static String effects(List<Migration> migrations) {
    Map<Migration, List<Migration.Effect>> harms = harms(migrations);
    String said =
        harms.entrySet().stream()
            .limit(SHOWN)
            .map(
                e ->
                    e.getKey().name()
                        + " "
                        + listed(e.getValue().stream().map(Migration.Effect::words)))
            .collect(Collectors.joining("; "));
    int more = harms.size() - SHOWN;
    return more > 0 ? said + "; and " + more + " more do such things" : said;
  }

  private static String listed(Stream<String> names) {
    List<String> all = names.toList();
    String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? first + " and " + (all.size() - SHOWN) + " more" : first;
  }

  /** Those of the version that serves that the one to come does not have, or has otherwise. */
  private List<Migration> crossed() {
    return beyond(facts.inside().serving(), facts.inside().wanted());
  }

  /** Those that the version to come brings. */
  private List<Migration> coming() {
    return beyond(facts.inside().wanted(), facts.inside().serving());
  }

  private static List<Migration> beyond(Optional<Contents> one, Optional<Contents> other) {
    if (one.isEmpty() || other.isEmpty() || isUnknown(other.get())) {
      return List.of();
    }
    Map<String, String> known =
        other.get().migrations().stream()
            .collect(Collectors.toMap(Migration::key, Migration::print, (a, b) -> a));
    return one.get().migrations().stream()
        .filter(Migration::runs)
        .filter(
            m ->
                !known.containsKey(m.key())
                    || m.kind() == Kind.REPEATED && !known.get(m.key()).equals(m.print()))
        .toList();
  }

  /** Whether somebody has something to lose, and that is no mistake. */
  private boolean isCertain() {
    return facts.serving().isPresent()
        && facts.inside().wanted().filter(Contents::complete).isPresent();
  }

  /** Whether all migrations of both are known. */
  private boolean isComplete() {
    return Stream.of(facts.inside().serving(), facts.inside().wanted())
        .flatMap(Optional::stream)
        .allMatch(Contents::complete);
  }

  /** Whether it may have any migrations that we know nothing of. */
  private static boolean isUnknown(Contents contents) {
    return contents.isBlank() && !contents.complete();
  }

  /** What they take away, but for what has come with one of them. */
  private static Map<Migration, List<Migration.Effect>> harms(List<Migration> migrations) {
    Set<String> created = new HashSet<>();
    migrations.forEach(m -> created.addAll(m.created()));
    Map<Migration, List<Migration.Effect>> harms = new LinkedHashMap<>();
    for (Migration migration : migrations) {
      List<Migration.Effect> left =
          migration.effects().stream().filter(e -> !created.contains(e.table())).toList();
      if (!left.isEmpty()) {
        harms.put(migration, left);
      }
    }
    return harms;
  }

  private String serving() {
    Optional<Slot> serving = facts.serving();
    return serving.isEmpty()
        ? "the version that served last"
        : facts.of(serving.get()).version().orElse("the version that serves");
  }

  private String wanted() {
    return facts.wanted().map(Release::version).orElse("the version to come");
  }

  /** Only where Java could not even load the class that it begins with. */
  private Optional<String> tooOld() {
    return facts
        .inside()
        .wanted()
        .filter(contents -> isAbove(contents.started()))
        .map(
            contents ->
                "app.java: it is Java %d, and %s needs Java %d or later (its class files have version %d): it could not start; install that one, or say where it is"
                    .formatted(
                        facts.inside().java().getAsInt(),
                        wanted(),
                        contents.started() - BEFORE_FIRST,
                        contents.started()));
  }

  private Optional<String> unloadable() {
    return facts
        .inside()
        .wanted()
        .filter(contents -> isAbove(contents.classFile()) && !isAbove(contents.started()))
        .map(
            contents ->
                "some class files of %s have version %d, for Java %d or later, and app.java is Java %d: where one of them is needed, it fails"
                    .formatted(
                        wanted(),
                        contents.classFile(),
                        contents.classFile() - BEFORE_FIRST,
                        facts.inside().java().getAsInt()));
  }

  private boolean isAbove(int classFile) {
    return facts.inside().java().isPresent()
        && classFile > facts.inside().java().getAsInt() + BEFORE_FIRST;
  }
}
