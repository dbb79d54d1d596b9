package bluegreen.contents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.contents.Contents.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is in a release")
class ContentsReaderTest {
  @TempDir Path folder;

  private Contents read(Jar jar) throws IOException {
    return ContentsReader.read(jar.in(folder));
  }

  private static List<String> names(Contents contents) {
    return contents.migrations().stream().map(Migration::name).toList();
  }

  @Nested
  @DisplayName("of libraries")
  class Libraries {
    @Test
    @DisplayName("are the jars in it")
    void jars() throws IOException {
      Contents contents = read(Jar.boot().library("b-core-2.0.jar").library("a-1.2.jar"));
      assertEquals(
          List.of(new Library("a", "1.2"), new Library("b-core", "2.0")), contents.libraries());
      assertEquals(List.of(), contents.unread());
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
      "spring-core-6.1.3.jar, spring-core, 6.1.3",
      "guava-33.0.0-jre.jar, guava, 33.0.0-jre",
      "log4j-1.2-api-2.20.0.jar, log4j-1.2-api, 2.20.0",
      "netty-all-4.1.100.Final-linux-x86_64.jar, netty-all, 4.1.100.Final-linux-x86_64",
      "shop-core-1.0.0-20240101.123456-1.jar, shop-core, 1.0.0-20240101.123456-1",
      "shop-1.0-beta-2.jar, shop, 1.0-beta-2",
      "h2-2.2.224.jar, h2, 2.2.224",
      "shop-2024-01-05.jar, shop, 2024-01-05",
      "shop.jar, shop, ''",
      "-1.jar, -1, ''"
    })
    @DisplayName("have the name and version of their files")
    void files(String file, String name, String version) {
      assertEquals(new Library(name, version), LibraryNames.of(file));
    }

    @Test
    @DisplayName("have the names that the build has listed, where they are there")
    void bill() throws IOException {
      String bill =
          """
          {"components":[
            {"type":"library","name":"linux-64","version":"3"},
            {"type":"library","name":"not-packed","version":"1"},
            {"type":"file","name":"x","version":"1"}]}
          """;
      Jar jar = Jar.boot().library("linux-64-3.jar").library("a-1.jar");
      assertEquals(
          List.of(new Library("a", "1"), new Library("linux-64", "3")),
          read(jar.with("META-INF/sbom/application.cdx.json", bill)).libraries());
    }

    @Test
    @DisplayName("are those that Maven or the build names, where a jar has their classes in it")
    void shaded() throws IOException {
      Jar jar =
          Jar.plain().with("META-INF/maven/org.a/a/pom.properties", "artifactId=a\nversion=1.5\n");
      assertEquals(List.of(new Library("a", "1.5")), read(jar).libraries());
      jar.with(
          "META-INF/sbom/application.cdx.json",
          "{\"components\":[{\"type\":\"library\",\"name\":\"b\",\"version\":\"2\"}]}");
      assertEquals(List.of(new Library("b", "2")), read(jar).libraries());
    }

