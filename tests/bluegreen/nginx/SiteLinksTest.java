package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A link to a site that is not there yet")
class SiteLinksTest {
  @TempDir Path temporary;
  private Path site;
  private Path link;

  @BeforeEach
  void link() throws Exception {
    Path folder = temporary.toRealPath();
    site = Files.createDirectory(folder.resolve("sites-available")).resolve("shop");
    link = Files.createDirectory(folder.resolve("sites-enabled")).resolve("shop");
    Files.createSymbolicLink(link, Path.of("../sites-available/shop"));
  }

  private Optional<String> dangling(Path missing, Path named) {
    return SiteLinks.dangling(
        "nginx: [emerg] open() \"%s\" failed (2: No such file or directory) in /e/nginx.conf:3"
            .formatted(missing),
        named);
  }

  private String told(String how) {
    return "%1$s is a link of the site's own to %2$s, which is not there yet: rm %1$s, "
            .formatted(link, site)
        + how;
  }

  @Test
  @DisplayName("is known as the site's, by whichever name the playbook has, with what to do")
  void own() {
    assertEquals(
        Optional.of(told("then run this again, which writes the site there")),
        dangling(link, link));
    assertEquals(
        Optional.of(
            told(
                "and have `site: %s` in the playbook, where it is written without a link"
                    .formatted(link))),
        dangling(link, site));
  }

  @Test
  @DisplayName("is not meant where nginx refuses another file, or the site is there")
  void others() throws Exception {
    Path other = Files.createSymbolicLink(link.resolveSibling("other"), Path.of("nowhere"));
    assertEquals(Optional.empty(), dangling(other, site));
    assertEquals(Optional.empty(), dangling(link.resolveSibling("none"), site));
    assertEquals(Optional.empty(), SiteLinks.dangling("nginx: [emerg] else", site));
    Files.writeString(site, "");
    assertEquals(Optional.empty(), dangling(link, site));
  }
}
