package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Account;
import bluegreen.host.Accounts;
import bluegreen.host.HostFailure;
import bluegreen.host.Trail;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Records;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a playbook gives to an app")
class FolderOwnersTest {
  /** A number that no account has. */
  private static final int STRANGER = 61_500;

  @TempDir Path temporary;
  private Path folder;
  private Ground ground;
  private AppDir dir;
  private Playbook playbook;

  @BeforeEach
  void make() throws Exception {
    folder = temporary.toRealPath();
    ground = new Ground(folder);
    dir = ground.dir;
    playbook = ground.playbook("app", "site: shop.conf, listen: [8090]");
    for (Path each : List.of(dir.live(), dir.releases(), dir.slots(), dir.logs())) {
      Files.createDirectories(each);
    }
    Files.writeString(dir.history(), "");
    Files.writeString(dir.slots().resolve("blue.json"), "{}");
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private FolderOwners owners() {
    return new FolderOwners(playbook, dir, ground.machine.commands(), Map.of());
  }

  private List<String> problems() throws Exception {
    return owners().problems(true);
  }

  private String problem() throws Exception {
    List<String> problems = problems();
    assertEquals(1, problems.size(), problems::toString);
    HostFailure refused = assertThrows(HostFailure.class, () -> owners().require(true));
    assertEquals(problems.get(0), refused.getMessage());
    return problems.get(0);
  }

  private static void open(Path path) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @Test
  @DisplayName("is in order where nobody but us could have put it there")
  void fine() throws Exception {
    assertEquals(List.of(), problems());
    owners().require(true);
    assertEquals(List.of(), owners().beforeMaking());
  }

  @Test
  @DisplayName("is a site file behind links that lead to a file, and that only we could change")
  void site() throws Exception {
    Path site = folder.resolve("shop.conf");
    Path real = Files.createDirectories(folder.resolve("sites/deep")).resolve("../shop");
    Files.createSymbolicLink(site, real);
    assertEquals(List.of(), owners().beforeMaking());
    Files.delete(site);
    Files.createSymbolicLink(site, Path.of("none/shop"));
    assertEquals(
        List.of(
            "nginx.site: %1$s/shop.conf is a link to %1$s/none/shop, and there is no folder %1$s/none: mkdir -p %1$s/none"
                .formatted(folder)),
        owners().beforeMaking());
    Files.createDirectories(folder.resolve("none/shop"));
    assertTrue(
        owners()
            .beforeMaking()
            .get(0)
            .endsWith("/none/shop, a folder; choose a file, or: rm " + site));
    Files.delete(site);
    Files.createSymbolicLink(site, site);
    assertTrue(
        owners().beforeMaking().get(0).endsWith(" is a link that leads to itself: rm " + site));
  }

  @Test
  @DisplayName("is no site file behind links that another user could change, nor in his folder")
  void siteOfAnother() throws Exception {
    assertTrue(Accounts.areRoot(), "only root can give files away");
    Path site = folder.resolve("shop.conf");
    Path his = Files.createDirectories(folder.resolve("his/deep"));
    Files.setAttribute(his.getParent(), "unix:uid", STRANGER);
    Files.createSymbolicLink(site, his.resolve("shop"));
    String said = his.getParent() + " belongs to " + STRANGER;
    assertTrue(owners().beforeMaking().get(0).contains(said), owners().beforeMaking()::toString);
    Files.delete(site);
    // By a link of his: what is above a folder is told by where the link to it leads.
    Files.createSymbolicLink(his.resolve("way"), dir.live());
    Files.createSymbolicLink(site, his.resolve("way/../shop"));
    assertEquals(dir.root().resolve("shop"), Trail.of(site).end());
    assertTrue(owners().beforeMaking().get(0).contains(said), owners().beforeMaking()::toString);
  }

  @Test
  @DisplayName("is refused where everybody may write to the app's folder, with what mends it")
  void openToAll() throws Exception {
    open(dir.root());
    assertEquals(
        "app.dir: everybody may write to "
            + dir.root()
            + ", and so others could change what is in "
            + dir.root()
            + "; choose another folder, run this as its owner, or: chmod o-w "
            + dir.root(),
        problem());
  }

  @Test
  @DisplayName("is refused where the folder, or a file in it, belongs to somebody else")
  void another() throws Exception {
    assertTrue(Accounts.areRoot(), "only root can give files away");
    Path record = dir.slots().resolve("blue.json");
    Files.setAttribute(record, "unix:uid", STRANGER);
    assertEquals(
        "app.dir: "
            + record
            + " belongs to "
            + STRANGER
            + ", and only we may write there; look at it, then: chown root: "
            + record,
        problem());
    Files.setAttribute(dir.root(), "unix:uid", STRANGER);
    assertTrue(problem().startsWith("app.dir: " + dir.root() + " belongs to " + STRANGER));
  }

  @Test
  @DisplayName("is refused where everybody may write to what we read, in any folder of ours")
  void within() throws Exception {
    for (Path each : List.of(dir.releases(), dir.slots(), dir.live(), dir.logs())) {
      Path file = Files.createFile(each.resolve("x"));
      open(file);
      assertTrue(problem().startsWith("app.dir: everybody may write to " + file), each::toString);
      Files.delete(file);
      open(each);
      assertTrue(problem().startsWith("app.dir: everybody may write to " + each), each::toString);
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertEquals(List.of(), problems());
  }

  @Test
  @DisplayName("is refused where a link, a file, a folder or a pipe stands in another's place")
  void alien() throws Exception {
    Files.delete(dir.live());
    Files.createSymbolicLink(dir.live(), Path.of("/srv/elsewhere"));
    assertEquals(
        "app.dir: %1$s is a link to /srv/elsewhere; it has to be a folder of its own: rm %1$s"
            .formatted(dir.live()),
        problem());
    Files.delete(dir.live());
    Files.createFile(dir.live());
    assertEquals(
        "app.dir: %1$s is a file and not a folder: mv %1$s %1$s.old".formatted(dir.live()),
        problem());
    Files.delete(dir.live());
    Files.delete(dir.history());
    Files.createDirectory(dir.history());
    assertEquals(
        "app.dir: %1$s is a folder and not a file: mv %1$s %1$s.old".formatted(dir.history()),
        problem());
    Files.delete(dir.history());
    new ProcessBuilder("mkfifo", dir.intent().toString()).start().waitFor();
    assertEquals(
        "app.dir: %1$s is a pipe or device and not a file: mv %1$s %1$s.old"
            .formatted(dir.intent()),
        problem());
  }

  @Test
  @DisplayName("is refused where a record or a log is a link: what it leads to is not ours")
  void links() throws Exception {
    for (Path each : List.of(dir.slots(), dir.live(), dir.logs())) {
      Path link = Files.createSymbolicLink(each.resolve("link"), Path.of("/etc/passwd"));
      assertTrue(problem().contains(link + " is a link to /etc/passwd"), each::toString);
      Files.delete(link);
    }
  }

  @Test
  @DisplayName("is refused where a record is larger than any of ours; a log may be")
  void huge() throws Exception {
    Path log = dir.logs().resolve("r1.blue.log");
    for (Path file : List.of(log, dir.history())) {
      assertEquals(List.of(), problems());
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.write(java.nio.ByteBuffer.wrap(new byte[1]), Records.MOST_BYTES);
      }
    }
    assertTrue(problem().startsWith("app.dir: " + dir.history() + " has "), "more than 64 MiB");
    assertEquals(List.of(), owners().problems(false), "the way back does without a history");
  }

  @Test
  @DisplayName("is not asked about what the app itself keeps in its working folder")
  void work() throws Exception {
    Files.createDirectories(dir.work());
    open(dir.work());
    assertEquals(List.of(), problems());
  }

  @Test
  @DisplayName("may be a link to a folder, and not to nothing")
  void linked() throws Exception {
    Path real = folder.resolve("real");
    Files.move(dir.root(), real);
    Files.createSymbolicLink(dir.root(), real);
    assertEquals(List.of(), problems());
    open(real);
    assertTrue(problem().startsWith("app.dir: everybody may write to " + real), "what it leads to");
    ground.files.removeTree(real);
    assertTrue(problem().startsWith("app.dir: " + dir.root() + " is a link to nothing; "));
  }

  @Test
  @DisplayName("is refused where others may write to the folder of an nginx that we configure")
  void prefix() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    playbook = ground.playbook("app", "prefix: run, site: run/shop.conf, listen: [8090]");
    assertEquals(List.of(), problems());
    open(run);
    assertTrue(problem().startsWith("nginx.prefix: everybody may write to " + run));
    Files.writeString(run.resolve("nginx.conf"), "http {}\n");
    assertEquals(List.of(), problems(), "it is an nginx of the user's own");
  }

