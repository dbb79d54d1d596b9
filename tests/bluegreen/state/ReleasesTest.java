package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.contents.Contents;
import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The stored releases")
class ReleasesTest {
  private static final Source NOTHING = new Source.Words("run\n");

  @TempDir Path temporary;
  private AppDir dir;
  private Releases releases;
  private Path jar;

  @BeforeEach
  void open() throws Exception {
    dir = Folder.in(temporary);
    releases = new Releases(dir);
    jar = Files.writeString(temporary.resolve("shop.jar"), "one");
  }

  private Release of(String version, Path source) throws HostFailure {
    return releases.of(version, Artifact.read(source), new LocalFiles(source, "app.files", dir));
  }

  private Release store(String version, Path source) throws HostFailure, InterruptedException {
    Release release = of(version, source);
    releases.store(
        release, new LocalFiles(source, "app.files", dir), OptionalInt.empty(), Folder.FILES);
    return release;
  }

  @Test
  @DisplayName("keep what is in them, and are looked into again where that is lost")
  void contents() throws Exception {
    Path app = temporary.resolve("dist");
    Files.createDirectories(app.resolve("db/migration"));
    Files.writeString(app.resolve("db/migration/V1__a.sql"), "DROP TABLE a;");
    Files.writeString(app.resolve("application.properties"), "a.key=a value\n");
    Release release = store("1", app);
    Path kept = release.folder().resolve("contents.json");
    assertFalse(Files.readString(kept).contains("a value"));
    assertEquals(List.of(), releases.strangers(release.folder()));
    Contents contents = releases.contents(release);
    assertEquals(List.of("a.key"), contents.keys());
    assertEquals("drops table a", contents.migrations().get(0).effects().get(0).words());
    Folder.write(kept, "garbage");
    assertEquals(contents, releases.contents(release));
    Files.delete(kept);
    assertEquals(contents, releases.contents(release));
    assertEquals(Contents.none(), releases.contents(of("2", jar)));
  }

  @Test
  @DisplayName("are none at first")
  void none() {
    assertEquals(List.of(), releases.all());
    assertEquals(List.of(), releases.leftovers());
    assertEquals(Optional.empty(), releases.find("1-abc"));
    assertEquals(List.of(), new Releases(new AppDir(temporary.resolve("nowhere"))).all());
  }

  @Test
  @DisplayName("hold a copy of the artifact, which goes its own way from then on")
  void copy() throws Exception {
    Release release = store("1", jar);
    Files.writeString(jar, "two");
    assertEquals("one", Files.readString(release.artifact()));
    assertEquals(dir.releases().resolve(release.id()).resolve("app/shop.jar"), release.artifact());
    Release found = releases.find(release.id()).orElseThrow();
    assertEquals(release.version(), found.version());
    assertEquals(release.digest(), found.digest());
    assertEquals(release.artifact(), found.artifact());
  }

  @Test
  @DisplayName("tell one label on two artifacts apart")
  void sameLabel() throws Exception {
    Release one = store("1", jar);
    Release two = store("1", Files.writeString(jar, "two"));
    assertEquals("one", Files.readString(one.artifact()));
    assertEquals("two", Files.readString(two.artifact()));
    assertEquals(2, releases.all().size());
  }

  @Test
  @DisplayName("have the time at which they were stored, however often they are deployed")
  void storedOnce() throws Exception {
    Release before = of("1", jar);
    assertEquals(Instant.EPOCH, before.stored());
    store("1", jar);
    assertTrue(of("1", jar).stored().isAfter(Instant.EPOCH));
    assertEquals(releases.all(), List.of(of("1", jar)));
  }

  @Test
  @DisplayName("come with the newest first")
  void order() throws Exception {
    String[] times = {"1000", "3000", "2000"};
    for (int i = 0; i < times.length; i++) {
      Release release = store("" + i, Files.writeString(jar, "" + i));
      Path record = release.folder().resolve("release.json");
      String text = Files.readString(record);
      Files.writeString(record, text.replaceAll("\"stored_ms\":\\d+", "\"stored_ms\":" + times[i]));
    }
    assertEquals(List.of("1", "2", "0"), releases.all().stream().map(Release::version).toList());
  }

  @Test
  @DisplayName("keep a folder as it is: links, empty folders, and which files are programs")
  void folder() throws Exception {
    Path dist =
        Files.createDirectories(temporary.resolve("dist/bin/empty")).getParent().getParent();
    Path program = Files.writeString(dist.resolve("bin/serve"), "#!/bin/sh\n");
    assertTrue(program.toFile().setExecutable(true));
    Files.writeString(dist.resolve("data"), "data");
    Files.createSymbolicLink(dist.resolve("link"), Path.of("bin/serve"));
    Files.createSymbolicLink(dist.resolve("folder"), Path.of("bin"));
    Release release = store("1", dist);
    assertEquals(release.home(), release.artifact());
    assertTrue(Files.isExecutable(release.home().resolve("bin/serve")));
    assertFalse(Files.isExecutable(release.home().resolve("data")));
    assertTrue(Files.isDirectory(release.home().resolve("bin/empty")));
    assertEquals(Path.of("bin/serve"), Files.readSymbolicLink(release.home().resolve("link")));
    assertEquals(Path.of("bin"), Files.readSymbolicLink(release.home().resolve("folder")));
    assertEquals(release.digest(), Artifact.read(release.home()).digest());
  }

