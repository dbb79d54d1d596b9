package bluegreen.playbook;

import java.nio.file.Path;

/**
 * One thing that is wrong with a playbook.
 *
 * @param line the line, from 1; 0 where it is about no line, as nothing of the file was read
 * @param column the column, from 1, or 0
 * @param path the key, such as {@code ports.green}; empty for the file as a whole
 * @param sentence what was expected and what was found
 */
public record PlaybookError(int line, int column, String path, String sentence)
    implements Comparable<PlaybookError> {

  /** One about the file itself. */
  static PlaybookError ofFile(String sentence) {
    return new PlaybookError(0, 0, "", sentence);
  }

  /** Words the error as compilers do: file, line, column, key, sentence. */
  public String describe(Path file) {
    String key = path.isEmpty() ? "" : path + ": ";
    String place = line == 0 ? ": " : ":" + line + ":" + column + ": ";
    return file + place + key + sentence;
  }

  @Override
  public int compareTo(PlaybookError other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }
}
