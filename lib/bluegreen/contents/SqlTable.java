package bluegreen.contents;

import bluegreen.contents.Migration.Effect;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells what {@code ALTER TABLE} takes away from whoever knows the table as it was. */
final class SqlTable {
  /** What is made by the database where a statement leaves it out. */
  private static final String[] FILLED = {
    "DEFAULT",
    "GENERATED",
    "IDENTITY",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "SERIAL",
    "BIGSERIAL",
    "SMALLSERIAL",
    "ROWVERSION"
  };

  private static final String[] CONSTRAINTS = {"UNIQUE", "FOREIGN", "CHECK", "PRIMARY", "EXCLUDE"};

  private static final String[] VERBS = {
    "ADD",
    "DROP",
    "ALTER",
    "MODIFY",
    "CHANGE",
    "RENAME",
    "SET",
    "OWNER",
    "ENABLE",
    "DISABLE",
    "VALIDATE",
    "ATTACH",
    "DETACH",
    "INHERIT",
    "NO",
    "CLUSTER",
    "RESET",
    "FORCE",
    "ENGINE",
    "CONVERT",
    "COMMENT",
    "ALGORITHM",
    "LOCK",
    "TRUNCATE",
    "REPLICA",
    "EXCHANGE",
    "REORGANIZE"
  };

  /** Words of a list that is a whole statement, and of one of columns. */
  static final int LONG = 5000;

  private static final int SHORT = 300;

  private final Consumer<Effect> effects;
  private final SqlNews news = new SqlNews();

  SqlTable(Consumer<Effect> effects) {
    this.effects = effects;
  }

  /** What comes with it. */
  SqlNews news() {
    return news;
  }

  /** Says what becomes of a table; nothing of one that comes with it. */
  void say(String verb, String table) {
    if (!table.isEmpty() && !news.isNew(table)) {
      effects.accept(new Effect(verb, table, SqlCursor.key(table)));
    }
  }

  /** Says what becomes of a column. */
  void say(String verb, String table, String column) {
    if (!news.isNew(table)) {
      effects.accept(new Effect(verb, table + "." + column, SqlCursor.key(table)));
    }
  }

  /** Says what becomes of something else. */
  void sayOf(String verb, String object) {
    effects.accept(new Effect(verb, object, ""));
  }

  /** What follows {@code ALTER TABLE}. */
  void alter(SqlCursor words) {
    words.skipCondition();
    words.skip("ONLY");
    String table = words.name();
    SqlCursor rest = words.rest();
    if (table.isEmpty() || news.isNew(table)) {
      return;
    }
    rest.skip("*");
    String verb = "";
    for (SqlCursor part : rest.parts()) {
      if (part.skip("WITH")) { // [NO]CHECK ADD CONSTRAINT
        part.next();
      }
      if (part.is(VERBS)) {
        verb = part.next().text().toUpperCase(Locale.ROOT);
      } // Otherwise the one before holds for this part, too.
      action(verb, table, part);
    }
  }

  private void action(String verb, String table, SqlCursor words) {
    switch (verb) {
      case "ADD" -> add(table, words);
      case "DROP" -> drop(table, words);
      case "ALTER" -> new SqlColumns(this, table).alter(words);
      case "MODIFY" -> new SqlColumns(this, table).modify(words);
      case "CHANGE" -> new SqlColumns(this, table).change(words);
      case "RENAME" -> rename(table, words);
      case "SET" -> {
        if (words.is("SCHEMA")) {
          say("moves table", table);
        } else if (words.skip("UNUSED")) { // Oracle drops it later.
          drop(table, words);
        }
      }
      case "DETACH" -> say("takes a part out of table", table);
      case "TRUNCATE" -> say("empties a part of table", table);
      case "ENABLE", "FORCE" -> {
        if (words.is("ROW")) {
          say("restricts the rows of table", table);
        }
      }
      default -> {
        // Nothing that a version would notice.
      }
    }
  }

