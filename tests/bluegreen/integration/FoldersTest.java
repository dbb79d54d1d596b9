package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("The app's folder")
class FoldersTest {
  private PrivateServer server;

  @BeforeEach
  void open() {
    server = PrivateServer.create();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void refused(String command, String playbook, String why) {
    Snapshot before = server.snapshot();
    for (String option : List.of("--dry-run", "--verbose")) {
      Run run = server.run(command, option, playbook).expect(1);
      run.says(why);
      before.assertSameAs(server.snapshot(), command + " " + option);
    }
  }

  @Test
  @DisplayName("is none that others use, too: not the system's, the playbook's, or one with files")
  void refused() throws Exception {
    for (String folder : List.of(".", "..", "/", "/etc", "/home", "/usr", "/var", "/var/lib")) {
      server.light("1").app("dir", folder).write("1.yml");
      refused("deploy", "1.yml", "give the app a folder of its own");
      server.run("remove", "1.yml").expect(0).says("changed=0");
    }
    Path uploads = Files.createDirectories(server.folder().resolve("mine/uploads"));
    Files.writeString(uploads.resolve("a.png"), "mine");
    server.light("1").app("dir", "mine").write("1.yml");
    refused("deploy", "1.yml", "is not empty and was not made by us (uploads is in it)");
    server.run("remove", "1.yml").expect(0).says("changed=0");
    assertEquals("mine", server.read("mine/uploads/a.png"));
  }

  @Test
  @DisplayName("keeps what we did not make when the app is removed, and what it is is said")
  void othersStay() throws Exception {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    Files.delete(server.folder().resolve("app/owner.json")); // As versions before this one left it.
    List<String> mine = List.of("uploads/a", "releases/2024/a", "logs/gc.log", "work/a");
    for (String name : mine) {
      Files.createDirectories(server.folder().resolve("app/" + name).getParent());
      server.write("app/" + name, "mine");
    }
    server.write("nginx/logs/mine.log", "mine");
    String said = "but for what is not ours in it: logs/gc.log, releases/2024, uploads, work";
    server.run("remove", "--dry-run", "1.yml").expect(0).says(said);
    server.run("remove", "1.yml").expect(0).says(said);
    assertEquals(List.of(), server.processes());
    for (String name : mine) {
      assertEquals("mine", server.read("app/" + name));
    }
    assertEquals("mine", server.read("nginx/logs/mine.log"));
    try (var left = Files.walk(server.folder().resolve("app"))) {
      assertEquals(mine.size(), left.filter(Files::isRegularFile).count());
    }
  }

  @Test
  @DisplayName("belongs to one site: another playbook's is refused before anything")
  void oneSite() throws IOException {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server
        .light("2")
        .nginx("prefix", "staging")
        .nginx("site", "staging/site.conf")
        .nginx("listen", "[\"127.0.0.1:" + server.securePort() + "\"]")
        .write("staging.yml");
    String site = "belongs to the site " + server.folder().resolve("nginx/site.conf");
    for (String command : List.of("deploy", "remove")) {
      refused(command, "staging.yml", site);
    }
    server.light("2").app("name", "store").write("store.yml");
    refused("deploy", "store.yml", "belongs to the app shop; give store a folder of its own");
    server.assertServes("1");
    server.run("verify", "1.yml").expect(0);
    assertTrue(Files.exists(server.folder().resolve("app/owner.json")));
    server.run("remove", "1.yml").expect(0);
    assertFalse(Files.exists(server.folder().resolve("app")));
  }
}
