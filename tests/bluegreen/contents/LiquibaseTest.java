package bluegreen.contents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.contents.Migration.Kind;
import bluegreen.contents.Migration.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A changelog of Liquibase's")
class LiquibaseTest {
  private static final String XML =
      """
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
        <changeSet id="7" author="ann">%s<rollback><dropTable tableName="no"/></rollback></changeSet>
      </databaseChangeLog>
      """;

  private static List<Migration> read(String name, String text) throws IOException {
    return Liquibase.of(
        name,
        text.getBytes(StandardCharsets.UTF_8),
        path ->
            path.equals("db/changelog/sql/a.sql")
                ? Optional.of("DROP TABLE a".getBytes(StandardCharsets.UTF_8))
                : Optional.empty());
  }

  private static Migration only(String name, String text) throws IOException {
    List<Migration> all = read(name, text);
    assertEquals(1, all.size(), all::toString);
    return all.get(0);
  }

  private static String effects(Migration migration) {
    return String.join(", ", migration.effects().stream().map(Migration.Effect::words).toList());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "<dropTable tableName='a'/> | drops table a",
        "<dropColumn tableName='a' columnName='b'/> | drops column a.b",
        "<dropColumn tableName='a'><column name='b'/><column name='c'/></dropColumn> | drops column"
            + " a.b, drops column a.c",
        "<renameColumn tableName='a' oldColumnName='b' newColumnName='c'/> | renames column a.b",
        "<renameTable oldTableName='a' newTableName='b'/> | renames table a",
        "<addNotNullConstraint tableName='a' columnName='b'/> | makes mandatory a.b",
        "<modifyDataType tableName='a' columnName='b' newDataType='int'/> | changes the type of"
            + " a.b",
        "<addUniqueConstraint tableName='a' columnNames='b'/> | adds a UNIQUE constraint to a",
        "<addForeignKeyConstraint baseTableName='a' baseColumnNames='b'/> | adds a FOREIGN KEY"
            + " constraint to a",
        "<createIndex tableName='a' unique='true'><column name='b'/></createIndex> | adds a UNIQUE"
            + " index to a",
        "<delete tableName='a'><where>b = 'x'</where></delete> | deletes rows of a",
        "<addColumn tableName='a'><column name='b'><constraints"
            + " nullable='false'/></column></addColumn> | adds the mandatory column a.b",
        "<addColumn tableName='a'><column name='b' defaultValueNumeric='0'><constraints"
            + " nullable='false'/></column></addColumn> | ''",
        "<addColumn tableName='a'><column name='b'/></addColumn><addForeignKeyConstraint"
            + " baseTableName='a' baseColumnNames='b'/> | ''",
        "<createTable tableName='a'/><addNotNullConstraint tableName='a' columnName='b'/> | ''",
        "<createIndex tableName='a'><column name='b'/></createIndex> | ''",
        "<dropIndex tableName='a' indexName='b'/> | ''",
        "<sql>ALTER TABLE a DROP COLUMN b</sql> | drops column a.b",
        "<sqlFile path='sql/a.sql' relativeToChangelogFile='true'/> | drops table a",
        "<preConditions><tableExists tableName='a'/></preConditions><comment>x</comment> | ''"
      })
  @DisplayName("in XML tells what it takes away:")
  void xml(String changes, String effects) throws IOException {
    Migration migration = only("db/changelog/v7.xml", XML.formatted(changes));
    assertEquals(effects, effects(migration));
    assertEquals("v7.xml::7::ann", migration.name());
    assertEquals(Reading.WHOLE, migration.reading());
  }

  @Test
  @DisplayName("says the same in YAML, JSON and SQL")
  void forms() throws IOException {
    String yaml =
        """
        databaseChangeLog:
        - changeSet:
            id: 7
            author: ann
            runOnChange: true
            changes:
            - addColumn:
                tableName: a
                columns:
                - column: {name: b, type: int, constraints: {nullable: false}}
            - sql: {sql: DROP TABLE c}
            - sql: DROP TABLE d
            rollback:
            - dropTable: {tableName: no}
        - include: {file: other.yaml}
        """;
    Migration migration = only("db/changelog/v7.yaml", yaml);
    assertEquals("v7.yaml::7::ann", migration.name());
    assertEquals("adds the mandatory column a.b, drops table c, drops table d", effects(migration));
    assertEquals(Kind.REPEATED, migration.kind());

    String json =
        """
        {"databaseChangeLog": [{"logicalFilePath": "v.json"}, {"changeSet": {"id": "7",
        "author": "ann", "changes": [{"dropColumn": {"tableName": "a", "columnName": "b"}}]}}]}
        """;
    assertEquals("drops column a.b", effects(only("db/changelog/v7.json", json)));
    assertEquals("v.json::7::ann", only("db/changelog/v7.json", json).name());

    String sql =
        """
        --liquibase formatted sql
        --changeset ann:7
        ALTER TABLE a DROP COLUMN b;
        --rollback DROP TABLE no;
        --changeset ann:8 runOnChange:true
        CREATE TABLE c (d int);
        """;
    List<Migration> both = read("db/changelog/v7.sql", sql);
    assertEquals(
        List.of("v7.sql::7::ann", "v7.sql::8::ann"), both.stream().map(Migration::name).toList());
    assertEquals("drops column a.b", effects(both.get(0)));
    assertEquals("", effects(both.get(1)));
    assertEquals(List.of("c"), both.get(1).created());
    assertEquals(Kind.REPEATED, both.get(1).kind());
  }

  @Test
  @DisplayName("says where it cannot be read: code, and files that are not there")
  void closed() throws IOException {
    String code = XML.formatted("<customChange class='a.B'/>");
    assertEquals(Reading.NONE, only("changelog/a.xml", code).reading());
    String file = XML.formatted("<sqlFile path='none.sql'/>");
    assertEquals(Reading.PARTLY, only("changelog/a.xml", file).reading());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db/changelog/a.xml|<databaseChangeLog>",
        "db/changelog/a.xml|<!DOCTYPE a [<!ENTITY b SYSTEM"
            + " 'file:///etc/passwd'>]><databaseChangeLog>&b;",
        "db/changelog/a.yaml|databaseChangeLog: [",
        "db/changelog/a.yaml|databaseChangeLog: *none",
        "db/changelog/a.json|{\"databaseChangeLog\""
      })
  @DisplayName("that is none is said to be none:")
  void none(String file) {
    String[] parts = file.split("\\|", 2);
    assertThrows(IOException.class, () -> read(parts[0], parts[1]));
  }

  @Test
  @DisplayName(
      "reads no file of the machine's, and makes no more of an alias than there is room for")
  void hostile() throws IOException {
    String external =
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
            + XML.formatted("<dropTable tableName='a'/><comment>&b;</comment>");
    try {
      assertEquals("drops table a", effects(only("db/changelog/a.xml", external)));
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith("it is no XML"), e.getMessage());
    }
    StringBuilder yaml = new StringBuilder("databaseChangeLog: []\na0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThrows(IOException.class, () -> read("db/changelog/a.yaml", yaml.toString()));
  }

  @Test
  @DisplayName("is looked for by its folder, and other files in there are none")
  void places() throws IOException {
    assertTrue(Liquibase.isOne("db/changelog/db.changelog-master.yaml"));
    assertTrue(Liquibase.isOne("liquibase/2024/a.sql"));
    assertEquals(List.of(), read("db/changelog/data.sql", "DROP TABLE a"));
    assertEquals(List.of(), read("db/changelog/other.yaml", "a: b"));
  }
}
