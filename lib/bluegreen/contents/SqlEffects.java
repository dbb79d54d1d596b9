package bluegreen.contents;

import bluegreen.contents.Migration.Effect;
import bluegreen.contents.SqlText.Kind;
import bluegreen.contents.SqlText.Statement;
import bluegreen.contents.SqlText.Token;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells of a script in SQL what it takes away from, or forbids, a program that was written before
 * it: what it drops, renames, empties, retypes or makes mandatory. What only adds is passed over.
 * It is no parser of any one database; where it doubts, it says that something is taken away.
 */
final class SqlEffects {
  /** Objects that are made again by the same script are only changed by it. */
  private static final String[] REMADE = {
    "VIEW", "FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "TYPE", "SEQUENCE", "SYNONYM", "PACKAGE"
  };

  private static final String[] KINDS = {
    "TABLE", "VIEW", "SCHEMA", "DATABASE", "SEQUENCE", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE",
    "PROC", "PACKAGE", "TRIGGER", "SYNONYM", "COLUMN", "USER", "ROLE", "EXTENSION", "SERVER"
  };

  /** Of one script; nobody reads more of them. */
  static final int MOST = 20;

  private static final int DEEPEST = 5;

  private final Set<Effect> effects = new LinkedHashSet<>();
  private final Set<String> remade = new HashSet<>();
  private final SqlTable tables = new SqlTable(this::say);
  private boolean partly;

  /**
   * What came of a script.
   *
   * @param created the tables that come with it
   * @param partly whether some of it is made while it runs
   */
  record Found(List<Effect> effects, Set<String> created, boolean partly) {}

  private SqlEffects() {}

  /** Looks at a script. */
  static Found of(String sql) {
    Set<Effect> all = new LinkedHashSet<>();
    Set<String> created = new TreeSet<>();
    boolean partly = false;
    // A backslash before a quote is read either way: databases differ, and nobody says which it is.
    for (boolean escapes : sql.contains("\\'") ? new boolean[] {false, true} : new boolean[1]) {
      SqlEffects one = new SqlEffects();
      one.script(sql, escapes, 0);
      all.addAll(one.effects);
      created.addAll(one.tables.news().tables());
      partly |= one.partly;
    }
    return new Found(List.copyOf(all), created, partly);
  }

  private void say(Effect effect) {
    if (effects.size() < MOST) {
      effects.add(effect);
    }
  }

  private void script(String sql, boolean escapes, int depth) {
    List<Statement> statements = SqlText.statements(sql, escapes);
    statements.forEach(s -> remade(s.tokens()));
    for (Statement statement : statements) {
      boolean data = statement.tokens().get(0).is("INSERT", "UPDATE", "SELECT", "MERGE", "COPY");
      partly |= statement.cut() && !data;
      statement(statement.tokens(), escapes, depth);
    }
  }

  private void remade(List<Token> tokens) {
    SqlCursor words = new SqlCursor(tokens);
    if (words.skip("CREATE", "ALTER")) {
      for (int i = 0; i < 12 && !words.atEnd(); i++) {
        if (words.skip(REMADE)) {
          words.skip("BODY");
          words.skipCondition();
          remade.add(SqlCursor.key(words.name()));
          return;
        }
        words.next();
      }
    }
  }

  private void statement(List<Token> tokens, boolean escapes, int depth) {
    SqlCursor words = new SqlCursor(tokens);
    if (words.is("GRANT", "COMMENT", "EXPLAIN", "ANALYZE") || SqlText.isRoutine(tokens)) {
      return;
    } else if (words.is("REVOKE")) {
      say(new Effect("takes rights away", "(REVOKE)", ""));
      return;
    } else if (words.is("DO")) {
      for (Token token : tokens) {
        if (token.kind() == Kind.BODY && depth < DEEPEST) {
          script(token.text(), escapes, depth + 1);
        }
      }
      return;
    }
    first(words);
    while (!words.atEnd()) {
      one(words);
    }
  }

