package bluegreen.report;

import bluegreen.contents.Difference;
import bluegreen.contents.Difference.Change;
import java.util.ArrayList;
import java.util.List;

/** What changes from one release to another, in lines for people. */
public final class DifferenceLines {
  private static final int BEFORE_FIRST_JAVA = 44;
  private static final String MORE = ", ... (-v: all)";

  private DifferenceLines() {}

  /**
   * A line for each kind of thing, without margin.
   *
   * @param all whether all of them are named, however long the line becomes
   * @param width the columns that a line should have at most
   */
  public static List<String> of(Difference difference, boolean all, int width) {
    List<String> lines = new ArrayList<>();
    add("libraries", difference.libraries(), all, width, lines);
    add("configuration keys", difference.keys(), all, width, lines);
    add("migrations", difference.migrations(), all, width, lines);
    if (difference.classFile() > 0) {
      lines.add(
          "Java: class files "
              + java(difference.classFileBefore())
              + " -> "
              + java(difference.classFile()));
    }
    return lines;
  }

  private static String java(int classFile) {
    return classFile + " (Java " + (classFile - BEFORE_FIRST_JAVA) + ")";
  }

  private static void add(
      String what, List<Change> changes, boolean all, int width, List<String> lines) {
    if (changes.isEmpty()) {
      return;
    }
    List<String> words = changes.stream().map(DifferenceLines::words).toList();
    String whole = what + ": " + String.join(", ", words);
    if (all || whole.length() <= width) {
      lines.add(whole);
      return;
    }
    StringBuilder some = new StringBuilder(what + ": " + changes.size() + " changes: ");
    some.append(words.get(0));
    for (String word : words.subList(1, words.size())) {
      if (some.length() + 2 + word.length() + MORE.length() > width) {
        break;
      }
      some.append(", ").append(word);
    }
    lines.add(some + MORE);
  }

  private static String words(Change change) {
    String before = change.before().isEmpty() ? "" : " " + change.before();
    String after = change.after().isEmpty() ? "" : " " + change.after();
    return switch (change.kind()) {
      case ADDED -> "+" + change.name() + after;
      case REMOVED -> "-" + change.name() + before;
      case CHANGED ->
          before.isEmpty() && after.isEmpty()
              ? change.name() + " changed"
              : change.name() + before + " ->" + after;
    };
  }
}