    @Test
    @DisplayName("of a folder are its jars, or those that npm has noted down")
    void folders() throws IOException {
      Files.createDirectories(folder.resolve("lib"));
      Files.write(folder.resolve("lib/a-1.jar"), Jar.plain().bytes());
      assertEquals(List.of(new Library("a", "1")), ContentsReader.read(folder).libraries());
      Files.delete(folder.resolve("lib/a-1.jar"));
      Files.writeString(
          folder.resolve("package-lock.json"),
          """
          {"packages":{"":{"version":"1"},"node_modules/express":{"version":"4.18.2"},
          "node_modules/jest":{"version":"29","dev":true}}}
          """);
      assertEquals(
          List.of(new Library("express", "4.18.2")), ContentsReader.read(folder).libraries());
    }
  }

  @Nested
  @DisplayName("of configuration")
  class Settings {
    @Test
    @DisplayName("are names, never values")
    void names() throws IOException {
      Contents contents =
          read(
              Jar.boot()
                  .with("BOOT-INF/classes/application.properties", "a.b=hunter2\nc=hunter2\n")
                  .with(
                      "BOOT-INF/classes/config/application-prod.yml",
                      """
                      spring:
                        datasource: {url: hunter2, password: &p hunter2}
                        list: [hunter2, {id: hunter2}]
                        again: *p
                      ---
                      plain: hunter2
                      """)
                  .with("config/application.yaml", "beside: hunter2\n"));
      assertEquals(
          List.of(
              "a.b",
              "beside",
              "c",
              "plain [prod]",
              "spring.again [prod]",
              "spring.datasource.password [prod]",
              "spring.datasource.url [prod]",
              "spring.list [prod]",
              "spring.list[].id [prod]"),
          contents.keys());
      assertFalse(ContentsJson.of(contents).toString().contains("hunter2"));
    }

    @Test
    @DisplayName("are left out where a file is none, and everything else is there")
    void broken() throws IOException {
      Contents contents =
          read(
              Jar.boot()
                  .library("a-1.jar")
                  .with("BOOT-INF/classes/application.yml", "a: [hunter2\n")
                  .with("BOOT-INF/classes/application.properties", "b=\\u00zz hunter2\n"));
      assertEquals(List.of(), contents.keys());
      assertEquals(1, contents.libraries().size());
      assertEquals(
          List.of(
              "application.yml cannot be looked into: it is not YAML",
              "application.properties cannot be looked into: it is no properties file"),
          contents.unread());
    }

    @Test
    @DisplayName("need no room for what an alias would make of them")
    void bomb() throws IOException {
      StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
      for (int i = 1; i < 60; i++) {
        yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
      }
      Jar jar = Jar.boot().with("BOOT-INF/classes/application.yml", yaml.toString());
      assertEquals(60, read(jar).keys().size());
      String deep = "[".repeat(100_000);
      jar.with("BOOT-INF/classes/application.yml", deep);
      assertEquals(1, read(jar).unread().size());
    }
  }

  @Nested
  @DisplayName("of class files")
  class Classes {
    private int[] versions(Jar jar) throws IOException {
      Contents contents = read(jar);
      return new int[] {contents.classFile(), contents.started()};
    }

    private void assertVersions(int highest, int started, Jar jar) throws IOException {
      int[] versions = versions(jar);
      assertEquals(List.of(highest, started), List.of(versions[0], versions[1]));
    }

    @Test
    @DisplayName("is the highest version of the app's own, and that of those it begins with")
    void own() throws IOException {
      assertVersions(61, 61, Jar.boot());
      assertVersions(65, 61, Jar.boot().classFile("BOOT-INF/classes/com/acme/B.class", 65));
      assertVersions(65, 65, Jar.boot().classFile("BOOT-INF/classes/com/acme/Shop.class", 65));
      Jar plain =
          Jar.plain()
              .with("META-INF/MANIFEST.MF", "Main-Class: com.acme.shop.Main\n")
              .classFile("com/acme/shop/Main.class", 55)
              .classFile("com/acme/other/Other.class", 61)
              .classFile("org/library/Newer.class", 65);
      assertVersions(61, 55, plain);
    }

    @Test
    @DisplayName("counts no file that only newer Java versions take, and is not certain of others")
    void others() throws IOException {
      assertVersions(
          61, 61, Jar.boot().classFile("BOOT-INF/classes/META-INF/versions/21/a/B.class", 65));
      assertVersions(
          61,
          0,
          Jar.boot().classFile("BOOT-INF/classes/META-INF/versions/9/com/acme/Shop.class", 53));
      Jar chosenLater =
          Jar.boot()
              .with(
                  "META-INF/MANIFEST.MF",
                  "Main-Class: org.springframework.boot.loader.launch.PropertiesLauncher\n"
                      + "Start-Class: com.acme.Shop\n")
              .classFile("BOOT-INF/classes/com/acme/Shop.class", 65);
      assertVersions(65, 0, chosenLater);
      assertVersions(0, 0, Jar.plain().with("a.class", "none"));
    }
  }

  @Nested
  @DisplayName("of migrations")
  class Database {
    @Test
    @DisplayName("are Flyway's scripts and classes, in their order, wherever they are")
    void flyway() throws IOException {
      Jar module = Jar.plain().with("db/migration/V3__module.sql", "SELECT 1;");
      Contents contents =
          read(
              Jar.boot()
                  .with("BOOT-INF/classes/db/migration/V10__b.sql", "DROP TABLE a;")
                  .with("BOOT-INF/classes/db/migration/V9__a.sql", "CREATE TABLE a (b int);")
                  .with("BOOT-INF/classes/db/migration/R__views.sql", "SELECT 1;")
                  .with("BOOT-INF/classes/db/migration/U10__b.sql", "SELECT 1;")
                  .with("BOOT-INF/classes/sql/shop/V1__c.sql", "SELECT 1;")
                  .classFile("BOOT-INF/classes/db/migration/V11__Code.class", 61)
                  .classFile("BOOT-INF/classes/db/migration/V11__Code$1.class", 61)
                  .classFile("BOOT-INF/classes/com/acme/V1__No.class", 61)
                  .with("BOOT-INF/lib/core-1.jar", module));
      assertEquals(
          List.of(
              "R__views.sql",
              "U10__b.sql",
              "V3__module.sql",
              "V9__a.sql",
              "V10__b.sql",
              "V11__Code.class",
              "sql/shop/V1__c.sql"),
          names(contents));
      Migration drop = contents.migrations().get(4);
      assertEquals(List.of("drops table a"), drop.effects().stream().map(e -> e.words()).toList());
      assertEquals(Migration.Reading.NONE, contents.migrations().get(5).reading());
      assertFalse(contents.migrations().get(1).runs());
    }

    @Test
    @DisplayName("are kept beside the release, and read again as they were")
    void kept() throws IOException {
      Contents contents =
          read(
              Jar.boot()
                  .library("a-1.jar")
                  .with("BOOT-INF/classes/application.properties", "a=1")
                  .with("BOOT-INF/classes/db/migration/V1__b.sql", "DROP TABLE a; DO 'x"));
      assertEquals(
          contents, ContentsJson.read(ContentsJson.of(contents)).orElseThrow(), "kept and read");
    }
  }

  @Nested
  @DisplayName("that is hostile")
  class Hostile {
    @Test
    @DisplayName("has harmless names")
    void names() throws IOException {
      Contents contents =
          read(
              Jar.boot()
                  .library("a\u001b[2J\u202e\n-1.jar")
                  .with("BOOT-INF/classes/application.properties", "k\\u001b]0;x\\u0007=1")
                  .with(
                      "BOOT-INF/classes/db/migration/V1__\u001b[31m.sql", "DROP TABLE \"a\nb\";"));
      assertEquals("a?[2J??", contents.libraries().get(0).name());
      assertEquals(List.of("k?]0;x?"), contents.keys());
      assertEquals(List.of("V1__?[31m.sql"), ContentsReaderTest.names(contents));
      assertEquals("a?b", contents.migrations().get(0).effects().get(0).object());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 21, 22, 60, 200, 400})
    @DisplayName("and cut short is said to be so, and nothing fails")
    void cut(int length) throws IOException {
      byte[] whole = Jar.boot().library("a-1.jar").bytes();
      Path jar = Files.write(folder.resolve("shop.jar"), Arrays.copyOf(whole, length));
      Contents contents = ContentsReader.read(jar);
      assertTrue(contents.isBlank());
      assertEquals(1, contents.unread().size(), contents::toString);
      assertTrue(contents.unread().get(0).startsWith("shop.jar cannot be looked into: "));
    }

    @Test
    @DisplayName("in any byte fails nothing")
    void damaged() throws IOException {
      byte[] whole =
          Jar.boot()
              .library("a-1.jar")
              .with("BOOT-INF/classes/db/migration/V1__b.sql", "DROP TABLE a;")
              .with("BOOT-INF/classes/db/changelog/a.xml", "<databaseChangeLog/>")
              .bytes();
      Path jar = folder.resolve("shop.jar");
      for (int i = 0; i < whole.length; i += 3) {
        byte[] damaged = whole.clone();
        damaged[i] ^= 0x55;
        Files.write(jar, damaged);
        ContentsReader.read(jar);
      }
    }

    @Test
    @DisplayName("is not looked at further than is allowed")
    void bounded() throws IOException {
      Jar jar =
          Jar.boot()
              .with("BOOT-INF/classes/db/migration/V1__zeros.sql", new byte[40_000_000])
              .with("BOOT-INF/classes/application.yml", new byte[40_000_000]);
      Contents contents = ContentsReader.read(jar.in(folder), Allowance.of(100, 10_000_000));
      assertEquals(Migration.Reading.PARTLY, contents.migrations().get(0).reading());
      assertEquals(
          List.of("application.yml cannot be looked into: it is larger than is read"),
          contents.unread());
      contents = ContentsReader.read(jar.in(folder), Allowance.of(3, 10_000_000));
      assertEquals(
          List.of("shop.jar cannot be looked into: it has more files than are looked at"),
          contents.unread());
    }
  }

  @Test
  @DisplayName("is nothing of what is no archive")
  void none() throws IOException {
    Path script = Files.writeString(folder.resolve("app.js"), "listen()");
    assertEquals(Contents.none(), ContentsReader.read(script));
  }
}
