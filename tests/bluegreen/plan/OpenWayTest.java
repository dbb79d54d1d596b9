package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Of what is fetched by http:// is said")
class OpenWayTest {
  private static final String DIGEST =
      "\nsha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  private static final String HEADERS = "\nheaders: { X-Token: abc }";

  @TempDir Path folder;

  private String said(String app) throws Exception {
    String yaml =
        """
        app:
          name: shop
        %sports: { blue: 8081, green: 8082 }
        health: { url: "http://127.0.0.1:{{ port }}/" }
        nginx: { site: /etc/nginx/conf.d/shop.conf }
        """
            .formatted(app.indent(2));
    Surroundings around = new Surroundings(Map.of(), true, Optional.empty(), Map.of());
    Path file = Files.writeString(folder.resolve("playbook.yml"), yaml);
    Playbook playbook = new PlaybookReader(new Templates(), around).read(file);
    return OpenWay.note(playbook.app()).map(Note::inOneLine).orElse("");
  }

  @Test
  @DisplayName("who may have a say in it, and who learns what")
  void open() throws Exception {
    String decides = "app.jar: by http:// whoever is on the way decides what is deployed";
    assertEquals(decides + "; use https://, or give app.sha256", said("jar: http://h/a.jar"));
    String all = decides + ", and learns who we are; use https://, or give app.sha256";
    assertEquals(all, said("jar: http://h/a.jar" + HEADERS));
    assertEquals(all, said("jar: http://joe:pw@h/a.jar"));
    assertEquals(
        "app.jar: by http:// whoever is on the way learns who we are; use https://",
        said("jar: http://h/a.jar" + DIGEST + HEADERS));
  }

  @Test
  @DisplayName("nothing where nobody has, and nobody does")
  void closed() throws Exception {
    assertEquals("", said("jar: https://h/a.jar" + HEADERS));
    assertEquals("", said("jar: http://h/a.jar" + DIGEST));
    assertEquals("", said("jar: http://127.0.0.1:8000/a.jar" + HEADERS));
    assertEquals("", said("jar: a.jar"));
  }
}
