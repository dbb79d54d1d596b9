package bluegreen.nginx.conf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whether directives that are put into a block keep to it: each is ended, each of their own blocks
 * is closed, and no other one. Read as {@code ngx_conf_read_token} of nginx does.
 */
public final class Balance {
  /** What is in such a block is no configuration. */
  private static final String LUA = "_by_lua_block";

  private final String text;
  private final Deque<Integer> open = new ArrayDeque<>();
  private int at;

  /** Where the statement begins whose end is still to come; none where it is negative. */
  private int statement = -1;

  private Balance(String text) {
    this.text = text;
  }

  /** What is wrong first, without who says it; empty where nothing is, or that cannot be told. */
  public static Optional<String> fault(String text) {
    return text.contains(LUA) ? Optional.empty() : new Balance(text).fault();
  }

  private Optional<String> fault() {
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      Optional<String> fault = Optional.empty();
      if (c == '#') {
        at = to(text.indexOf('\n', at));
      } else if (c == ';' || c == '{') {
        fault = ended(c);
      } else if (c == '}') {
        fault = closed();
      } else if (c == '"' || c == '\'') {
        fault = quoted(c);
      } else if (!Character.isWhitespace(c)) {
        begin();
        word();
      }
      if (fault.isPresent()) {
        return fault;
      }
    }
    if (statement >= 0) {
      return Optional.of(unended());
    }
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of("the block of `%s` is not closed; add a `}`".formatted(line(opened())));
  }

  private int opened() {
    return open.peek();
  }

  private void begin() {
    statement = statement < 0 ? at : statement;
  }

  private Optional<String> ended(char by) {
    if (statement < 0) {
      return Optional.of("a `%s` follows no directive in `%s`".formatted(by, line(at)));
    }
    if (by == '{') {
      open.push(statement);
    }
    statement = -1;
    return Optional.empty();
  }

  private Optional<String> closed() {
    if (statement >= 0) {
      return Optional.of(unended());
    } else if (open.isEmpty()) {
      return Optional.of(
          "the `}` in `%s` closes our block, and none of its own; take it out".formatted(line(at)));
    }
    open.pop();
    return Optional.empty();
  }

  private String unended() {
    return "`%s` has no `;` at its end; add it".formatted(line(statement));
  }

  private Optional<String> quoted(char quote) {
    int from = at;
    begin();
    for (at++; at < text.length() && text.charAt(at) != quote; at++) {
      at += text.charAt(at) == '\\' ? 1 : 0;
    }
    if (at >= text.length()) {
      return Optional.of(
          "the quote that begins in `%s` does not end; close it".formatted(line(from)));
    }
    boolean last = at + 1 == text.length();
    return last || Character.isWhitespace(text.charAt(at + 1)) || isEnd(text.charAt(at + 1))
        ? Optional.empty()
        : Optional.of("in `%s` a space is missing behind a quote".formatted(line(from)));
  }

  private static boolean isEnd(char c) {
    return c == ';' || c == '{' || c == ')';
  }

  /** To the last character of a word, in which quotes and closing braces are such as any. */
  private void word() {
    for (; at + 1 < text.length(); at++) {
      char next = text.charAt(at + 1);
      boolean variable = text.charAt(at) == '$' && next == '{';
      if (text.charAt(at) == '\\') {
        at++;
      } else if (Character.isWhitespace(next) || next == ';' || next == '{' && !variable) {
        return;
      }
    }
  }

  private int to(int end) {
    return end < 0 ? text.length() : end;
  }

  /** The line that a character is in. */
  private String line(int index) {
    return text.substring(text.lastIndexOf('\n', index - 1) + 1, to(text.indexOf('\n', index)))
        .strip();
  }
}
