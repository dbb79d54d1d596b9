package bluegreen.contents;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes SQL of any database apart into statements and words. What stands in comments and in strings
 * is passed over; of a string no more is kept than that there was one.
 */
final class SqlText {
  /** More words than any statement has that says what becomes of a table; a dump has millions. */
  private static final int MOST_WORDS = 5_000;

  private static final int LONGEST_PLACEHOLDER = 100;
  private static final Pattern DOLLAR = Pattern.compile("\\$(?:[A-Za-z_]\\w*)?\\$");
  private static final Pattern DELIMITER = Pattern.compile("(?i)DELIMITER[ \\t]+(\\S+)");
  private static final Pattern BATCH = Pattern.compile("(?i)(?:GO|/)[ \\t]*(?=\\R|$)");
  private static final Set<String> ROUTINES =
      Set.of("FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "PACKAGE", "EVENT");
  private static final Set<String> BLOCKS =
      Set.of("IF", "LOOP", "WHILE", "REPEAT", "FOR", "FOREACH");

  private final String text;
  private final boolean escapes;
  private final boolean batches;
  private final List<Statement> statements = new ArrayList<>();
  private List<Token> tokens = new ArrayList<>();
  private boolean cut;
  private String delimiter = ";";
  private int at;
  private int depth;

  /** What a word is. */
  enum Kind {
    WORD,
    QUOTED,
    SYMBOL,
    LITERAL,
    BODY
  }

  /**
   * A word.
   *
   * @param text of a literal nothing; of a body between dollars what it holds
   */
  record Token(Kind kind, String text) {
    /** Whether it is one of these words, unquoted. */
    boolean is(String... words) {
      if (kind == Kind.WORD || kind == Kind.SYMBOL) {
        for (String word : words) {
          if (word.equalsIgnoreCase(text)) {
            return true;
          }
        }
      }
      return false;
    }

    boolean isName() {
      return kind == Kind.WORD || kind == Kind.QUOTED;
    }
  }

  /**
   * A statement.
   *
   * @param cut whether its end was left out
   */
  record Statement(List<Token> tokens, boolean cut) {}

  /**
   * The statements of a text.
   *
   * @param escapes whether a backslash in a string keeps the next character from ending it, as in
   *     MySQL
   */
  static List<Statement> statements(String text, boolean escapes) {
    return new SqlText(text, escapes).read();
  }

  private SqlText(String text, boolean escapes) {
    this.text = text;
    this.escapes = escapes;
    this.batches = Pattern.compile("(?im)^[ \\t]*(?:GO|/)[ \\t]*$").matcher(text).find();
  }

  private List<Statement> read() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (!lineOfItsOwn() && !comment(c) && !string(c) && !delimiter()) {
        word(c);
      }
    }
    end();
    return statements;
  }

  private void end() {
    if (!tokens.isEmpty()) {
      statements.add(new Statement(tokens, cut));
    }
    tokens = new ArrayList<>();
    cut = false;
    depth = 0;
  }

  private void add(Kind kind, String word) {
    if (tokens.size() < MOST_WORDS) {
      tokens.add(new Token(kind, word));
    } else {
      cut = true;
    }
  }

  private boolean beginsLine() {
    int before = at - 1;
    while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '\t')) {
      before--;
    }
    return before < 0 || text.charAt(before) == '\n' || text.charAt(before) == '\r';
  }

  /** What a client of the database takes for itself. */
  private boolean lineOfItsOwn() {
    char c = text.charAt(at);
    if ("GgDd/#".indexOf(c) < 0 || !beginsLine()) {
      return false;
    }
    Matcher set = DELIMITER.matcher(text).region(at, text.length());
    if (set.lookingAt()) {
      end();
      delimiter = set.group(1);
      at = set.end();
      return true;
    }
    Matcher batch = BATCH.matcher(text).region(at, text.length());
    if (batch.lookingAt()) {
      end();
      at = batch.end();
      return true;
    }
    return c == '#' && skipTo("\n");
  }

  private boolean comment(char c) {
    if (c == '-' && text.startsWith("--", at)) {
      return skipTo("\n");
    } else if (c == '/' && text.startsWith("/*!", at)) { // MySQL carries it out.
      at += 3;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      return true;
    } else if (c == '/' && text.startsWith("/*", at)) {
      return skipTo("*/");
    } else if (c == '*' && text.startsWith("*/", at)) {
      at += 2;
      return true;
    }
    return false;
  }

  private boolean skipTo(String end) {
    int found = text.indexOf(end, at);
    at = found < 0 ? text.length() : found + end.length();
    return true;
  }

  private boolean string(char c) {
    if (c == '\'') {
      boolean marked = at > 0 && "eE".indexOf(text.charAt(at - 1)) >= 0;
      quoted('\'', escapes || marked);
      add(Kind.LITERAL, "");
      return true;
    } else if (c == '"' || c == '`') {
      add(Kind.QUOTED, quoted(c, false));
      return true;
    } else if (c == '[' && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1))) {
      add(Kind.QUOTED, quoted(']', false));
      return true;
    }
    return c == '$' && body();
  }

  private boolean body() {
    Matcher dollar = DOLLAR.matcher(text).region(at, text.length());
    if (dollar.lookingAt()) {
      int end = text.indexOf(dollar.group(), dollar.end());
      int last = end < 0 ? text.length() : end;
      add(Kind.BODY, text.substring(dollar.end(), last));
      at = Math.min(text.length(), last + dollar.group().length());
      return true;
    }
    return false;
  }

  /** What stands between here and the quote that ends it; two of them are one within. */
  private String quoted(char end, boolean escaping) {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && escaping) {
        at++;
      } else if (c == end && at + 1 < text.length() && text.charAt(at + 1) == end) {
        at++;
      } else if (c == end) {
        String inside = text.substring(start, at);
        at++;
        return inside;
      }
      at++;
    }
    at = Math.min(at, text.length());
    return text.substring(Math.min(start, at), at);
  }

  private boolean delimiter() {
    if (!text.startsWith(delimiter, at)) {
      return false;
    }
    boolean within = delimiter.equals(";") && isRoutine() && (batches || depth > 0);
    at += delimiter.length();
    if (within) {
      add(Kind.SYMBOL, ";");
    } else {
      end();
    }
    return true;
  }

  /** Whether the statement makes something whose text runs only when it is called. */
  private boolean isRoutine() {
    return isRoutine(tokens);
  }

  static boolean isRoutine(List<Token> tokens) {
    return !tokens.isEmpty()
        && tokens.get(0).is("CREATE", "ALTER")
        && tokens.stream().limit(12).anyMatch(t -> t.kind() == Kind.WORD && isRoutine(t.text()));
  }

  private static boolean isRoutine(String word) {
    return ROUTINES.contains(word.toUpperCase(Locale.ROOT));
  }

  private void word(char c) {
    int start = at;
    while (at < text.length() && isPart(text.charAt(at))) {
      boolean placeholder = text.startsWith("${", at);
      int end =
          placeholder
              ? text.substring(at, Math.min(text.length(), at + LONGEST_PLACEHOLDER)).indexOf('}')
              : -1;
      at += end + 1 + (end < 0 ? 1 : 0);
    }
    if (at == start) {
      at++;
      add(Kind.SYMBOL, String.valueOf(c));
      return;
    }
    String word = text.substring(start, at);
    nest(word.toUpperCase(Locale.ROOT));
    add(Kind.WORD, word);
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || "_$#@".indexOf(c) >= 0;
  }

  /** Counts the blocks that are open in the text of a routine. */
  private void nest(String word) {
    boolean ended = !tokens.isEmpty() && tokens.get(tokens.size() - 1).is("END");
    if (word.equals("BEGIN") || word.equals("CASE") && !ended) {
      depth++;
    } else if (word.equals("END")) {
      depth--;
    } else if (ended && BLOCKS.contains(word)) {
      depth++; // That was the end of another block.
    }
  }
}
