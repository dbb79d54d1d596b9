package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What another user says that his app has")
class LayoutTest {
  @TempDir Path folder;

  @Test
  @DisplayName("forges no line of ours, and is obeyed by no terminal")
  void plain() throws Exception {
    JsonObject json = new JsonObject();
    json.put("app", "shop\nRECAP shop: ok=11");
    json.put("site", "/etc/nginx/a\r.conf");
    json.put("playbook", "/srv/\u001b[2Jshop.yml");
    json.put("by", "root\n");
    AppDir dir = new AppDir(folder);
    Files.writeString(dir.owner(), JsonWriter.string(json));
    Layout layout = Layout.read(dir).orElseThrow();
    assertEquals(
        "shop?RECAP shop: ok=11 (app.dir " + folder + ", deployed by root? with /srv/?[2Jshop.yml)",
        layout.describe());
    assertEquals(Path.of("/etc/nginx/a?.conf"), layout.site());
  }
}
