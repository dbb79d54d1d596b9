package bluegreen.contents;

import bluegreen.contents.Migration.Kind;
import bluegreen.contents.Migration.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The change sets of Liquibase's changelogs, in each of its four forms. */
final class Liquibase {
  private static final Set<String> FORMS = Set.of("xml", "yaml", "yml", "json", "sql");

  private static final Pattern CHANGE_SET =
      Pattern.compile("(?im)^[ \\t]*--[ \\t]*changeset[ \\t]+([^\\s:]+):([^\\s]+)([^\\n]*)$");

  private static final Pattern FORMATTED =
      Pattern.compile("(?i)\\s*--[ \\t]*liquibase formatted sql");
  private static final String FOLDER = "db/changelog/";
  private static final String LOGICAL = "logicalFilePath";

  /** Elements of a change set that are no changes. */
  private static final Set<String> BESIDE =
      Set.of("rollback", "preConditions", "validCheckSum", "comment", "property", "modifySql");

  private static final String SCHEMAS = "www.liquibase.org/";

  /** The file, and those that it names, by their paths. */
  private final Function<String, Optional<byte[]>> files;

  private final String name;

  private Liquibase(String name, Function<String, Optional<byte[]>> files) {
    this.name = name;
    this.files = files;
  }

  /** Whether a file may be a changelog. */
  static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String folder = lower.substring(0, lower.lastIndexOf('/') + 1);
    return FORMS.contains(lower.substring(lower.lastIndexOf('.') + 1))
        && (folder.contains("changelog") || folder.contains("liquibase"))
        && !folder.contains(SCHEMAS);
  }

  /**
   * The change sets of a file.
   *
   * @param files what is in the files that a change set may name
   * @throws IOException where it is not what its name says
   */
  static List<Migration> of(String name, byte[] bytes, Function<String, Optional<byte[]>> files)
      throws IOException {
    return new Liquibase(name, files).read(bytes);
  }

  private List<Migration> read(byte[] bytes) throws IOException {
    if (name.toLowerCase(Locale.ROOT).endsWith(".sql")) {
      return formatted(Migrations.text(bytes));
    } else if (!Migrations.text(bytes).contains("databaseChangeLog")) {
      return List.of();
    }
    List<Migration> all = new ArrayList<>();
    ChangeNode root = ChangeNode.of(name.toLowerCase(Locale.ROOT), bytes);
    String logical =
        root.below("databaseChangeLog").map(log -> log.value(LOGICAL)).findFirst().orElse("");
    Stream<ChangeNode> sets = root.below("changeSet");
    sets.limit(Migrations.MOST).forEach(set -> all.add(changeSet(set, logical)));
    return all;
  }

  private List<Migration> formatted(String text) {
    List<Migration> all = new ArrayList<>();
    if (!FORMATTED.matcher(text).lookingAt()) {
      return all;
    }
    Matcher begin = CHANGE_SET.matcher(text);
    boolean found = begin.find();
    while (found && all.size() < Migrations.MOST) {
      int from = begin.end();
      String set = set("", begin.group(2), begin.group(1));
      boolean repeated = isRepeated(begin.group(3));
      found = begin.find();
      String sql = text.substring(from, found ? begin.start() : text.length());
      Changes changes = new Changes();
      changes.sql(sql);
      all.add(changes.migration(set, repeated, sql));
    }
    return all;
  }

  private static boolean isRepeated(String attributes) {
    return attributes.matches("(?is).*\\brun(OnChange|Always)[:=]\\s*\"?true.*");
  }

  /** As Liquibase writes it: file, or what is to stand for it, id, author. */
  private String set(String logical, String id, String author) {
    String path = logical.isEmpty() ? name : logical;
    String file = path.startsWith(FOLDER) ? path.substring(FOLDER.length()) : path;
    return Names.plain(file + "::" + id + "::" + author);
  }

  private Migration changeSet(ChangeNode node, String ofFile) {
    String own = node.value(LOGICAL);
    Changes changes = new Changes();
    Stream<ChangeNode> each =
        node.children().stream()
            .flatMap(c -> c.name().equals("changes") ? c.children().stream() : Stream.of(c))
            .filter(c -> !BESIDE.contains(c.name()));
    each.forEach(changes::add);
    boolean repeated = isRepeated("runOnChange=" + node.value("runOnChange"));
    repeated |= isRepeated("runAlways=" + node.value("runAlways"));
    String set = set(own.isEmpty() ? ofFile : own, node.value("id"), node.value("author"));
    return changes.migration(set, repeated, node.whole());
  }

  /** What the changes of one set take away. */
  private final class Changes {
    private final List<Migration.Effect> effects = new ArrayList<>();
    private final SqlTable tables = new SqlTable(effects::add);
    private final Set<String> created = tables.news().tables();
    private boolean partly;
    private boolean code;

    private Migration migration(String set, boolean repeated, String text) {
      return new Migration(
          set,
          repeated ? Kind.REPEATED : Kind.ONCE,
          code ? Reading.NONE : partly ? Reading.PARTLY : Reading.WHOLE,
          Migrations.print(text.getBytes(StandardCharsets.UTF_8)),
          created.stream().sorted().toList(),
          effects.stream().distinct().limit(SqlEffects.MOST).toList());
    }

    private void sql(String text) {
      SqlEffects.Found found = SqlEffects.of(text);
      found.effects().stream().filter(e -> !created.contains(e.table())).forEach(effects::add);
      found.created().forEach(tables.news()::created);
      partly |= found.partly();
    }

    private void add(ChangeNode change) {
      switch (change.name()) {
        case "sql" -> {
          sql(change.text().toString());
          change.children().stream()
              .filter(c -> c.name().equals("sql"))
              .forEach(c -> sql(c.text().toString()));
        }
        case "sqlFile" -> sqlFile(change);
        case "customChange", "executeCommand" -> code = true;
        default -> new LiquibaseChange(change, tables).tell();
      }
    }

    private void sqlFile(ChangeNode change) {
      String path = change.value("path").replaceFirst("^(classpath:)?/*", "");
      String folder = name.substring(0, name.lastIndexOf('/') + 1);
      Optional<byte[]> bytes =
          change.value("relativeToChangelogFile").equals("true")
              ? files.apply(folder + path)
              : files.apply(path);
      if (bytes.isPresent()) {
        sql(Migrations.text(bytes.get()));
      } else {
        partly = true;
      }
    }
  }
}