  private void add(String table, SqlCursor words) {
    if (words.is("(") || words.is("COLUMN") && words.ahead(1).is("(")) {
      words.inParentheses(LONG).parts().forEach(part -> addOne(table, part));
    } else {
      addOne(table, words);
    }
  }

  private void addOne(String table, SqlCursor words) {
    boolean named = words.skip("COLUMN");
    words.skipCondition();
    if (!named && words.skip("CONSTRAINT")) {
      words.skipCondition();
      if (!words.is(CONSTRAINTS)) {
        words.name();
      }
      if (words.has("NOT", "NULL") && !words.is(CONSTRAINTS)) {
        say("makes mandatory a column of", table);
      }
    }
    if (!named && words.is(CONSTRAINTS)) {
      constraint(table, words);
    } else if (named || !words.is("INDEX", "KEY", "FULLTEXT", "SPATIAL", "PARTITION", "PERIOD")) {
      added(table, words);
    }
  }

  private void added(String table, SqlCursor words) {
    String column = words.name();
    if (column.isEmpty()) {
      return;
    }
    boolean filled = List.of(FILLED).stream().anyMatch(words::has);
    boolean mandatory = words.has("NOT", "NULL") || words.has("PRIMARY", "KEY");
    news.has(table, column, filled);
    if (mandatory && !filled) {
      say("adds the mandatory column", table, column);
    }
  }

  private void constraint(String table, SqlCursor words) {
    String kind = words.next().text().toUpperCase(Locale.ROOT);
    boolean key = kind.equals("FOREIGN") || kind.equals("PRIMARY");
    SqlCursor columns = words.inParentheses(SHORT);
    if (kind.equals("CHECK")) {
      columns.skip("(");
      if (news.isAdded(table, columns.name())) {
        return;
      }
    } else if (!kind.equals("PRIMARY") && areAdded(table, columns)) {
      return;
    }
    say("adds a " + kind + (key ? " KEY" : "") + " constraint to", table);
  }

  /** An index that refuses what is there twice. */
  void uniqueIndex(String table, SqlCursor words) {
    if (!areAdded(table, words.inParentheses(SHORT))) {
      say("adds a UNIQUE index to", table);
    }
  }

  private boolean areAdded(String table, SqlCursor columns) {
    return !columns.atEnd()
        && columns.parts().stream().allMatch(part -> news.isAdded(table, part.name()));
  }

  private void drop(String table, SqlCursor words) {
    if (words.is("(")) {
      dropped(table, words);
      return;
    }
    boolean named = words.skip("COLUMN");
    boolean other =
        words.is(
            "CONSTRAINT",
            "INDEX",
            "KEY",
            "PRIMARY",
            "FOREIGN",
            "CHECK",
            "UNIQUE",
            "PERIOD",
            "SYSTEM");
    if (!named && words.is("PARTITION", "SUBPARTITION")) {
      say("drops a part of table", table);
    } else if (named && words.is("(")) {
      dropped(table, words);
    } else if (named || !other) {
      words.skipCondition();
      dropped(table, words.name());
    }
  }

  private void dropped(String table, SqlCursor list) {
    list.inParentheses(LONG).parts().forEach(part -> dropped(table, part.name()));
  }

  private void dropped(String table, String column) {
    if (!column.isEmpty() && !news.isAdded(table, column)) {
      say("drops column", table, column);
    }
  }

  private void rename(String table, SqlCursor words) {
    boolean other = words.is("CONSTRAINT", "INDEX", "KEY");
    if (words.is("TO", "AS") || !other && !words.is("COLUMN") && !words.has("TO")) {
      say("renames table", table);
    } else if (words.skip("COLUMN") || !other) {
      words.skipCondition();
      String column = words.name();
      if (!news.isAdded(table, column)) {
        say("renames column", table, column);
      }
    }
  }
}
