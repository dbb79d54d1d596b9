package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.nginx.NginxFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A site whose file has another name in the playbook")
class FormerSiteTest {
  private static final Predicate<String> FACTS = line -> line.startsWith("# bluegreen: app=");

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

  @Test
  @DisplayName(
      "is found in the stream block, too, which has a folder's name in place of its markers")
  void ofStream() throws Exception {
    try (Bench bench = new Bench(folder, "nginx:, switch: live")) {
      String layout = Files.readString(bench.dir.owner());
      Files.writeString(bench.dir.owner(), layout.replace("site.conf", "stream.conf"));
      String facts = Files.readString(bench.site).lines().filter(FACTS).findFirst().orElseThrow();
      Path stream = bench.site.resolveSibling("stream.conf");
      Files.delete(bench.site);
      for (String folder : List.of(bench.dir.live().toString(), "/srv/other/live")) {
        Files.writeString(stream, facts + "\n# bluegreen: folder=" + folder + "\n");
        assertEquals(
            Optional.of(stream).filter(s -> folder.equals(bench.dir.live().toString())),
            bench.nginx.observe().former());
      }
    }
  }
}
