package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Accounts;
import bluegreen.host.Reach.Shut;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Of an nginx that is installed and does not run")
class StoppedNginxTest {
  private static final String NAMED = ", server_name: [shop.example.com]";

  @TempDir Path folder;
  private Ground ground;
  private NginxFacts seen;

  @BeforeEach
  void open() throws Exception {
    ground = new Ground(folder);
    program(folder.resolve("nginx"), "echo \"$*\" >> " + folder + "/calls");
    Files.createDirectory(folder.resolve("conf.d"));
    conf("include conf.d/*.conf;");
  }

  @AfterEach
  void close() {
    ground.close();
  }

  /** The group that the app's folder has. */
  private String group() throws Exception {
    return Files.readAttributes(ground.dir.root(), PosixFileAttributes.class).group().getName();
  }

  private static void program(Path file, String line) throws Exception {
    Files.writeString(file, "#!/bin/sh\n" + line + "\necho 'nginx version: nginx/1.22.1' >&2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void conf(String http) throws Exception {
    Files.writeString(folder.resolve("nginx.conf"), "pid nginx.pid;\nhttp {\n  " + http + "\n}\n");
  }

  private NginxSetting setting(String site, String more) throws Exception {
    Playbook playbook =
        ground.playbook(
            "shop", "bin: " + folder + "/nginx, conf: nginx.conf, site: " + site + more);
    Nginx nginx = ground.machine.nginx(playbook, ground.dir);
    seen = nginx.observe();
    return new NginxSettingView(
            playbook, ground.dir, Map.of(), true, new Templates(), ground.machine, nginx)
        .of(seen, Optional.empty(), false);
  }

  private List<String> problems(String site, String more) throws Exception {
    return setting(site, more).contact().orElseThrow().problems();
  }

  @Test
  @DisplayName(
      "nothing is in the way where its files have a place for our site, which it is not asked for")
  void free() throws Exception {
    Files.writeString(
        folder.resolve("conf.d/other.conf"),
        "server { listen 80; server_name other.example.com; root /srv; }\n");
    NginxSetting setting = setting("conf.d/shop.conf", NAMED);
    assertEquals(List.of(), setting.contact().orElseThrow().problems());
    assertEquals(Optional.empty(), seen.problem());
    assertFalse(seen.running());
    // Nobody answers now who could be compared with who answers once it runs.
    assertEquals(List.of(), setting.approach().others());
    assertTrue(setting.approach().entrances().isPresent());
    assertEquals(List.of("-V"), Files.readAllLines(folder.resolve("calls")));
  }

  @Test
  @DisplayName("it is known that it would not read our site")
  void notIncluded() throws Exception {
    String said = problems("sites/shop.conf", NAMED).get(0);
    String site = folder.resolve("sites/shop.conf").toString();
    assertTrue(
        said.contains(
            " does not include " + site + "; add `include " + site.replaceFirst(".$", "")),
        said);
    conf("include sites/shop.con[f];"); // As it says, before the file is there.
    assertEquals(List.of(), problems("sites/shop.conf", NAMED));
    conf("include sites/shop.conf;"); // Which nginx would not start with as it is.
    assertEquals(List.of(), problems("sites/shop.conf", NAMED));
    assertEquals(Optional.empty(), seen.problem());
  }

  @Test
  @DisplayName("it is known whose requests ours would be, or be answered by")
  void others() throws Exception {
    Path other = folder.resolve("conf.d/a.conf");
    Files.writeString(
        other,
        "server { listen 80 default_server; server_name shop.example.com;\n"
            + "  location / { proxy_pass http://127.0.0.1:9000; } }\n");
    String unnamed = problems("conf.d/shop.conf", "").get(0);
    assertTrue(unnamed.contains("that ask for none are answered by " + other + ":1"), unnamed);
    String named = problems("conf.d/shop.conf", NAMED).get(0);
    assertTrue(named.contains("requests for shop.example.com on 80 are answered by"), named);
  }

  private Optional<Path> barredFolder() throws Exception {
    return setting("conf.d/shop.conf", NAMED).barred().map(Shut::folder);
  }

  @Test
  @DisplayName("it is known that its workers could not look into the app's folder")
  void barred() throws Exception {
    assertTrue(Accounts.areRoot(), "its workers would run as whoever starts it");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(ground.dir.root());
    Files.setPosixFilePermissions(ground.dir.root(), PosixFilePermissions.fromString("rwx------"));
    assertEquals(Optional.of(ground.dir.root()), barredFolder());
    conf("\n}\nuser nobody " + group() + ";\nevents {");
    assertEquals(Optional.of(ground.dir.root()), barredFolder());
    Files.setPosixFilePermissions(ground.dir.root(), PosixFilePermissions.fromString("rwxr-x---"));
    assertEquals(Optional.empty(), barredFolder(), "by its group");
    Files.setPosixFilePermissions(ground.dir.root(), PosixFilePermissions.fromString("rwx---r-x"));
    assertEquals(
        Optional.of(ground.dir.root()), barredFolder(), "their group's is not the others'");
    Files.setPosixFilePermissions(ground.dir.root(), PosixFilePermissions.fromString("rwx------"));
    conf("\n}\nuser root;\nevents {");
    assertEquals(Optional.empty(), barredFolder());
  }

  @Test
  @DisplayName("it is known what it could not open, and nothing is told of the rest then")
  void broken() throws Exception {
    Files.createDirectory(folder.resolve("conf.d/shop.conf"));
    assertEquals(Optional.empty(), setting("conf.d/shop.conf", NAMED).contact());
    assertEquals(
        Optional.of(folder.resolve("conf.d/shop.conf") + " is a folder and no file"),
        seen.problem());
    conf("\n  include none.inc;");
    setting("conf.d/shop.conf", NAMED);
    assertEquals(
        Optional.of(
            "%1$s/none.inc, which %1$s/nginx.conf:4 includes, does not exist".formatted(folder)),
        seen.problem());
    conf("include links/*;");
    Path link = Files.createDirectory(folder.resolve("links")).resolve("old");
    Files.createSymbolicLink(link, folder.resolve("gone"));
    setting("links/shop", NAMED);
    assertEquals(Optional.of(link + " is a link that leads nowhere"), seen.problem());
  }
}
