package bluegreen.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks a line between words where a terminal is too narrow for it; a word is never broken. */
final class BrokenLine {
  private BrokenLine() {}

  /** The lines of one that may be indented; what does not fit stands further in. */
  static List<String> of(String line, int width) {
    if (width == 0 || line.length() <= width) {
      return List.of(line);
    }
    String margin = " ".repeat(line.length() - line.stripLeading().length());
    return of(margin, margin + "  ", line, width);
  }

  /**
   * The lines of a text.
   *
   * @param first what the first line begins with
   * @param further what the others begin with
   * @param width the columns there are; 0 where nothing is to be broken
   */
  static List<String> of(String first, String further, String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    int start = line.length();
    for (String word : text.strip().split("\\s+")) {
      boolean full = line.length() + 1 + word.length() > width;
      if (width > 0 && full && line.length() > start) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(further);
        start = line.length();
      }
      line.append(line.length() == start ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
