package bluegreen.contents;

import bluegreen.contents.Contents.Library;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What changes from one release to another.
 *
 * @param classFileBefore the version of the one's class files; 0 where it has none, or the other's
 *     is the same
 * @param classFile that of the other's
 * @param unread what of either could not be read, a sentence each
 */
public record Difference(
    List<Change> libraries,
    List<Change> keys,
    List<Change> migrations,
    int classFileBefore,
    int classFile,
    List<String> unread) {

  /**
   * One thing that changes.
   *
   * @param kind whether it comes, goes, or is another one
   * @param before its version, where it has one
   * @param after the same in the other release
   */
  public record Change(Kind kind, String name, String before, String after) {}

  /** What becomes of a thing. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /** Nothing. */
  public static Difference none() {
    return new Difference(List.of(), List.of(), List.of(), 0, 0, List.of());
  }

  /** Between two; of one of which nothing is known, only that. */
  public static Difference between(Contents before, Contents after) {
    List<String> unread =
        Stream.concat(before.unread().stream(), after.unread().stream()).distinct().toList();
    if (before.isBlank() || after.isBlank()) {
      return new Difference(List.of(), List.of(), List.of(), 0, 0, unread);
    }
    boolean same = before.classFile() == after.classFile();
    boolean known = before.classFile() > 0 && after.classFile() > 0 && !same;
    return new Difference(
        changes(versions(before), versions(after), true),
        changes(keys(before), keys(after), false),
        changes(prints(before), prints(after), false),
        known ? before.classFile() : 0,
        known ? after.classFile() : 0,
        unread);
  }

  private static Map<String, String> versions(Contents contents) {
    return contents.libraries().stream()
        .collect(
            Collectors.toMap(
                Library::name, Library::version, (a, b) -> a + " and " + b, LinkedHashMap::new));
  }

  private static Map<String, String> keys(Contents contents) {
    return contents.keys().stream()
        .collect(Collectors.toMap(key -> key, key -> "", (a, b) -> a, LinkedHashMap::new));
  }

  private static Map<String, String> prints(Contents contents) {
    return contents.migrations().stream()
        .collect(
            Collectors.toMap(Migration::key, Migration::print, (a, b) -> a, LinkedHashMap::new));
  }

  /** What comes or changes, then what goes. */
  private static List<Change> changes(
      Map<String, String> before, Map<String, String> after, boolean shown) {
    List<Change> changes = new ArrayList<>();
    after.forEach(
        (name, value) -> {
          String old = before.get(name);
          if (old == null) {
            changes.add(new Change(Kind.ADDED, name, "", shown ? value : ""));
          } else if (!old.equals(value)) {
            changes.add(new Change(Kind.CHANGED, name, shown ? old : "", shown ? value : ""));
          }
        });
    before.forEach(
        (name, value) -> {
          if (!after.containsKey(name)) {
            changes.add(new Change(Kind.REMOVED, name, shown ? value : "", ""));
          }
        });
    return changes;
  }

  /** Whether nothing changes that we know of. */
  public boolean isEmpty() {
    return libraries.isEmpty() && keys.isEmpty() && migrations.isEmpty() && classFile == 0;
  }
}
