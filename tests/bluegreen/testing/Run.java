package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.List;

/**
 * A run of the product that has come to its end.
 *
 * @param command the command line
 * @param exit its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Run(List<String> command, int exit, String out, String err) {

  /** Fails, with all of the output, unless the exit code is this one. */
  public Run expect(int code) {
    assertEquals(code, exit, this::toString);
    return this;
  }

  /** Fails, with all of the output, unless a text is in it, on either stream. */
  public Run says(String text) {
    assertTrue(all().contains(text), () -> "expected \"" + text + "\" in the output of " + this);
    return this;
  }

  /** Fails, with all of the output, unless a regular expression is found in it. */
  public Run matches(String regex) {
    boolean found = java.util.regex.Pattern.compile(regex).matcher(all()).find();
    assertTrue(found, () -> "expected /" + regex + "/ in the output of " + this);
    return this;
  }

  /** Fails, with all of the output, if a text is anywhere in it. */
  public Run never(String text) {
    assertFalse(all().contains(text), () -> "found \"" + text + "\" in the output of " + this);
    return this;
  }

  /** Both streams. */
  public String all() {
    return out + err;
  }

  /** The lines of standard output, each of which has to be a JSON object. */
  public List<JsonObject> json() {
    return out.lines().map(this::parsed).toList();
  }

  private JsonObject parsed(String line) {
    try {
      return JsonParser.object().from(line);
    } catch (JsonParserException e) {
      throw new AssertionError("not a JSON object: " + line + "\nin the output of " + this, e);
    }
  }

  /** The one JSON object that was printed. */
  public JsonObject object() {
    List<JsonObject> all = json();
    assertEquals(1, all.size(), this::toString);
    return all.get(0);
  }

  /** The events of that kind. */
  public List<JsonObject> events(String kind) {
    return json().stream().filter(e -> kind.equals(e.getString("event"))).toList();
  }

  /** The recap, which has to be the last line. */
  public JsonObject recap() {
    List<JsonObject> all = json();
    assertFalse(all.isEmpty(), this::toString);
    JsonObject last = all.get(all.size() - 1);
    assertEquals("recap", last.getString("event"), this::toString);
    return last;
  }

  /** The steps with that status, tasks as {@code before_switch: NAME}, in their order. */
  public List<String> steps(String status) {
    return events("step").stream()
        .filter(e -> status.equals(e.getString("status")))
        .map(Run::title)
        .toList();
  }

  /** All steps in their order, named as in {@link #steps(String)}. */
  public List<String> steps() {
    return events("step").stream().map(Run::title).toList();
  }

  private static String title(JsonObject event) {
    String step = event.getString("step");
    return event.has("task") ? step + ": " + event.getString("task") : step;
  }

  @Override
  public String toString() {
    return "%s%nexit code %d%n--- standard output:%n%s--- standard error:%n%s"
        .formatted(String.join(" ", command), exit, out, err);
  }
}
