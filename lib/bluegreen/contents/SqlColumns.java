package bluegreen.contents;

/** Tells what a change of a column takes away from whoever knows it as it was. */
record SqlColumns(SqlTable tables, String table) {

  /** What follows {@code ALTER COLUMN}. */
  void alter(SqlCursor words) {
    boolean named = words.skip("COLUMN");
    if (!named && words.is("INDEX", "CONSTRAINT", "CHECK")) {
      return;
    }
    words.skipCondition();
    String column = words.name();
    if (words.skip("SET")) {
      if (words.is("NOT") && !tables.news().isFilled(table, column)) {
        tables.say("makes mandatory", table, column);
      } else if (words.is("DATA", "TYPE")) {
        retyped(column);
      } else if (words.is("DEFAULT") && tables.news().isAdded(table, column)) {
        tables.news().has(table, column, true);
      }
    } else if (words.skip("DROP")) {
      if (words.is("DEFAULT", "IDENTITY") && !tables.news().isAdded(table, column)) {
        tables.say("takes away the default of", table, column);
      }
    } else if (words.is("RENAME")) {
      tables.say("renames column", table, column);
    } else if (!words.is("ADD", "RESTART", "NULL", "DEFAULT") && words.here().isName()) {
      retyped(column);
    }
  }

  private void retyped(String column) {
    if (!tables.news().isAdded(table, column)) {
      tables.say("changes the type of", table, column);
    }
  }

  /** What follows {@code MODIFY}, of Oracle and MySQL. */
  void modify(SqlCursor words) {
    boolean named = words.skip("COLUMN");
    if (words.is("(")) {
      words.inParentheses(SqlTable.LONG).parts().forEach(part -> modifyOne(part));
      return;
    }
    if (!named && words.is("PARTITION", "LOB", "CONSTRAINT", "DEFAULT")) {
      return;
    }
    modifyOne(words);
  }

  private void modifyOne(SqlCursor words) {
    String column = words.name();
    boolean eased = words.is("NULL", "DEFAULT") && !words.has("NOT", "NULL");
    if (!column.isEmpty() && !eased) {
      retyped(column);
    }
  }

  /** What follows {@code CHANGE}, of MySQL. */
  void change(SqlCursor words) {
    words.skip("COLUMN");
    String before = words.name();
    String after = words.name();
    if (!before.isEmpty() && before.equalsIgnoreCase(after)) {
      retyped(before);
    } else if (!before.isEmpty() && !tables.news().isAdded(table, before)) {
      tables.say("renames column", table, before);
    }
  }
}
