package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.WitnessKey;
import bluegreen.plan.FileAction;
import bluegreen.playbook.Slot;
import bluegreen.state.Artifact;
import bluegreen.state.Layout;
import bluegreen.state.LocalFiles;
import bluegreen.state.Release;
import bluegreen.state.Releases;
import bluegreen.state.Roles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Work on files")
class FileWorkTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void does(FileAction action) throws Exception {
    bench.hands.files(action);
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  @DisplayName("goes on where the processes cannot be told what they are, and says so")
  void untold() throws Exception {
    Files.createDirectories(bench.dir.root());
    Files.writeString(bench.dir.roles(), "in the way");
    does(
        new FileAction.TellRoles(
            Map.of(Slot.BLUE, Roles.Role.ACTIVE, Slot.GREEN, Roles.Role.STOPPED)));
    assertTrue(bench.hands.warnings().get(0).contains("BLUEGREEN_ROLE_FILE"));
    assertEquals(List.of(), bench.hands.warnings());
  }

  @Test
  @DisplayName("stores a release")
  void store() throws Exception {
    Path file = Files.writeString(folder.resolve("shop.jar"), "one");
    Release release =
        new Releases(bench.dir)
            .of("1", Artifact.read(file), new LocalFiles(file, "app.files", bench.dir));
    does(
        new FileAction.StoreRelease(
            release, new LocalFiles(file, "app.files", bench.dir), OptionalInt.empty()));
    assertEquals("one", Files.readString(release.artifact()));
  }

  @Test
  @DisplayName("enters the app where others of this machine look for it")
  void enter() throws Exception {
    Files.delete(bench.dir.owner());
    Layout layout = Layout.of(bench.playbook, "us");
    does(new FileAction.Enter(layout, Optional.empty()));
    assertTrue(Files.exists(bench.dir.owner()));
    Path link = folder.resolve("system/.apps/shop-1");
    does(new FileAction.Enter(layout, Optional.of(link)));
    assertEquals(bench.dir.root(), Files.readSymbolicLink(link));
    does(new FileAction.Remove(link));
    assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    assertTrue(Files.exists(bench.dir.root()), "the link alone");
  }

  @Test
  @DisplayName("makes folders, each as open as it is to be, and the key of the witness")
  void folders() throws Exception {
    Path open = bench.dir.root().resolve("open");
    does(new FileAction.CreateFolder(open, 0711));
    assertEquals("rwx--x--x", mode(open));
    does(new FileAction.CreateWorkdir(bench.dir.work(), Optional.empty()));
    assertEquals("rwxr-x---", mode(bench.dir.work()));
    bench.machine.files().removeTree(bench.dir.live());
    does(new FileAction.CreateKey(bench.dir.live()));
    assertTrue(new WitnessKey(bench.dir).find().isPresent());
  }

  @Test
  @DisplayName("keeps an edited file beside those that were kept before, for its owner alone")
  void keepEdited() throws Exception {
    Path kept = bench.dir.kept().resolve("site.conf");
    does(new FileAction.KeepEdited(bench.site, "one", kept));
    does(new FileAction.KeepEdited(bench.site, "two", kept));
    assertEquals("one", Files.readString(kept));
    assertEquals("rw-------", mode(kept));
    assertEquals("rwx------", mode(bench.dir.kept()));
    try (var all = Files.list(bench.dir.kept())) {
      assertEquals(2, all.count());
    }
  }

  @Test
  @DisplayName("removes a file or a folder of ours, or one of nginx's")
  void remove() throws Exception {
    Path file = Files.createFile(bench.dir.root().resolve("a"));
    Path within = Files.createDirectories(bench.dir.root().resolve("b/c")).getParent();
    does(new FileAction.Remove(file));
    does(new FileAction.Remove(within));
    does(new FileAction.Remove(bench.site));
    assertFalse(Files.exists(file) || Files.exists(within) || Files.exists(bench.site));
  }

  @Test
  @DisplayName("removes the app's folder without what somebody else has put into it")
  void removeAll() throws Exception {
    Path stranger = Files.createFile(bench.dir.root().resolve("letters"));
    does(new FileAction.Remove(bench.dir.root()));
    assertTrue(Files.exists(stranger));
    assertFalse(Files.exists(bench.dir.live()));
    Files.delete(stranger);
    does(new FileAction.Remove(bench.dir.root()));
    assertFalse(Files.exists(bench.dir.root()));
  }
}
