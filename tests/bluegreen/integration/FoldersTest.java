package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    String home = System.getProperty("user.home");
    for (String folder : List.of(".", "/", "/etc", "/etc/nginx/conf.d", home, "/var/lib", "/srv")) {
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
  @DisplayName(
      "and those above it are nobody's but ours: whoever else's is neither read nor written")
  void otherHands() throws Exception {
    server.light("1").app("dir", "above/app").write("1.yml");
    server.deploy("1.yml");
    Path app = server.folder().resolve("above/app");
    give(app, 4711);
    String theirs = "app.dir: " + app + " belongs to 4711";
    for (String command :
        List.of("deploy", "rollback", "remove", "status", "verify", "history", "logs", "reload")) {
      Run run = server.run(command, "1.yml").expect(1).says(theirs);
      run.says("run this as ").says(", or: chown root: " + app);
    }
    server.run("deploy", "--dry-run", "1.yml").expect(1).says(theirs);
    give(app, 1);
    Run sudo = server.deployer().env("SUDO_UID", "1").run("1.yml").expect(0);
    sudo.says("changed=0");
    give(app, 0);
    give(app.getParent(), 4711);
    server.run("1.yml").expect(1).says("app.dir: " + app.getParent() + " belongs to 4711");
    give(app.getParent(), 0);
    mode(app.getParent(), "rwxrwxrwx");
    server.run("1.yml").expect(1).says("everybody may write to " + app.getParent());
    mode(app.getParent(), "rwxr-xr-x");
    give(server.folder().resolve("nginx"), 4711);
    server.run("1.yml").expect(1).says("nginx.prefix: " + server.folder() + "/nginx belongs to");
    give(server.folder().resolve("nginx"), 0);
    server.run("1.yml").expect(0).says("changed=0");
    server.assertServes("1");
  }

  @Test
  @DisplayName("holds nothing under a name of ours that is not of our making: a link, a pipe")
  void planted() throws Exception {
    server.light("1").write("1.yml");
    server.light("2").write("2.yml");
    server.deploy("1.yml");
    Path app = server.folder().resolve("app");
    Path secret = server.write("secret", "keep");
    for (String name : List.of("releases", "slots", "live", "logs")) {
      Path real = Files.move(app.resolve(name), server.folder().resolve("moved"));
      Files.createSymbolicLink(app.resolve(name), real);
      for (String command : List.of("deploy", "remove")) {
        server
            .run(command, "2.yml")
            .expect(1)
            .says(name + " is a link to " + real + "; it has to be a folder of its own: rm ");
      }
      Files.delete(app.resolve(name));
      pipe(app.resolve(name));
      server.run("deploy", "2.yml").expect(1).says(name + " is a pipe or device and not a folder");
      Files.delete(app.resolve(name));
      Files.move(real, app.resolve(name));
    }
    Path history = app.resolve("history.jsonl");
    Path real = Files.move(history, server.folder().resolve("moved"));
    Files.createSymbolicLink(history, secret);
    server.run("2.yml").expect(1).says("history.jsonl is a link to " + secret);
    Files.delete(history);
    pipe(history);
    for (String command : List.of("deploy", "history")) { // Nobody writes into it.
      server.run(command, "2.yml").expect(1).says("history.jsonl is a pipe or device");
    }
    give(history, 4711);
    server.run("rollback", "2.yml").expect(1).says("history.jsonl belongs to 4711");
    Files.delete(history);
    try (RandomAccessFile huge = new RandomAccessFile(history.toFile(), "rw")) {
      huge.setLength(5_000_000_000L);
    }
    server.run("history", "2.yml").expect(1).says("history.jsonl has 5.0 GB");
    Files.delete(history);
    Files.move(real, history);
    assertEquals("keep", Files.readString(secret));
    server.run("1.yml").expect(0).says("changed=0");
  }

  private static void pipe(Path path) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
  }

  @Test
  @DisplayName("is no pipe: nobody waits for whoever writes to it")
  void isPipe() throws Exception {
    pipe(server.folder().resolve("pipe"));
    server.light("1").app("dir", "pipe").write("pipe.yml");
    String why = "app.dir: " + server.folder() + "/pipe is a file, not a folder";
    server.run("--dry-run", "pipe.yml").expect(1).says(why);
    server.run("pipe.yml").expect(1).says(why);
    server.run("remove", "pipe.yml").expect(0).says("nothing to remove");
  }

  @Test
  @DisplayName("is not made where others could lead us elsewhere by a link")
  void workdir() throws Exception {
    Path theirs = Files.createDirectories(server.folder().resolve("theirs"));
    Path ours = Files.createDirectories(server.folder().resolve("ours"));
    Files.createSymbolicLink(theirs.resolve("link"), ours);
    give(theirs, 4711);
    server.light("1").app("workdir", theirs + "/link/work").write("1.yml");
    String why = "app.workdir: " + theirs + " belongs to 4711, and so others could have another";
    server.run("--dry-run", "1.yml").expect(1).says(why);
    server.run("1.yml").expect(1).says(why);
    assertFalse(Files.exists(ours.resolve("work")));
  }

  private static void give(Path path, int uid) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  @DisplayName("goes when the app is removed, and those above it, as far as they were made by us")
  void made() throws Exception {
    Files.createDirectories(server.folder().resolve("mine"));
    server.light("1").app("dir", "mine/a/b/app").nginx("prefix", "mine/n/nginx").write("1.yml");
    server.deploy("1.yml");
    server.run("remove", "1.yml").expect(0);
    assertEquals(List.of("mine"), folders());

    Path app = Files.createDirectories(server.folder().resolve("disk/app"));
    Files.createSymbolicLink(server.folder().resolve("link"), app);
    server.light("1").app("dir", "link").write("1.yml");
    server.deploy("1.yml");
    String emptied = " " + server.folder() + "/link, which was there before us";
    server.run("remove", "--dry-run", "1.yml").expect(0).says("would empty" + emptied);
    server.run("remove", "1.yml").expect(0).says("emptied" + emptied);
    server.run("remove", "1.yml").expect(0).says("changed=0");
    assertEquals(List.of("disk", "disk/app", "mine"), folders());
    assertTrue(Files.isSymbolicLink(server.folder().resolve("link")));
    server.deploy("1.yml");
    server.run("remove", "1.yml").expect(0);
    assertEquals(List.of("disk", "disk/app", "mine"), folders());
  }

  private List<String> folders() throws IOException {
    try (var all = Files.walk(server.folder())) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> server.folder().relativize(path).toString())
          .filter(path -> !path.isEmpty())
          .sorted()
          .toList();
    }
  }

  @Test
  @DisplayName("that is a disk of its own is emptied, and that is all right")
  void mountPoint() throws Exception {
    server.light("1").write("1.yml");
    Files.createDirectories(server.folder().resolve("app"));
    String script =
        "mount -t tmpfs none app && mkdir app/lost+found && \"$@\" 1.yml && \"$@\" remove 1.yml"
            + " && \"$@\" status 1.yml && echo left: $(ls -A app) && mountpoint app";
    Run run = server.deployer().through("unshare", "-m", "sh", "-ec", script, "sh").run();
    run.expect(0).says("left: lost+found").says("shop   active: none").says("is a mountpoint");
    String last = run.out().lines().filter(l -> l.startsWith("RECAP")).toList().get(1);
    assertFalse(last.contains("active blue"), last);
    assertEquals(List.of(), server.processes());
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
    refused("deploy", "store.yml", "/app belongs to the app shop, as do ports.blue: ");
    refused("deploy", "store.yml", "give store a folder of its own, and other values for these");
    server.assertServes("1");
    server.run("verify", "1.yml").expect(0);
    assertTrue(Files.exists(server.folder().resolve("app/owner.json")));
    server.run("remove", "1.yml").expect(0);
    assertFalse(Files.exists(server.folder().resolve("app")));
  }
}