  @Test
  @DisplayName("are never open to more people than their source, and nobody but us may write them")
  void modes() throws Exception {
    Path dist = Files.createDirectories(temporary.resolve("dist/closed"));
    mode(Files.writeString(dist.resolve("secret"), "hush"), "rw-------");
    mode(Files.writeString(dist.resolve("shared"), "x"), "rw-rw-rw-");
    mode(Files.writeString(dist.resolve("serve"), "x"), "rwxr-x---");
    mode(dist, "rwx------");
    mode(dist.getParent(), "rwxrwx---");
    Path home = store("1", dist.getParent()).home();
    assertEquals("rwxr-x---", mode(home));
    assertEquals("rwx------", mode(home.resolve("closed")));
    assertEquals("rw-------", mode(home.resolve("closed/secret")));
    assertEquals("rw-r--r--", mode(home.resolve("closed/shared")));
    assertEquals("rwxr-x---", mode(home.resolve("closed/serve")));
    mode(jar, "rw-------");
    assertEquals("rw-------", mode(store("2", jar).artifact()));
  }

  @Test
  @DisplayName("are open to the app's group where the app is another user's, to read alone")
  void group() throws Exception {
    int group = ownGroup();
    Path dist = Files.createDirectories(temporary.resolve("dist/closed"));
    mode(Files.writeString(dist.resolve("secret"), "hush"), "rw-------");
    mode(Files.writeString(dist.resolve("serve"), "x"), "rwx------");
    mode(dist, "rwx------");
    Release release = of("1", dist.getParent());
    releases.store(
        release,
        new LocalFiles(dist.getParent(), "app.files", dir),
        OptionalInt.of(group),
        Folder.FILES);
    Path closed = release.home().resolve("closed");
    assertEquals("rwxr-x---", mode(closed));
    assertEquals("rw-r-----", mode(closed.resolve("secret")));
    assertEquals("rwxr-x---", mode(closed.resolve("serve")));
    assertEquals(group, Files.getAttribute(closed.resolve("secret"), "unix:gid"));
  }

