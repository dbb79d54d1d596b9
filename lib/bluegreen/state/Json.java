package bluegreen.state;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Reads our own records; garbage counts as no record at all. */
final class Json {
  private Json() {}

  static Optional<JsonObject> read(Path file) {
    try {
      return parse(Records.text(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<JsonObject> parse(String text) {
    try {
      return Optional.of(JsonParser.object().from(text));
    } catch (JsonParserException | RuntimeException e) {
      return Optional.empty();
    }
  }

  static Optional<String> text(JsonObject json, String key) {
    return Optional.ofNullable(json.getString(key)).filter(s -> !s.isEmpty());
  }

  static Instant time(JsonObject json, String key) {
    try {
      return Instant.parse(json.getString(key, ""));
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
