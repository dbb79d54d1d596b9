package bluegreen.contents;

import bluegreen.contents.SqlText.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A place in the words of a statement. */
final class SqlCursor {
  private static final Token NOTHING = new Token(SqlText.Kind.SYMBOL, "");

  /** How far a list may be from the word that it belongs to. */
  private static final int NEAR = 8;

  private final List<Token> tokens;
  private int at;

  SqlCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  boolean atEnd() {
    return at >= tokens.size();
  }

  /** The word here; nothing after the last. */
  Token here() {
    return ahead(0);
  }

  Token ahead(int further) {
    int index = at + further;
    return index >= 0 && index < tokens.size() ? tokens.get(index) : NOTHING;
  }

  Token next() {
    Token token = here();
    at++;
    return token;
  }

  boolean is(String... words) {
    return here().is(words);
  }

  /** Steps over one of these words where it is here. */
  boolean skip(String... words) {
    boolean there = is(words);
    at += there ? 1 : 0;
    return there;
  }

  /** Steps over all of these words where they are here, one after the other. */
  boolean skipAll(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!ahead(i).is(words[i])) {
        return false;
      }
    }
    at += words.length;
    return true;
  }

  /** Steps over {@code IF EXISTS} and {@code IF NOT EXISTS}. */
  void skipCondition() {
    if (!skipAll("IF", "NOT", "EXISTS")) {
      skipAll("IF", "EXISTS");
    }
  }

  /** A name, perhaps with those before it: {@code public.orders}. */
  String name() {
    StringBuilder name = new StringBuilder();
    while (here().isName()) {
      name.append(next().text());
      if (!is(".")) {
        break;
      }
      name.append(next().text());
    }
    return Names.plain(name.toString());
  }

  /** A name without those before it, as it is compared. */
  static String key(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether these words stand somewhere from here on, one after the other. */
  boolean has(String... words) {
    for (int start = at; start < tokens.size(); start++) {
      int i = 0;
      while (i < words.length && start + i < tokens.size() && tokens.get(start + i).is(words[i])) {
        i++;
      }
      if (i == words.length) {
        return true;
      }
    }
    return false;
  }

  /** The rest, up to where {@code ALTER TABLE} begins anew. */
  SqlCursor rest() {
    int end = at;
    while (end < tokens.size()
        && !(tokens.get(end).is("ALTER") && new SqlCursor(tokens).to(end + 1).is("TABLE"))) {
      end++;
    }
    SqlCursor rest = new SqlCursor(tokens.subList(Math.min(at, end), end));
    at = end;
    return rest;
  }

  private SqlCursor to(int index) {
    at = index;
    return this;
  }

  /** The parts between commas that are in no parentheses of their own. */
  List<SqlCursor> parts() {
    List<SqlCursor> parts = new ArrayList<>();
    int depth = 0;
    int start = at;
    for (int i = at; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0 && tokens.get(i).is(",")) {
        parts.add(new SqlCursor(tokens.subList(start, i)));
        start = i + 1;
      }
    }
    parts.add(new SqlCursor(tokens.subList(Math.min(start, tokens.size()), tokens.size())));
    return parts;
  }

  /**
   * What is in the next parentheses; nothing where there are none near, or more than so many words
   * in them.
   */
  SqlCursor inParentheses(int most) {
    int start = at;
    while (start < Math.min(tokens.size(), at + NEAR) && !tokens.get(start).is("(")) {
      start++;
    }
    int depth = 0;
    for (int i = start; i < Math.min(tokens.size(), start + most); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return new SqlCursor(tokens.subList(Math.min(start + 1, i), i));
      }
    }
    return new SqlCursor(List.of());
  }
}
