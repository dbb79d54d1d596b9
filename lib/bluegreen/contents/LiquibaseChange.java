package bluegreen.contents;

import java.util.List;
import java.util.stream.Stream;

/** Tells what one of Liquibase's changes takes away, see docs.liquibase.com/change-types. */
record LiquibaseChange(ChangeNode change, SqlTable tables) {

  /** What the database fills in where a version leaves a column out. */
  private static final String DEFAULT = "defaultValue";

  void tell() {
    switch (change.name()) {
      case "createTable" -> tables.news().created(change.value("tableName"));
      case "addColumn" -> change.below("column").forEach(this::column);
      case "dropTable" -> tables.say("drops table", table());
      case "dropView" -> other("drops view", "viewName");
      case "dropSequence" -> other("drops sequence", "sequenceName");
      case "dropProcedure" -> other("drops procedure", "procedureName");
      case "dropFunction" -> other("drops function", "functionName");
      case "dropTrigger" -> other("drops trigger", "triggerName");
      case "dropColumn" ->
          columns(change.value("columnName"))
              .forEach(name -> tables.say("drops column", table(), name));
      case "mergeColumns" -> tables.say("merges columns of", table());
      case "renameColumn" -> columnOf("renames column", "oldColumnName");
      case "renameTable" -> tables.say("renames table", change.value("oldTableName"));
      case "renameView" -> other("renames view", "oldViewName");
      case "renameSequence" -> other("renames sequence", "oldSequenceName");
      case "addNotNullConstraint" -> columnOf("makes mandatory", "columnName");
      case "dropDefaultValue" -> columnOf("takes away the default of", "columnName");
      case "modifyDataType" -> columnOf("changes the type of", "columnName");
      case "addUniqueConstraint" -> tables.say("adds a UNIQUE constraint to", table());
      case "addForeignKeyConstraint", "addLookupTable" -> foreign();
      case "addPrimaryKey" -> tables.say("adds a PRIMARY KEY constraint to", table());
      case "addCheckConstraint" -> tables.say("adds a CHECK constraint to", table());
      case "createIndex" -> {
        if (change.value("unique").equalsIgnoreCase("true")) {
          tables.say("adds a UNIQUE index to", table());
        }
      }
      case "delete" -> tables.say("deletes rows of", table());
      default -> {
        // What only adds, or changes no schema.
      }
    }
  }

  private String table() {
    return Names.plain(change.value("tableName"));
  }

  private void other(String verb, String key) {
    tables.sayOf(verb, Names.plain(change.value(key)));
  }

  private void columnOf(String verb, String key) {
    tables.say(verb, table(), Names.plain(change.value(key)));
  }

  /** The one that is named, or those below it. */
  private List<String> columns(String name) {
    return Stream.concat(
            Stream.of(name), change.below("column").map(column -> column.value("name")))
        .filter(n -> !n.isEmpty())
        .map(Names::plain)
        .toList();
  }

  private void column(ChangeNode column) {
    boolean filled =
        column.values().keySet().stream().anyMatch(key -> key.startsWith(DEFAULT))
            || column.value("autoIncrement").equalsIgnoreCase("true");
    boolean mandatory =
        column.below("constraints").anyMatch(c -> c.value("nullable").equalsIgnoreCase("false"));
    String name = Names.plain(column.value("name"));
    tables.news().has(table(), name, filled);
    if (mandatory && !filled) {
      tables.say("adds the mandatory column", table(), name);
    }
  }

  private void foreign() {
    String table = Names.plain(change.value("baseTableName"));
    String columns = change.value("baseColumnNames");
    if (!tables.news().areAdded(table, List.of(columns.split("\\s*,\\s*")))) {
      tables.say(
          "adds a FOREIGN KEY constraint to",
          table.isEmpty() ? Names.plain(change.value("existingTableName")) : table);
    }
  }
}
