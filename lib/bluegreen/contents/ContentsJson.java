package bluegreen.contents;

import bluegreen.contents.Contents.Library;
import bluegreen.contents.Migration.Effect;
import bluegreen.contents.Migration.Kind;
import bluegreen.contents.Migration.Reading;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is in a release as it is kept beside it, so that nobody has to look again. */
public final class ContentsJson {
  /** What an earlier version has told otherwise is looked at anew. */
  private static final int FORM = 1;

  private ContentsJson() {}

  /** To be kept. */
  public static JsonObject of(Contents contents) {
    JsonObject json = new JsonObject();
    json.put("form", FORM);
    JsonArray libraries = new JsonArray();
    contents.libraries().forEach(l -> libraries.add(JsonArray.from(l.name(), l.version())));
    json.put("libraries", libraries);
    json.put("keys", new JsonArray(contents.keys()));
    json.put("class_file", contents.classFile());
    json.put("started", contents.started());
    JsonArray migrations = new JsonArray();
    contents.migrations().forEach(m -> migrations.add(of(m)));
    json.put("migrations", migrations);
    json.put("complete", contents.complete());
    json.put("unread", new JsonArray(contents.unread()));
    return json;
  }

  private static JsonObject of(Migration migration) {
    JsonObject json = new JsonObject();
    json.put("name", migration.name());
    json.put("kind", word(migration.kind()));
    json.put("reading", word(migration.reading()));
    json.put("print", migration.print());
    json.put("created", new JsonArray(migration.created()));
    JsonArray effects = new JsonArray();
    migration.effects().forEach(e -> effects.add(JsonArray.from(e.verb(), e.object(), e.table())));
    json.put("effects", effects);
    return json;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** As it was kept; empty where that cannot be read. */
  public static Optional<Contents> read(JsonObject json) {
    if (json.getInt("form", 0) != FORM) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Contents(
              arrays(json, "libraries").stream()
                  .map(l -> new Library(plain(l.getString(0)), plain(l.getString(1))))
                  .toList(),
              texts(json, "keys"),
              json.getInt("class_file"),
              json.getInt("started"),
              json.getArray("migrations").stream().map(m -> migration((JsonObject) m)).toList(),
              json.getBoolean("complete"),
              texts(json, "unread")));
    } catch (RuntimeException e) {
      return Optional.empty(); // Nobody else's text is ours.
    }
  }

  private static Migration migration(JsonObject json) {
    return new Migration(
        plain(json.getString("name")),
        Kind.valueOf(json.getString("kind").toUpperCase(Locale.ROOT)),
        Reading.valueOf(json.getString("reading").toUpperCase(Locale.ROOT)),
        json.getString("print", ""),
        texts(json, "created"),
        arrays(json, "effects").stream()
            .map(e -> new Effect(plain(e.getString(0)), plain(e.getString(1)), e.getString(2, "")))
            .toList());
  }

  private static List<JsonArray> arrays(JsonObject json, String key) {
    return json.getArray(key).stream().map(JsonArray.class::cast).toList();
  }

  private static List<String> texts(JsonObject json, String key) {
    return json.getArray(key).stream().map(text -> plain((String) text)).toList();
  }

  private static String plain(String text) {
    return Names.plain(text);
  }
}
