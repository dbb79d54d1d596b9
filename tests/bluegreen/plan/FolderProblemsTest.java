package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.observe.FolderFacts;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A folder is refused to an app")
class FolderProblemsTest {
  @TempDir Path folder;

  private List<String> problems(String dir, String nginx) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("playbook.yml"),
            """
            app: { name: shop, command: [./serve, "{{ port }}"], files: dist, dir: "%s" }
            ports: { blue: 8081, green: 8082 }
            health: { url: "http://127.0.0.1:{{ port }}/" }
            nginx: { %s }
            """
                .formatted(dir, nginx));
    Surroundings here = new Surroundings(Map.of(), false, Optional.empty(), Map.of());
    Playbook playbook = new PlaybookReader(new Templates(), here).read(file);
    FolderFacts seen = FolderFacts.of(playbook, new AppDir(playbook.app().dir()));
    return new FolderProblems(playbook, seen, true).beforeDeployment();
  }

  private List<String> problems(String dir) throws Exception {
    return problems(dir, "site: site.conf, conf: " + folder + "/etc/nginx.conf");
  }

  @ParameterizedTest
  @DisplayName("that others use, too")
  @CsvSource({
    "/, the system",
    "/usr/share, the system",
    "/srv, the system",
    "/var/lib/bluegreen, the system",
    "/etc/nginx/shop, the system",
    "/proc/shop, the system",
    "/sys/shop, the system"
  })
  void system(String dir, String what) throws Exception {
    List<String> problems = problems(dir);
    String begin = "app.dir: " + dir + " is a folder of " + what + "; give the app a folder of its";
    assertTrue(problems.get(0).startsWith(begin), problems::toString);
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).endsWith("bluegreen/shop"), problems::toString);
  }

  @Test
  @DisplayName("that is a home folder, the playbook's or nginx's, or above one of them")
  void mine() throws Exception {
    String home = System.getProperty("user.home");
    assertTrue(problems(home).get(0).contains(" is a "), problems(home)::toString);
    assertTrue(problems(".").get(0).contains(" is the playbook's folder, or above it; "));
    assertTrue(problems("etc").get(0).contains(" is nginx's folder, or above or in it; "));
    assertTrue(problems("etc/shop").get(0).contains(" is nginx's folder, or above or in it; "));
    assertEquals(List.of(), problems("shop"));
  }

  @Test
  @DisplayName("that is in what is deployed")
  void inFiles() throws Exception {
    Files.createDirectories(folder.resolve("dist"));
    String expected = " is in app.files (" + folder.resolve("dist") + "); ";
    assertTrue(problems("dist/shop").get(0).contains(expected), problems("dist/shop")::toString);
  }

  @Test
  @DisplayName("as the prefix of a new nginx, if others use it")
  void prefix() throws Exception {
    List<String> problems = problems("shop", "prefix: /srv, site: /srv/site.conf");
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).startsWith("nginx.prefix: /srv is a folder of the system; "));
    assertEquals(List.of(), problems("shop", "prefix: ngx, site: ngx/site.conf"));
  }

  @Test
  @DisplayName("that holds something of somebody else's, or is none")
  void occupied() throws Exception {
    Path dir = Files.createDirectory(folder.resolve("shop"));
    assertEquals(List.of(), problems("shop"));
    Path letters = Files.createFile(dir.resolve("letters"));
    assertEquals(
        List.of(
            "app.dir: "
                + dir
                + " is not empty and was not made by us (letters is in it); choose a folder of its"
                + " own, such as "
                + dir.resolve("shop")),
        problems("shop"));
    Files.delete(letters);
    Files.createDirectories(dir.resolve("nginx"));
    assertEquals(List.of(), problems("shop", "prefix: shop/nginx, site: shop/nginx/site.conf"));
    Files.createFile(folder.resolve("file"));
    assertEquals(
        List.of("app.dir: " + folder.resolve("file") + " is a file, not a folder"),
        problems("file"));
  }
}
