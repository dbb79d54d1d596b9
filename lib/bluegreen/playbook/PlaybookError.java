package bluegreen.playbook;

import java.nio.file.Path;

/**
 * One thing that is wrong with a playbook.
 *
 * @param line the line, from 1
 * @param column the column, from 1
 * @param path the key, such as {@code ports.green}; empty for the file as a whole
 * @param sentence what was expected and what was found
 */
public record PlaybookError(int line, int column, String path, String sentence)
    implements Comparable<PlaybookError> {

  /** Words the error as compilers do: file, line, column, key, sentence. */
  public String describe(Path file) {
    String key = path.isEmpty() ? "" : path + ": ";
    return file + ":" + line + ":" + column + ": " + key + sentence;
  }

  @Override
  public int compareTo(PlaybookError other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }
}
