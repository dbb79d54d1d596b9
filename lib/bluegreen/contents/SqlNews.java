package bluegreen.contents;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What comes with a script, so that nobody can need it who was written before. */
final class SqlNews {
  private static final int MOST = 1000;

  private final Set<String> tables = new TreeSet<>();

  /** By table the columns that it has got; true where they are filled in without being named. */
  private final Map<String, Map<String, Boolean>> columns = new HashMap<>();

  /** The tables, in small letters and without what stands before their names. */
  Set<String> tables() {
    return tables;
  }

  void created(String table) {
    if (tables.size() < MOST) {
      tables.add(SqlCursor.key(table));
    }
  }

  boolean isNew(String table) {
    return tables.contains(SqlCursor.key(table));
  }

  /** Notes a column that a table gets, and whether it is filled in without being named. */
  void has(String table, String column, boolean filled) {
    columns
        .computeIfAbsent(SqlCursor.key(table), t -> new HashMap<>())
        .put(SqlCursor.key(column), filled);
  }

  boolean isAdded(String table, String column) {
    return columns.getOrDefault(SqlCursor.key(table), Map.of()).containsKey(SqlCursor.key(column));
  }

  /** Whether a table has got all of these columns. */
  boolean areAdded(String table, List<String> names) {
    return names.stream().allMatch(name -> isAdded(table, name));
  }

  boolean isFilled(String table, String column) {
    return columns
        .getOrDefault(SqlCursor.key(table), Map.of())
        .getOrDefault(SqlCursor.key(column), false);
  }
}
