package bluegreen.contents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("SQL")
class SqlEffectsTest {
  private static String effects(String sql) {
    List<String> words =
        SqlEffects.of(sql).effects().stream().map(Migration.Effect::words).toList();
    return String.join(", ", words);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "DROP TABLE orders | drops table orders",
        "drop table if exists public.\"Orders\", b cascade | drops table public.Orders, drops table"
            + " b",
        "DROP MATERIALIZED VIEW v | drops view v",
        "DROP SCHEMA old CASCADE | drops schema old",
        "DROP TYPE mood | drops type mood",
        "TRUNCATE orders | empties table orders",
        "TRUNCATE TABLE a, b | empties table a, empties table b",
        "DELETE FROM orders WHERE note = 'x' | deletes rows of orders",
        "DELETE orders | deletes rows of orders",
        "RENAME TABLE a TO b | renames table a",
        "EXEC sp_rename 'a.b', 'c' | renames something (sp_rename)",
        "REVOKE SELECT ON a FROM b | takes rights away (REVOKE)",
        "ALTER TABLE a DROP COLUMN b | drops column a.b",
        "ALTER TABLE a DROP b | drops column a.b",
        "ALTER TABLE a DROP (b, c) | drops column a.b, drops column a.c",
        "ALTER TABLE a DROP COLUMN b, c | drops column a.b, drops column a.c",
        "ALTER TABLE a DROP COLUMN IF EXISTS b CASCADE, DROP COLUMN c | drops column a.b, drops"
            + " column a.c",
        "ALTER TABLE a RENAME TO b | renames table a",
        "ALTER TABLE a RENAME b | renames table a",
        "ALTER TABLE a RENAME COLUMN b TO c | renames column a.b",
        "ALTER TABLE a RENAME b TO c | renames column a.b",
        "ALTER TABLE [dbo].[a] ALTER COLUMN [b] int NOT NULL | changes the type of dbo.a.b",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL | makes mandatory a.b",
        "ALTER TABLE a ALTER b TYPE bigint USING b::bigint | changes the type of a.b",
        "ALTER TABLE a ALTER COLUMN b SET DATA TYPE bigint | changes the type of a.b",
        "ALTER TABLE a ALTER COLUMN b DROP DEFAULT | takes away the default of a.b",
        "ALTER TABLE `a` MODIFY `b` bigint NOT NULL | changes the type of a.b",
        "ALTER TABLE a MODIFY (b NOT NULL, c varchar2(9)) | changes the type of a.b, changes the"
            + " type of a.c",
        "ALTER TABLE a CHANGE b c int | renames column a.b",
        "ALTER TABLE a CHANGE COLUMN b b bigint | changes the type of a.b",
        "ALTER TABLE a ADD b int NOT NULL | adds the mandatory column a.b",
        "ALTER TABLE a ADD (b int NOT NULL, c int) | adds the mandatory column a.b",
        "ALTER TABLE a ADD COLUMN (b int, c int NOT NULL) | adds the mandatory column a.c",
        "ALTER TABLE a SET UNUSED (b, c) | drops column a.b, drops column a.c",
        "IF 1 = 1 EXEC dbo.sp_rename 'a', 'b' | renames something (sp_rename)",
        "ALTER TABLE a ADD b int, c int NOT NULL | adds the mandatory column a.c",
        "ALTER TABLE a ADD CONSTRAINT u UNIQUE (b) | adds a UNIQUE constraint to a",
        "ALTER TABLE a ADD UNIQUE KEY u (b) | adds a UNIQUE constraint to a",
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c | adds a FOREIGN KEY"
            + " constraint to a",
        "ALTER TABLE a WITH CHECK ADD CONSTRAINT c CHECK (b > 0) | adds a CHECK constraint to a",
        "ALTER TABLE a ADD PRIMARY KEY (b) | adds a PRIMARY KEY constraint to a",
        "CREATE UNIQUE INDEX CONCURRENTLY i ON a (b) | adds a UNIQUE index to a",
        "ALTER TABLE a SET SCHEMA old | moves table a",
        "ALTER TABLE a DETACH PARTITION b | takes a part out of table a",
        "ALTER TABLE a ENABLE ROW LEVEL SECURITY | restricts the rows of table a",
        "ALTER VIEW a RENAME TO b | renames view a",
        "ALTER TYPE mood DROP ATTRIBUTE x | changes type mood",
        "IF COL_LENGTH('a', 'b') IS NOT NULL ALTER TABLE a DROP COLUMN b | drops column a.b",
        "DO $$ BEGIN IF true THEN ALTER TABLE a DROP COLUMN b; END IF; END $$ | drops column a.b",
        "WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x | deletes rows of a",
        "/*!50003 DROP TABLE a */ | drops table a",
        "ALTER TABLE ${schema}.a DROP COLUMN b | drops column ${schema}.a.b",
      })
  @DisplayName("that takes something away:")
  void harms(String sql, String effects) {
    assertEquals(effects, effects(sql));
    String between = effects("SELECT 1; -- it's\n" + sql + ";\nSELECT 'x';");
    assertEquals(effects, between, "between others");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE a (b int NOT NULL UNIQUE, CONSTRAINT c FOREIGN KEY (b) REFERENCES d)",
        "ALTER TABLE a ADD COLUMN b int",
        "ALTER TABLE a ADD COLUMN IF NOT EXISTS b int NOT NULL DEFAULT 0",
        "ALTER TABLE a ADD b bigint NOT NULL AUTO_INCREMENT",
        "ALTER TABLE a ADD b int GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE a ADD INDEX i (b), ADD KEY j (c)",
        "ALTER TABLE a ADD CONSTRAINT d DEFAULT 0 FOR b",
        "CREATE INDEX i ON a (b)",
        "DROP INDEX i",
        "ALTER TABLE a DROP CONSTRAINT c",
        "ALTER TABLE a DROP FOREIGN KEY f, DROP PRIMARY KEY, DROP INDEX i",
        "ALTER TABLE a ALTER COLUMN b DROP NOT NULL",
        "ALTER TABLE a ALTER COLUMN b SET DEFAULT 1",
        "ALTER TABLE a MODIFY (b NULL)",
        "ALTER TABLE a RENAME CONSTRAINT b TO c",
        "ALTER TABLE a OWNER TO b",
        "ALTER TYPE mood ADD VALUE 'new'",
        "INSERT INTO a VALUES ('DROP TABLE b; DELETE FROM c')",
        "INSERT INTO a VALUES ('it''s; DROP TABLE b')",
        "INSERT INTO a VALUES ('it\\'s; x')",
        "INSERT INTO a VALUES ($x$DROP TABLE b;$x$)",
        "-- DROP TABLE a\nSELECT 1",
        "# DROP TABLE a\nSELECT 1",
        "/* DROP TABLE a; */ SELECT 1",
        "SELECT \"drop\" FROM a -- ; DROP TABLE a",
        "CREATE TABLE a (b int REFERENCES c ON DELETE CASCADE)",
        "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE FROM a; END $$ LANGUAGE plpgsql",
        "CREATE PROCEDURE p() BEGIN IF x THEN DELETE FROM a; END IF; DELETE FROM b; END; SELECT 1",
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN DELETE FROM a; END//\nDELIMITER ;\nSELECT 1;",
        "CREATE PROCEDURE p AS DELETE FROM a; DELETE FROM b;\nGO\nSELECT 1",
        "CREATE TRIGGER t AFTER DELETE ON a FOR EACH ROW EXECUTE FUNCTION f()",
        "GRANT DELETE, TRUNCATE ON a TO b",
        "DROP VIEW v; CREATE VIEW v AS SELECT 1",
        "CREATE TABLE t AS SELECT 1; ALTER TABLE t DROP COLUMN x; DELETE FROM t; DROP TABLE t",
        "ALTER TABLE a ADD b int; ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c",
        "ALTER TABLE a ADD b int; CREATE UNIQUE INDEX i ON a (b)",
        "ALTER TABLE a ADD b int DEFAULT 0; UPDATE a SET b = 1; ALTER TABLE a ALTER b SET NOT NULL",
        "ALTER TABLE a ADD s text DEFAULT 'x'; ALTER TABLE a ADD CHECK (s IN ('x'))",
        "SELECT 1; COMMENT ON TABLE a IS 'DROP TABLE a'",
        "",
        ";;;"
      })
  @DisplayName("that only adds, or only says so:")
  void harmless(String sql) {
    assertEquals("", effects(sql));
  }

  @Test
  @DisplayName("that could be read in two ways is read in both")
  void bothWays() {
    assertEquals("drops table b", effects("INSERT INTO a VALUES ('x\\'); DROP TABLE b; --')"));
    assertEquals("drops table b", effects("INSERT INTO a VALUES ('x\\'y'); DROP TABLE b;"));
  }

  @Test
  @DisplayName("that forgets the old column is told, whatever became of it in between")
  void later() {
    assertEquals(
        "makes mandatory a.b",
        effects("ALTER TABLE a ADD b int; ALTER TABLE a ALTER b SET NOT NULL"));
    assertEquals("drops table a", effects("DROP TABLE a; CREATE TABLE a (b int)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN EXECUTE 'DROP TABLE a'; END $$",
        "BEGIN EXECUTE IMMEDIATE 'DROP TABLE a'; END;",
        "PREPARE x FROM 'DROP TABLE a'",
        "CALL tidy_up()"
      })
  @DisplayName("that is made on the way cannot be read whole:")
  void partly(String sql) {
    assertTrue(SqlEffects.of(sql).partly());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE a ADD (",
        "CREATE UNIQUE INDEX ON a (",
        "((",
        "'",
        "$$",
        "/*",
        "ALTER TABLE ",
        "CREATE FUNCTION BEGIN ",
        "DROP TABLE a,",
        "[",
        "--",
        "\\'",
        "ALTER DOMAIN a ADD "
      })
  @DisplayName("that never ends is read to its end:")
  void hostile(String again) {
    String sql = again.repeat(2_000_000 / again.length());
    assertNotNull(SqlEffects.of(sql));
  }
}
