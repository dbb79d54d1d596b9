package bluegreen.playbook;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The words of error messages: what was expected, and what was found. */
final class Words {
  private static final int LONGEST = 60;
  private static final int LONGEST_SENTENCE = 200;

  private static final Set<Integer> UNSEEN =
      Set.of(
          (int) Character.FORMAT,
          (int) Character.SURROGATE,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR);

  private Words() {}

  static String expected(Kind kind) {
    if (kind instanceof Kind.Text text) {
      return text.expected();
    } else if (kind instanceof Kind.Whole whole) {
      return whole.expected();
    } else if (kind instanceof Kind.Flag) {
      return "true or false";
    } else if (kind instanceof Kind.Time time) {
      String least = time.least().isZero() ? "" : ", at least " + time.least().toMillis() + "ms";
      return Durations.EXPECTED + least;
    } else if (kind instanceof Kind.Often often) {
      return "a time from %dms to %dms, or off"
          .formatted(often.least().toMillis(), often.most().toMillis());
    } else if (kind instanceof Kind.Choice choice) {
      return "one of " + String.join(", ", choice.words());
    } else if (kind instanceof Kind.Items items) {
      return items.item() instanceof Kind.Section
          ? "a list of tasks"
          : "a list, each item " + expected(items.item());
    } else if (kind instanceof Kind.Section section) {
      List<String> names = section.keys().stream().map(Kind.Key::name).toList();
      String three = names.stream().limit(3).collect(Collectors.joining(", "));
      return names.size() > 3 ? "keys such as " + three : "the keys " + three;
    }
    return "names with values";
  }

  static String found(Node node) {
    if (node instanceof MappingNode) {
      return "keys";
    } else if (node instanceof SequenceNode) {
      return "a list";
    }
    return node.getTag().equals(Tag.NULL) ? "nothing" : quote(((ScalarNode) node).getValue());
  }

  /** A value and, where a template gave it, the template. */
  static String found(String raw, String filled) {
    if (raw.equals(filled)) {
      return quote(raw);
    }
    // Our environment holds what others keep secret.
    return raw.contains("env") ? quote(raw) : quote(filled) + " from " + quote(raw);
  }

  static String quote(String value) {
    String shown = shorten(value);
    return shown.matches("-?[0-9.]+[a-z]*") ? shown : "'" + shown + "'";
  }

  /** At most 60 characters in one line, none of which a terminal would obey. */
  static String shorten(String value) {
    String start = value.substring(0, Math.min(value.length(), LONGEST));
    String visible = visible(start);
    if (start.length() == value.length() && visible.length() <= LONGEST) {
      return visible;
    }
    int end = Math.min(visible.length(), LONGEST - 3);
    boolean half = Character.isHighSurrogate(visible.charAt(end - 1));
    return visible.substring(0, half ? end - 1 : end) + "...";
  }

  /** What somebody else has to say, in one line and cut where it says too much. */
  static String sentence(String text) {
    String line = visible(text.strip());
    return line.codePointCount(0, line.length()) <= LONGEST_SENTENCE
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_SENTENCE - 3)) + "...";
  }

  /** The text in one line; what a terminal would obey, or show nothing of, is escaped. */
  static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                visible.append("\\n");
              } else if (Character.isISOControl(c) || UNSEEN.contains(Character.getType(c))) {
                visible.append(String.format("\\u%04x", c));
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }
}
