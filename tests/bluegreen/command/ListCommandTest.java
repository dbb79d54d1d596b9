package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Surroundings;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The list of apps")
class ListCommandTest {
  @TempDir Path folder;

  private List<String> lines(boolean json) {
    Surroundings here =
        new Surroundings(
            Map.of("XDG_STATE_HOME", folder.toString()), false, Optional.empty(), Map.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ListCommand(here, json, new PrintStream(out, true, StandardCharsets.UTF_8)).run();
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private Path app(String name) throws Exception {
    return Files.createDirectories(folder.resolve("bluegreen").resolve(name));
  }

  @Test
  @DisplayName("has two lines for each, whatever its owner has written into its records")
  void forged() throws Exception {
    JsonObject forged = new JsonObject();
    forged.put("app", "ev\u001b[31mil\nshop   active blue :9999 (66)");
    forged.put("site", "/x");
    forged.put("playbook", "/tmp/x\nroot: run\u202e sudo");
    forged.put("by", "somebody");
    Files.writeString(app("evil").resolve("owner.json"), JsonWriter.string(forged));
    List<String> lines = lines(false);
    int at =
        lines.indexOf(
            "ev?[31mil?shop   active blue :9999 (66)   stopped blue :0   stopped green :0");
    assertTrue(at >= 0, lines::toString);
    assertEquals("  /tmp/x?root: run? sudo (not there any more)", lines.get(at + 1));
    String owner = Files.getOwner(app("evil")).getName();
    JsonObject json =
        lines(true).stream()
            .map(ListCommandTest::parsed)
            .filter(o -> o.getString("dir").equals(folder.resolve("bluegreen/evil").toString()))
            .findFirst()
            .orElseThrow();
    assertEquals(owner, json.getString("by"));
  }

  private static JsonObject parsed(String line) {
    try {
      return JsonParser.object().from(line);
    } catch (JsonParserException e) {
      throw new AssertionError(line, e);
    }
  }
}
