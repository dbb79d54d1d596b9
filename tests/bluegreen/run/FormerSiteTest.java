package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.nginx.NginxFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A site whose file has another name in the playbook")
class FormerSiteTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "switch: {0}")
  @ValueSource(strings = {"live", "reload"})
  @DisplayName("is found where the last run has put it")
  void found(String kind) throws Exception {
    try (Bench bench = new Bench(folder, "nginx:, switch: " + kind)) {
      Path former = Files.move(bench.site, bench.site.resolveSibling("former.conf"));
      String layout = Files.readString(bench.dir.owner());
      Files.writeString(bench.dir.owner(), layout.replace("site.conf", "former.conf"));
      NginxFacts seen = bench.nginx.observe();
      assertEquals(Optional.of(former), seen.former());
      assertEquals(Optional.of(Files.readString(former)), seen.target());
    }
  }
}
