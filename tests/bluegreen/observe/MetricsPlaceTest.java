package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file for Prometheus")
class MetricsPlaceTest {
  @TempDir Path folder;

  private List<String> said(String file) throws Exception {
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(conf, "events {}\nhttp {\n include sites/*;\n include conf.d/*.conf;\n}\n");
    Configuration read = Configuration.ofFiles(conf).orElseThrow();
    return MetricsPlace.included(folder.resolve(file), read).toList();
  }

  @Test
  @DisplayName("is not where nginx would read it as one of its own, over a link or not")
  void included() throws Exception {
    Files.createDirectory(folder.resolve("sites"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("sites"));
    for (String file : List.of("sites/shop.prom", "conf.d/shop.conf", "link/shop.prom")) {
      List<String> said = said(file);
      assertEquals(1, said.size(), file);
      assertTrue(
          said.get(0)
              .startsWith(
                  "app.metrics: nginx would read "
                      + folder.resolve(file)
                      + " as a part of its configuration ("
                      + folder.resolve("nginx.conf")
                      + " includes"),
          said::toString);
    }
    for (String file : List.of("conf.d/shop.prom", "sites/more/shop.prom", "shop.prom")) {
      assertEquals(List.of(), said(file), file);
    }
  }
}
