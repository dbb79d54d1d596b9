package bluegreen.report;

import java.util.ArrayList;
import java.util.List;

/** Sets a note in lines: its sentence may be broken between words, the line to be copied never. */
final class NoteLines {
  private static final String FIRST = "    note: ";
  private static final String FURTHER = "      ";

  /** Longer lines are hard to read, however wide the terminal is. */
  private static final int WIDEST = 100;

  private NoteLines() {}

  /**
   * The lines of a note.
   *
   * @param width the terminal's columns; 0 where nothing is to be broken
   */
  static List<String> of(String sentence, String remedy, int width) {
    String text = remedy.isEmpty() ? sentence : sentence + ":";
    List<String> lines =
        new ArrayList<>(BrokenLine.of(FIRST, FURTHER, text, Math.min(width, WIDEST)));
    if (!remedy.isEmpty()) {
      lines.add(FURTHER + "  " + remedy);
    }
    return lines;
  }
}
