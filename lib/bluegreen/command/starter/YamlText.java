package bluegreen.command.starter;

import java.util.List;
import java.util.Map;

/** Writes values of a playbook. */
final class YamlText {
  private YamlText() {}

  /** A text, in quotes where it needs them. */
  static String of(String text) {
    return text.matches("[A-Za-z0-9/.][A-Za-z0-9_/.+*\\[\\]@-]*") && !text.endsWith(".")
        ? text
        : quoted(text);
  }

  /** A text in quotes. */
  static String quoted(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == 0x7f) {
        out.append("\\x%02x".formatted((int) c));
      } else {
        out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return out.append('"').toString();
  }

  /** A list in one line. */
  static String list(List<String> words) {
    return "[" + String.join(", ", words.stream().map(YamlText::quoted).toList()) + "]";
  }

  /** Names with values, a line each. */
  static List<String> table(String indent, Map<String, String> values) {
    return values.entrySet().stream()
        .map(e -> indent + e.getKey() + ": " + quoted(e.getValue()))
        .toList();
  }
}
