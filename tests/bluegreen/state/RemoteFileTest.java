package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import bluegreen.host.Trace;
import bluegreen.playbook.Remote;
import bluegreen.testing.FileServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An artifact from elsewhere")
class RemoteFileTest {
  private final FileServer server = FileServer.start();

  @TempDir Path temp;
  private AppDir dir;

  @BeforeEach
  void prepare() throws HostFailure {
    dir = Folder.in(temp);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static byte[] jar(String version) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Light");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      out.putNextEntry(new ZipEntry(version));
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("bin/run"));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private String digest(byte[] content) throws IOException, HostFailure {
    return Artifact.read(Files.write(temp.resolve("content"), content)).digest();
  }

  private Source source(String path, String key, Optional<String> sha256) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return source(new Remote.Download(server.url(path), Map.of(), name, List.of()), key, sha256);
  }

  private Source source(Remote remote, String key, Optional<String> sha256) {
    return new RemoteFile(remote, key, sha256, Bringer.of(remote), dir);
  }

  private Source jar(Optional<String> sha256) {
    return source("/shop.jar", "app.jar", sha256);
  }

  private Release store(Source source, String digest) throws Exception {
    Release release = new Releases(dir).of("1", new Artifact(digest, 1), source);
    new Releases(dir).store(release, source, OptionalInt.empty(), Folder.FILES);
    return release;
  }

  private static Artifact described(Source source) throws Exception {
    return source.describe(Trace.SILENT);
  }

  private List<String> cached() {
    return Listing.of(dir.cache()).stream().map(p -> p.getFileName().toString()).toList();
  }

  @Nested
  @DisplayName("is known without being fetched")
  class Described {
    @Test
    @DisplayName("by the playbook's digest, and by its size from the server")
    void playbook() throws Exception {
      server.put("/shop.jar", jar("1"));
      String digest = digest(jar("1"));
      assertEquals(new Artifact(digest, jar("1").length), described(jar(Optional.of(digest))));
      assertEquals(List.of(), server.asked("GET"));
    }

    @Test
    @DisplayName("by that digest where it is stored, without a question to anybody")
    void stored() throws Exception {
      server.put("/shop.jar", jar("1"));
      String digest = digest(jar("1"));
      store(jar(Optional.of(digest)), digest);
      server.close();
      assertEquals(digest, described(jar(Optional.of(digest))).digest());
    }

    @Test
    @DisplayName("by the server's digest, which counts where the playbook has another one")
    void server() throws Exception {
      String digest = digest(jar("1"));
      server.put("/shop.jar", jar("1")).with("X-Checksum-Sha256", digest);
      assertEquals(digest, described(jar(Optional.empty())).digest());
      assertEquals(digest, described(jar(Optional.of("0".repeat(64)))).digest());
    }

    @Test
    @DisplayName("by what its server says of it, where just that was fetched before")
    void known() throws Exception {
      server.put("/shop.jar", jar("1"));
      assertTrue(described(jar(Optional.empty())).isUnfetched());
      Artifact fetched = jar(Optional.empty()).obtain(Folder.FILES);
      assertEquals(digest(jar("1")), fetched.digest());
      assertEquals(fetched, described(jar(Optional.empty())));
      server.put("/shop.jar", jar("2"));
      assertTrue(described(jar(Optional.empty())).isUnfetched());
      server.put("/shop.jar", jar("1"));
      assertEquals(fetched, described(jar(Optional.empty())));
      assertEquals(1, server.asked("GET").size());
    }

    @Test
    @DisplayName("but never where its server says nothing of it")
    void unknown() throws Exception {
      server.put("/shop.jar", jar("1")).with("ETag", "");
      jar(Optional.empty()).obtain(Folder.FILES);
      assertTrue(described(jar(Optional.empty())).isUnfetched());
    }

    @Test
    @DisplayName("or is told to be a page for people")
    void page() throws Exception {
      server.put("/shop.jar", jar("1")).with("Content-Type", "text/html; charset=utf-8");
      HostFailure failure = assertThrows(HostFailure.class, () -> described(jar(Optional.empty())));
      assertEquals(
          "app.jar: "
              + server.url("/shop.jar")
              + " answers with a page of HTML, such as a login; see app.headers",
          failure.getMessage());
    }

    @Test
    @DisplayName("or is told to be missing, by its key and URL")
    void missing() {
      HostFailure failure = assertThrows(HostFailure.class, () -> described(jar(Optional.empty())));
      assertEquals(
          "app.jar: " + server.url("/shop.jar") + " answered 404 (there is no such file)",
          failure.getMessage());
    }
  }

  @Nested
  @DisplayName("is fetched")
  class Fetched {
    @Test
    @DisplayName("into the cache, which is the deployer's alone, and from there into the release")
    void stored() throws Exception {
      server.put("/shop.jar", jar("1"));
      Artifact fetched = jar(Optional.empty()).obtain(Folder.FILES);
      assertEquals(List.of("known.json", "shop.jar"), cached());
      Path here = dir.cache().resolve("shop.jar");
      assertEquals(Optional.of(here), jar(Optional.empty()).here(fetched.digest()));
      assertEquals(Optional.empty(), jar(Optional.empty()).here("0".repeat(64)));
      assertEquals("rwx------", mode(dir.cache()));
      assertEquals("rw-------", mode(dir.cache().resolve("shop.jar")));
      Release release = store(jar(Optional.empty()), fetched.digest());
      assertEquals(1, server.asked("GET").size());
      assertEquals(release.home().resolve("shop.jar"), release.artifact());
      assertEquals(fetched, Artifact.read(release.artifact()));
      assertEquals(List.of("known.json"), cached());
    }

    @Test
    @DisplayName("by the release itself where nobody has to have it before")
    void late() throws Exception {
      String digest = digest(jar("1"));
      server.put("/shop.jar", jar("1"));
      Release release = store(jar(Optional.of(digest)), digest);
      assertEquals(digest, Artifact.read(release.artifact()).digest());
      assertEquals(1, server.asked("GET").size());
    }

    @Test
    @DisplayName("and thrown away where it is not what the playbook wants")
    void wrong() throws Exception {
      server.put("/shop.jar", jar("2"));
      String wanted = digest(jar("1"));
      String got = digest(jar("2"));
      HostFailure failure =
          assertThrows(HostFailure.class, () -> store(jar(Optional.of(wanted)), wanted));
      assertTrue(
          failure
              .getMessage()
              .startsWith(
                  "app.jar: "
                      + server.url("/shop.jar")
                      + " is not what it has to be; expected app.sha256 "
                      + wanted
                      + ", got "
                      + got),
          failure.getMessage());
      assertEquals(List.of(), cached());
      assertEquals(List.of(), Listing.of(dir.releases()));
    }

    @Test
    @DisplayName("and thrown away where it is no jar, such as a page that asks who we are")
    void page() {
      server.put("/shop.jar", "<!DOCTYPE html><html>Log in</html>".getBytes());
      HostFailure failure =
          assertThrows(HostFailure.class, () -> jar(Optional.empty()).obtain(Folder.FILES));
      assertEquals(
          "app.jar: " + server.url("/shop.jar") + " is a page of HTML, such as a login",
          failure.getMessage());
      server.put("/shop.jar", "PK, and no more".getBytes());
      failure = assertThrows(HostFailure.class, () -> jar(Optional.empty()).obtain(Folder.FILES));
      assertTrue(
          failure
              .getMessage()
              .startsWith("app.jar: " + server.url("/shop.jar") + " is not a whole"),
          failure.getMessage());
      assertFalse(failure.getMessage().contains(dir.cache().toString()), failure.getMessage());
      assertEquals(List.of(), cached());
    }

    @Test
    @DisplayName("and unpacked where it is an archive; one without its record is stored anew")
    void archive() throws Exception {
      String digest = digest(zip("a"));
      server.put("/dist/shop.zip", zip("a"));
      Source source = source("/dist/shop.zip", "app.files", Optional.empty());
      Release release = store(source, digest);
      assertEquals("a", Files.readString(release.artifact().resolve("bin/run")));
      assertEquals(List.of("known.json"), cached());
      Files.delete(release.folder().resolve(Releases.RECORD));
      store(source, digest);
      assertEquals("a", Files.readString(release.artifact().resolve("bin/run")));
      assertEquals(2, server.asked("GET").size());
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Nested
  @DisplayName("by a program")
  class ByProgram {
    private Source program(String version, Optional<String> sha256, String... argv) {
      return source(
          new Remote.Fetch(
              List.of(argv), temp, "shop", version, List.of(argv), "shop.jar", List.of()),
          "app.jar",
          sha256);
    }

    private String[] copying(String name) {
      return new String[] {"cp", name, dir.cache().resolve("shop.jar").toString()};
    }

    @Test
    @DisplayName("is fetched once for each version, unless its digest has to be another one")
    void once() throws Exception {
      Files.write(temp.resolve("a.jar"), jar("1"));
      Source one = program("1", Optional.empty(), copying("a.jar"));
      assertTrue(described(one).isUnfetched());
      Artifact fetched = one.obtain(Folder.FILES);
      assertEquals(digest(jar("1")), fetched.digest());
      assertEquals(fetched, described(one));
      assertTrue(described(program("2", Optional.empty(), copying("a.jar"))).isUnfetched());
      assertTrue(described(program("1", Optional.empty(), copying("b.jar"))).isUnfetched());
      String other = digest(jar("2"));
      assertEquals(other, described(program("1", Optional.of(other), copying("a.jar"))).digest());
    }

    @Test
    @DisplayName("finds what it is about in its environment, and its folder is the playbook's")
    void environment() throws Exception {
      Files.write(temp.resolve("a.jar"), jar("1"));
      String script =
          "test \"$BLUEGREEN_ACTION $BLUEGREEN_APP $BLUEGREEN_VERSION\" = 'deploy shop 1'"
              + " && cp a.jar \"$BLUEGREEN_TARGET\"";
      program("1", Optional.empty(), "sh", "-c", script).obtain(Folder.FILES);
      assertEquals("rw-------", mode(dir.cache().resolve("shop.jar")));
    }

    @Test
    @DisplayName("that fails is told with its last words, and what it has left is gone")
    void failed() {
      Source source =
          program(
              "1",
              Optional.empty(),
              "sh",
              "-c",
              "echo half >\"$BLUEGREEN_TARGET\"; echo no such bucket >&2; exit 3");
      HostFailure failure = assertThrows(HostFailure.class, () -> source.obtain(Folder.FILES));
      assertEquals("app.fetch: sh ended with exit status 3:\nno such bucket", failure.getMessage());
      assertEquals(List.of(), cached());
    }

    @Test
    @DisplayName("that creates no file, or is none, is told")
    void nothing() {
      HostFailure failure =
          assertThrows(
              HostFailure.class, () -> program("1", Optional.empty(), "true").obtain(Folder.FILES));
      assertEquals(
          "app.fetch: true ended well, and has not created the file {{ target }}, "
              + dir.cache().resolve("shop.jar"),
          failure.getMessage());
      failure =
          assertThrows(
              HostFailure.class,
              () -> program("1", Optional.empty(), "no-such").obtain(Folder.FILES));
      assertEquals("app.fetch: no-such: there is no such program", failure.getMessage());
    }
  }
}
