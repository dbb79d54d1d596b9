package bluegreen.nginx.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a configuration into statements as {@code ngx_conf_read_token} of nginx does (src/core/
 * ngx_conf_file.c), but gives in where nginx would refuse: whoever asks wants to know what can be
 * known.
 */
final class Tokenizer {
  private static final String BOM = "\u00ef\u00bb\u00bf";

  private final String text;
  private int at;
  private int line = 1;
  private List<Word> words = new ArrayList<>();

  /** How a statement ends. */
  enum End {
    /** With a semicolon. */
    SIMPLE,
    /** With the brace that opens a block. */
    OPEN,
    /** It is the brace that closes a block. */
    CLOSE,
    /** There is no more. */
    FILE
  }

  /** Words up to an end. */
  record Statement(End end, List<Word> words) {}

  /** For a text with a character a byte. */
  Tokenizer(String text) {
    this.text = text;
    this.at = text.startsWith(BOM) ? BOM.length() : 0;
  }

  /** The next statement. */
  Statement next() {
    words = new ArrayList<>();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        at++;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '#') {
        skipComment();
      } else if (c == ';') {
        at++;
        if (!words.isEmpty()) {
          return new Statement(End.SIMPLE, words);
        }
      } else if (c == '{') {
        at++;
        return new Statement(End.OPEN, words);
      } else if (c == '}') {
        if (!words.isEmpty()) {
          return new Statement(End.SIMPLE, words); // Its semicolon is missing.
        }
        at++;
        return new Statement(End.CLOSE, words);
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else {
        plain();
      }
    }
    return new Statement(words.isEmpty() ? End.FILE : End.SIMPLE, words);
  }

  private void skipComment() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private void quoted(char quote) {
    int from = at;
    int first = line;
    at++;
    while (at < text.length() && text.charAt(at) != quote) {
      step();
    }
    words.add(new Word(unescaped(from + 1, at), first, from, Math.min(at + 1, text.length())));
    at++;
  }

  private void plain() {
    int from = at;
    int first = line;
    boolean variable = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean braceOfVariable = c == '{' && variable;
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';') {
        break;
      } else if (c == '{' && !braceOfVariable) {
        break;
      }
      variable = c == '$';
      step();
    }
    words.add(new Word(unescaped(from, at), first, from, at));
  }

  /** One character on, or two where the first one escapes the second. */
  private void step() {
    boolean escapes = text.charAt(at) == '\\' && at + 1 < text.length();
    for (int i = escapes ? 2 : 1; i > 0; i--) {
      if (text.charAt(at) == '\n') {
        line++;
      }
      at++;
    }
  }

  private String unescaped(int from, int to) {
    String whole = text.substring(from, to);
    if (whole.indexOf('\\') < 0) {
      return whole;
    }
    StringBuilder out = new StringBuilder();
    for (int i = from; i < to; i++) {
      int replaced =
          text.charAt(i) == '\\' && i + 1 < to ? "\"'\\trn".indexOf(text.charAt(i + 1)) : -1;
      out.append(replaced < 0 ? text.charAt(i) : "\"'\\\t\r\n".charAt(replaced));
      if (replaced >= 0) {
        i++;
      }
    }
    return out.toString();
  }

  /** Goes past a block in Lua, whose opening brace was read, to behind its closing one. */
  void skipLua() {
    int depth = 1;
    while (at < text.length() && depth > 0) {
      char c = text.charAt(at);
      if (text.startsWith("--", at)) {
        at += 2;
        if (!skipLongBracket()) {
          skipComment();
        }
      } else if (c == '[' && skipLongBracket()) {
        continue;
      } else if (c == '"' || c == '\'') {
        at++;
        while (at < text.length() && text.charAt(at) != c && text.charAt(at) != '\n') {
          step();
        }
        at += at < text.length() && text.charAt(at) == c ? 1 : 0;
      } else {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        step();
      }
    }
  }

  /** Goes past a {@code [[ … ]]} or {@code [==[ … ]==]} of Lua's, if one begins here. */
  private boolean skipLongBracket() {
    int level = at + 1;
    while (level < text.length() && text.charAt(level) == '=') {
      level++;
    }
    if (at >= text.length() || text.charAt(at) != '[' || !text.startsWith("[", level)) {
      return false;
    }
    String close = "]" + "=".repeat(level - at - 1) + "]";
    int end = text.indexOf(close, level + 1);
    int next = end < 0 ? text.length() : end + close.length();
    line += (int) text.substring(at, next).chars().filter(c -> c == '\n').count();
    at = next;
    return true;
  }
}
