package bluegreen.playbook;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;

/** The errors found so far, and where in the file each key and each value stands. */
final class Findings {
  private final Set<PlaybookError> errors = new LinkedHashSet<>();
  private final Set<String> failed = new HashSet<>();
  private final Map<String, Mark> keys = new HashMap<>();
  private final Map<String, Mark> values = new HashMap<>();

  List<PlaybookError> errors() {
    return List.copyOf(errors);
  }

  void keyStands(String path, Mark place) {
    keys.put(path, place);
  }

  void valueStands(String path, Mark place) {
    values.put(path, place);
  }

  /** Whether the file has a value there. */
  boolean knows(String path) {
    return values.containsKey(path);
  }

  /** Notes an error about a value, at the value. */
  void atValue(String path, String sentence) {
    at(place(path, values, keys), path, sentence);
  }

  /** Notes an error about a key; where the key is missing, at the nearest key above it. */
  void atKey(String path, String sentence) {
    at(place(path, keys, values), path, sentence);
  }

  void at(Mark place, String path, String sentence) {
    errors.add(new PlaybookError(place.getLine() + 1, place.getColumn() + 1, path, sentence));
    for (String above = path; !above.isEmpty() && failed.add(above); ) {
      above = parent(above);
    }
  }

  /** Whether there is an error at that key or at one below it. */
  boolean failed(String path) {
    return failed.contains(path);
  }

  private static Mark place(String path, Map<String, Mark> first, Map<String, Mark> second) {
    String at = path;
    while (!first.containsKey(at) && !second.containsKey(at)) {
      at = parent(at);
    }
    return first.containsKey(at) ? first.get(at) : second.get(at);
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}
