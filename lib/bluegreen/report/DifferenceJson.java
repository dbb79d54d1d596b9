package bluegreen.report;

import bluegreen.contents.Difference;
import bluegreen.contents.Difference.Change;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.util.List;
import java.util.Locale;

/** What changes from one release to another, as an object for programs. */
public final class DifferenceJson {
  private DifferenceJson() {}

  /** All of it. */
  public static JsonObject of(Difference difference) {
    JsonObject json = new JsonObject();
    json.put("libraries", changes(difference.libraries()));
    json.put("keys", changes(difference.keys()));
    json.put("migrations", changes(difference.migrations()));
    if (difference.classFile() > 0) {
      JsonObject classFile = new JsonObject();
      classFile.put("before", difference.classFileBefore());
      classFile.put("after", difference.classFile());
      json.put("class_file", classFile);
    }
    return json;
  }

  private static JsonArray changes(List<Change> changes) {
    JsonArray all = new JsonArray();
    for (Change change : changes) {
      JsonObject one = new JsonObject();
      one.put("change", change.kind().name().toLowerCase(Locale.ROOT));
      one.put("name", change.name());
      if (!change.before().isEmpty()) {
        one.put("before", change.before());
      }
      if (!change.after().isEmpty()) {
        one.put("after", change.after());
      }
      all.add(one);
    }
    return all;
  }
}