  /** What means this only where a statement begins. */
  private void first(SqlCursor words) {
    if (words.is("CALL", "PREPARE")) {
      partly = true;
    } else if (words.is("TRUNCATE")) {
      truncated(words);
    } else if (words.skip("DELETE")) {
      words.skip("FROM");
      words.skip("ONLY");
      tables.say("deletes rows of", words.name());
    } else if (words.skip("RENAME")) {
      words.skip("TABLE");
      tables.say("renames table", words.name());
    }
  }

  /** One word, wherever it stands: in a block, or after a condition. */
  private void one(SqlCursor words) {
    if (words.is("CREATE")) {
      words.next();
      create(words);
    } else if (words.is("DROP") && isKind(words)) {
      words.next();
      drop(words);
    } else if (words.is("ALTER")) {
      words.next();
      alter(words);
    } else if (words.is("TRUNCATE") && words.ahead(1).is("TABLE")) {
      truncated(words);
    } else if (words.skipAll("DELETE", "FROM")) {
      words.skip("ONLY");
      tables.say("deletes rows of", words.name());
    } else if (words.skipAll("RENAME", "TABLE")) {
      tables.say("renames table", words.name());
    } else if (words.is("EXECUTE", "EXEC")) {
      words.next();
      called(words);
    } else {
      words.next();
    }
  }

  private void called(SqlCursor words) {
    if (SqlCursor.key(words.name()).equals("sp_rename")) {
      say(new Effect("renames something", "(sp_rename)", ""));
    } else {
      partly = true;
    }
  }

  private static boolean isKind(SqlCursor words) {
    return words.ahead(1).is(KINDS)
        || words.ahead(1).is("MATERIALIZED", "FOREIGN", "PUBLIC") && words.ahead(2).is(KINDS);
  }

  private void create(SqlCursor words) {
    words.skipAll("OR", "REPLACE");
    boolean unique = words.skip("UNIQUE");
    words.skip("CLUSTERED", "NONCLUSTERED");
    while (words.skip("GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "CACHED", "MEMORY")) {
      continue;
    }
    if (words.skip("TABLE")) {
      words.skipCondition();
      tables.news().created(words.name());
    } else if (unique && words.skip("INDEX")) {
      while (!words.atEnd() && !words.skip("ON")) {
        words.next();
      }
      words.skip("ONLY");
      tables.uniqueIndex(words.name(), words);
    }
  }

  private void drop(SqlCursor words) {
    words.skip("MATERIALIZED", "FOREIGN", "PUBLIC");
    String kind = words.next().text().toLowerCase(Locale.ROOT);
    words.skip("BODY");
    words.skipCondition();
    do {
      String name = words.name();
      if (kind.equals("table") && !name.startsWith("#")) {
        tables.say("drops table", name);
      } else if (!name.isEmpty() && !remade.contains(SqlCursor.key(name))) {
        say(new Effect("drops " + kind, name, ""));
      }
    } while (words.skip(","));
  }

  private void alter(SqlCursor words) {
    words.skip("FOREIGN");
    if (words.skip("TABLE")) {
      tables.alter(words);
    } else if (words.is(
        "VIEW", "MATERIALIZED", "SEQUENCE", "TYPE", "SCHEMA", "DOMAIN", "DATABASE")) {
      words.skip("MATERIALIZED");
      String kind = words.next().text().toLowerCase(Locale.ROOT);
      words.skipCondition();
      String name = words.name();
      if (words.is("RENAME") || words.is("SET") && words.ahead(1).is("SCHEMA")) {
        say(new Effect("renames " + kind, name, ""));
      } else if (kind.equals("domain")
          && (words.is("ADD", "SET") && !words.ahead(1).is("DEFAULT"))) {
        say(new Effect("restricts domain", name, ""));
      } else if (kind.equals("type") && (words.is("DROP", "ALTER"))) {
        say(new Effect("changes type", name, ""));
      }
    }
  }

  private void truncated(SqlCursor words) {
    words.next();
    words.skip("TABLE");
    words.skip("ONLY");
    do {
      tables.say("empties table", words.name());
    } while (words.skip(","));
  }
}