  @Test
  @DisplayName("is not made where others could have another folder made in its place")
  void making() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    open(shared);
    playbook = workingIn("shared/work", "");
    List<String> problems = owners().beforeMaking();
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems.get(0).startsWith("app.workdir: everybody may write to " + shared), "" + problems);
    Files.createDirectory(shared.resolve("work"));
    assertEquals(List.of(), owners().beforeMaking(), "it is there");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    playbook = workingIn("link", "");
    assertEquals(
        List.of(
            "app.workdir: "
                + folder.resolve("link")
                + " is a link to nothing; create what it leads to, or remove it"),
        owners().beforeMaking());
  }

  private Playbook workingIn(String workdir, String more) throws Exception {
    return ground.playbook(
        "app: { name: app, command: [./serve, \"{{ port }}\"], dir: app, workdir: "
            + workdir
            + more
            + " }",
        "ports: { blue: 8081, green: 8082 }",
        "health: { url: \"http://127.0.0.1:{{ port }}/health\" }",
        "nginx: { site: shop.conf }");
  }

  private List<String> loose() throws Exception {
    return owners().loose().stream()
        .filter(loose -> loose.what().equals("app.workdir"))
        .map(loose -> loose.doubt().fact())
        .toList();
  }

  @Test
  @DisplayName("is told of where others may write to where the app runs, or lead it elsewhere")
  void working() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Path work = Files.createDirectory(shared.resolve("work"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), work);
    playbook = workingIn("link", "");
    assertEquals(List.of(), loose());
    open(shared);
    assertEquals(List.of("everybody may write to " + shared), loose());
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertTrue(Accounts.areRoot(), "only root gives a link to somebody else");
    Files.setAttribute(link, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
    assertEquals(List.of(link + " belongs to " + STRANGER), loose());
  }

  @Test
  @DisplayName("is nobody else's where it is the user's that the app runs as")
  void usersOwn() throws Exception {
    assertTrue(Accounts.areRoot(), "only root gives a folder to somebody else");
    Account nobody = new Accounts(ground.machine.commands()).named("nobody").orElseThrow();
    Path work = Files.createDirectory(folder.resolve("work"));
    Files.setAttribute(work, "unix:uid", (int) nobody.uid());
    playbook = workingIn("work", "");
    assertEquals(List.of(work + " belongs to nobody"), loose());
    playbook = workingIn("work", ", user: nobody");
    assertEquals(List.of(), loose());
  }
}