  /** A group that we may give files to: for root any, for others their own. */
  private int ownGroup() throws IOException {
    int own = (Integer) Files.getAttribute(temporary, "unix:gid");
    return own == 0 ? 12345 : own;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  @DisplayName("of a link hold what it leads to")
  void links() throws Exception {
    Path first = Files.createDirectories(temporary.resolve("releases/1"));
    Files.writeString(first.resolve("index.html"), "one");
    Path current = Files.createSymbolicLink(temporary.resolve("current"), first);
    Release release = store("1", current);
    assertEquals("one", Files.readString(release.home().resolve("index.html")));
    Path second = Files.createDirectories(temporary.resolve("releases/2"));
    Files.writeString(second.resolve("index.html"), "two");
    Files.delete(current);
    Files.createSymbolicLink(current, second);
    assertNotEquals(release.digest(), Artifact.read(current).digest());
    Path link = Files.createSymbolicLink(temporary.resolve("latest.jar"), jar);
    assertEquals("one", Files.readString(store("2", link).artifact()));
    assertFalse(Files.isSymbolicLink(store("2", link).artifact()));
  }

  @Test
  @DisplayName("can be of no files at all")
  void nothing() throws Exception {
    Release release = releases.of("1", Artifact.ofText("run\n"), NOTHING);
    releases.store(release, NOTHING, OptionalInt.empty(), Folder.FILES);
    assertTrue(Files.isDirectory(release.home()));
    assertEquals("1", releases.find(release.id()).orElseThrow().version());
  }

  @Nested
  @DisplayName("where something goes wrong")
  class Wrong {
    private List<Path> files() throws IOException {
      try (Stream<Path> files = Files.list(dir.releases())) {
        return files.toList();
      }
    }

    @Test
    @DisplayName("refuse an artifact that changed after it was looked at, and keep nothing of it")
    void changed() throws Exception {
      Release planned = of("1", jar);
      Files.writeString(jar, "another");
      HostFailure failure =
          assertThrows(
              HostFailure.class,
              () ->
                  releases.store(
                      planned,
                      new LocalFiles(jar, "app.files", dir),
                      OptionalInt.empty(),
                      Folder.FILES));
      assertEquals(
          jar + " changed while it was being stored; nothing was deployed", failure.getMessage());
      assertEquals(List.of(), files());
    }

    @Test
    @DisplayName("name an artifact that vanished after it was looked at, and keep nothing")
    void vanished() throws Exception {
      Release planned = of("1", jar);
      Files.delete(jar);
      HostFailure failure =
          assertThrows(
              HostFailure.class,
              () ->
                  releases.store(
                      planned,
                      new LocalFiles(jar, "app.files", dir),
                      OptionalInt.empty(),
                      Folder.FILES));
      assertTrue(failure.getMessage().endsWith(jar + " does not exist"), failure.getMessage());
      assertEquals(List.of(), files());
    }

    @Test
    @DisplayName("begin anew where a killed run left half a copy")
    void leftover() throws Exception {
      Release planned = of("1", jar);
      Path half = dir.releases().resolve(AtomicFiles.TEMPORARY + planned.id());
      Files.createDirectories(half.resolve("app/old"));
      assertEquals(List.of(half), releases.leftovers());
      assertEquals(List.of(), releases.all());
      Release stored = store("1", jar);
      assertEquals(List.of(stored.folder()), files());
      assertEquals(List.of(), releases.leftovers());
      assertFalse(Files.exists(stored.home().resolve("old")));
    }

    @ParameterizedTest(name = "garbage {index}")
    @MethodSource("bluegreen.state.Folder#garbage")
    @DisplayName("do not count a folder whose record is garbage")
    void garbage(String garbage) throws Exception {
      Release release = store("1", jar);
      Folder.write(release.folder().resolve("release.json"), garbage);
      assertEquals(Optional.empty(), releases.find(release.id()));
      assertEquals(List.of(), releases.all());
    }

    @ParameterizedTest(name = "garbage {index}")
    @MethodSource("bluegreen.state.Folder#garbage")
    @DisplayName("get a new record where theirs is garbage, and what may be running is not touched")
    void newRecord(String garbage) throws Exception {
      Release release = store("1", jar);
      Object inode = Files.getAttribute(release.artifact(), "unix:ino");
      Folder.write(release.folder().resolve("release.json"), garbage);
      assertEquals(release.id(), store("1", jar).id());
      assertEquals(inode, Files.getAttribute(release.artifact(), "unix:ino"));
      assertEquals(1, releases.all().size());
      assertEquals(1, files().size());
    }

    @Test
    @DisplayName("are stored anew where more than their record is damaged")
    void damaged() throws Exception {
      Release release = store("1", jar);
      Files.delete(release.folder().resolve("release.json"));
      Files.writeString(release.artifact(), "garbage");
      store("1", jar);
      assertEquals("one", Files.readString(release.artifact()));
      assertEquals(1, releases.all().size());
      assertEquals(1, releases.leftovers().size(), "the next run clears the damaged one away");
    }

    @Test
    @DisplayName("of no files get a new record too")
    void recordOfNothing() throws Exception {
      Release release = releases.of("1", Artifact.ofText("run\n"), NOTHING);
      releases.store(release, NOTHING, OptionalInt.empty(), Folder.FILES);
      Files.delete(release.folder().resolve("release.json"));
      releases.store(release, NOTHING, OptionalInt.empty(), Folder.FILES);
      assertEquals(1, releases.all().size());
      assertEquals(1, files().size());
    }

    @Test
    @DisplayName("pass over files and folders of others")
    void others() throws IOException {
      Files.writeString(dir.releases().resolve("README"), "x");
      Files.createDirectory(dir.releases().resolve("lost+found"));
      assertEquals(List.of(), releases.all());
      assertEquals(List.of(), releases.leftovers());
    }
  }

  @Nested
  @DisplayName("are named")
  class Names {
    private static final String DIGEST = "9f86d081884c" + "0".repeat(52);

    private Release named(String version) {
      return new Release(version, DIGEST, dir.releases(), "", Instant.EPOCH);
    }

    @Test
    @DisplayName("by label and digest")
    void labelled() {
      assertEquals("1.4.2-9f86d081884c", named("1.4.2").id());
      assertEquals("1.4.2 (9f86d081884c)", named("1.4.2").describe());
    }

    @Test
    @DisplayName("as not fetched yet where only that will tell, by their label where they have one")
    void unfetched() {
      Source nothing = NOTHING;
      Artifact artifact = Artifact.unfetched(0);
      Release labelled = releases.of("1.4.2", artifact, nothing);
      assertEquals("1.4.2 (not fetched yet)", labelled.describe());
      assertEquals(Optional.of("1.4.2"), labelled.label());
      Release none = releases.of(artifact.digest(), artifact, nothing);
      assertEquals("(not fetched yet)", none.describe());
      assertEquals(Optional.empty(), none.label());
      assertTrue(none.isUnfetched() && labelled.isUnfetched() && artifact.isUnfetched());
      assertFalse(named("1.4.2").isUnfetched());
    }

    @Test
    @DisplayName("by the digest alone where that is the label")
    void unlabelled() {
      assertEquals("9f86d081884c", named("9f86d081884c").id());
      assertEquals("9f86d081884c", named("9f86d081884c").describe());
    }
  }
}
