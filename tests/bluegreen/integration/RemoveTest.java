package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What remove")
class RemoveTest {

  @Test
  @DisplayName(
      "takes away is all that was made: processes, files and nginx; a dry run touches none")
  void nothingIsLeft() throws IOException {
    try (PrivateServer server = PrivateServer.create()) {
      server.light("1").write("1.yml");
      server.light("2").write("2.yml");
      server.deploy("1.yml");
      server.deploy("2.yml");

      Snapshot before = server.snapshot();
      Run dry = server.run("remove", "--dry-run", "--output", "json", "2.yml").expect(0);
      before.assertSameAs(server.snapshot(), "a dry run of remove");

      Run run = server.run("remove", "--output", "json", "2.yml").expect(0);
      assertEquals(dry.steps("changed"), run.steps("changed"), run::toString);
      assertTrue(run.recap().getInt("changed") >= 4, run::toString);
      assertEquals(List.of(), server.processes());
      assertEquals(List.of("1.yml", "2.yml"), files(server));

      Snapshot removed = server.snapshot();
      server.run("remove", "2.yml").expect(0).says("changed=0");
      removed.assertSameAs(server.snapshot(), "a second remove");

      server.deploy("1.yml");
      server.assertServes("1");
    }
  }

  @Test
  @DisplayName("takes away after a run that was killed while it wrote nginx.conf is all, too")
  void halfAConfiguration() throws IOException {
    try (PrivateServer server = PrivateServer.create()) {
      server.light("1").write("1.yml");
      for (String folder : List.of("nginx/logs", "nginx/temp", "app")) {
        Files.createDirectories(server.folder().resolve(folder));
      }
      server.write("app/lock", "");
      server.write("nginx/" + AtomicFiles.TEMPORARY + "nginx.conf", "worker_proc");
      server.run("remove", "1.yml").expect(0);
      assertEquals(List.of("1.yml"), files(server));
    }
  }

  @Test
  @DisplayName("leaves is what is not ours: another app, and files that were there before")
  void othersStay() throws IOException {
    try (PrivateServer other = PrivateServer.create();
        PrivateServer server = PrivateServer.create()) {
      other.light("1").write("1.yml");
      other.deploy("1.yml");
      Snapshot before = other.snapshot();
      server.light("1").app("dir", "kept/app").write("1.yml");
      Files.createDirectories(server.folder().resolve("kept"));
      server.write("kept/mine", "mine");
      server.deploy("1.yml");
      server.run("remove", "1.yml").expect(0);
      assertEquals(List.of("1.yml", "kept", "kept/mine"), files(server));
      before.assertSameAs(other.snapshot(), "the removal of another app");
      other.assertServes("1");
    }
  }

  @Test
  @DisplayName("takes away is a link to the site file, too, which every run before it has kept")
  void linked() throws IOException {
    try (PrivateServer server = PrivateServer.create()) {
      server.nginx().configure("root", "include \"enabled/*\";");
      Path available = Files.createDirectories(server.folder().resolve("nginx/available"));
      Path enabled = Files.createDirectories(server.folder().resolve("nginx/enabled"));
      Path link = Files.createSymbolicLink(enabled.resolve("shop"), Path.of("../available/shop"));
      server.light("1").nginx("site", "nginx/enabled/shop").write("1.yml");
      server.deploy("1.yml"); // It leads to nothing until then.
      String text = Files.readString(available.resolve("shop"));

      server
          .light("2")
          .nginx("site", "nginx/enabled/shop")
          .nginx("switch", "reload")
          .app("env", "{ SHOP_FAIL: broken }")
          .write("2.yml");
      server.run("2.yml").expect(1).says("put ").says("enabled/shop back as it was");
      assertEquals(Path.of("../available/shop"), Files.readSymbolicLink(link));
      assertEquals(text, Files.readString(available.resolve("shop")));

      server.light("1").nginx("site", "nginx/available/shop").write("1.yml");
      server.deploy("1.yml");
      Run dry = server.run("remove", "--dry-run", "--output", "json", "1.yml").expect(0);
      Run run = server.run("remove", "--output", "json", "1.yml").expect(0);
      assertEquals(dry.steps("changed"), run.steps("changed"), run::toString);
      assertEquals(List.of(), files(server).stream().filter(f -> f.endsWith("shop")).toList());
    }
  }

  private static List<String> files(PrivateServer server) throws IOException {
    try (Stream<Path> files = Files.walk(server.folder())) {
      return files
          .filter(f -> !f.equals(server.folder()))
          .map(f -> server.folder().relativize(f).toString())
          .sorted()
          .toList();
    }
  }
}
