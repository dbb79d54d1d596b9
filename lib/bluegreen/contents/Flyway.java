package bluegreen.contents;

import bluegreen.contents.Migration.Kind;
import bluegreen.contents.Migration.Reading;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Migrations of Flyway's, known by their names wherever they are, as their folder can be chosen.
 */
final class Flyway {
  private static final Pattern BEGIN =
      Pattern.compile("(?:[VUB][0-9][0-9A-Za-z.]*+(?:_[0-9A-Za-z.]++)*+|R)__.");

  private static final Set<String> CODE = Set.of("class", "java");

  private static final String FOLDER = "db/migration/";

  private Flyway() {}

  /** Whether a file is one. Of code, only the folder tells that it is no other class. */
  static boolean isOne(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    String form = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    boolean code = CODE.contains(form) && name.contains("migration/") && !file.contains("$");
    return (code || form.equals("sql")) && BEGIN.matcher(file).lookingAt();
  }

  /**
   * A migration.
   *
   * @param bytes what is in the file; empty where that could not be read
   */
  static Migration of(String name, Optional<byte[]> bytes) {
    String shown = name.startsWith(FOLDER) ? name.substring(FOLDER.length()) : name;
    String file = name.substring(name.lastIndexOf('/') + 1);
    Kind kind =
        switch (file.charAt(0)) {
          case 'V' -> Kind.ONCE;
          case 'R' -> Kind.REPEATED;
          default -> Kind.ASIDE;
        };
    String plain = Names.plain(shown);
    if (!file.toLowerCase(Locale.ROOT).endsWith(".sql")) {
      return new Migration(plain, kind, Reading.NONE, print(bytes), List.of(), List.of());
    } else if (bytes.isEmpty()) {
      return new Migration(plain, kind, Reading.PARTLY, "", List.of(), List.of());
    }
    SqlEffects.Found found = SqlEffects.of(Migrations.text(bytes.get()));
    Reading reading = found.partly() ? Reading.PARTLY : Reading.WHOLE;
    return new Migration(
        plain, kind, reading, print(bytes), List.copyOf(found.created()), found.effects());
  }

  private static String print(Optional<byte[]> bytes) {
    return bytes.map(Migrations::print).orElse("");
  }
}
