package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An artifact")
class ArtifactTest {
  @TempDir Path temporary;

  private static String digest(Path path) throws HostFailure {
    return Artifact.read(path).digest();
  }

  @Nested
  @DisplayName("that is a file")
  class OfFile {
    @Test
    @DisplayName("has the SHA-256 that sha256sum prints, and its size")
    void digests() throws Exception {
      Path file = Files.writeString(temporary.resolve("a"), "test");
      assertEquals(
          new Artifact("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 4),
          Artifact.read(file));
    }

    @Test
    @DisplayName("larger than any buffer is read whole")
    void large() throws Exception {
      byte[] bytes = new byte[300_001];
      new Random(5).nextBytes(bytes);
      Path file = Files.write(temporary.resolve("a"), bytes);
      Artifact whole = Artifact.read(file);
      assertEquals(bytes.length, whole.bytes());
      bytes[bytes.length - 1]++;
      Files.write(file, bytes);
      assertNotEquals(whole.digest(), digest(file));
    }

    @Test
    @DisplayName("that is not there is named")
    void missing() {
      Path file = temporary.resolve("none");
      HostFailure failure = assertThrows(HostFailure.class, () -> Artifact.read(file));
      assertEquals(file + " cannot be read: " + file + " does not exist", failure.getMessage());
    }
  }

  @Nested
  @DisplayName("cannot be stored, and is refused by name,")
  class Refused {
    private Path dist;

    @BeforeEach
    void create() throws IOException {
      dist = Files.createDirectories(temporary.resolve("dist/sub")).getParent();
    }

    private String refusal(Path path) {
      return assertThrows(HostFailure.class, () -> Artifact.check(path)).getMessage();
    }

    private Path link(String name, String target) throws IOException {
      return Files.createSymbolicLink(dist.resolve(name), Path.of(target));
    }

    @Test
    @DisplayName("where it holds no file, also behind a link")
    void empty() throws Exception {
      assertTrue(refusal(dist).startsWith(dist + " is an empty folder"));
      Path current = Files.createSymbolicLink(temporary.resolve("current"), dist);
      assertTrue(refusal(current).startsWith(current + " is an empty folder"));
      Files.writeString(dist.resolve("sub/a"), "");
      Artifact.check(current);
    }

    @Test
    @DisplayName("where a pipe, a socket or a device is in it, or it is one itself")
    @Timeout(20)
    void special() throws Exception {
      Files.writeString(dist.resolve("a"), "a");
      Path pipe = dist.resolve("sub/pipe");
      assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
      String only = "; only files, folders and links can be stored";
      assertEquals(pipe + " is a FIFO" + only, refusal(dist));
      assertEquals(pipe + " is a FIFO" + only, refusal(pipe));
      Files.delete(pipe);
      Path socket = dist.resolve("sub/socket");
      try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.bind(UnixDomainSocketAddress.of(socket));
        assertEquals(socket + " is a socket" + only, refusal(dist));
      }
      Files.delete(socket);
      Artifact.check(dist);
      assertEquals("/dev/null is a device" + only, refusal(Path.of("/dev/null")));
    }

    @Test
    @DisplayName("where a link leads out of it, and what to do is said")
    void outward() throws Exception {
      Files.writeString(dist.resolve("a"), "a");
      Path modules = Files.createDirectories(temporary.resolve("node_modules"));
      Files.writeString(modules.resolve("b"), "b");
      for (String target : List.of("../node_modules", modules.toString(), "../gone", "/gone")) {
        Path link = link("node_modules", target);
        String said = refusal(dist);
        assertTrue(
            said.startsWith(link + " is a link to " + target + ", which leads out of " + dist),
            said);
        assertTrue(said.contains("cp -rL"), said);
        Files.delete(link);
      }
    }

    @Test
    @DisplayName("but not where links stay inside, whether they lead to something or not")
    void inside() throws Exception {
      Files.writeString(dist.resolve("a"), "a");
      link("sub/up", "../a");
      link("folder", "sub");
      link("loop", "loop");
      link("dangling", "sub/none");
      Artifact.check(dist);
    }
  }

  @Nested
  @DisplayName("that is a folder")
  class OfFolder {
    private Path root;

    @BeforeEach
    void create() throws IOException {
      root = filled("dist", List.of("a", "b", "sub/c"));
    }

    private Path filled(String name, List<String> files) throws IOException {
      Path folder = temporary.resolve(name);
      for (String file : files) {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), "content of " + file);
      }
      return folder;
    }

    @Test
    @DisplayName(
        "has a digest that depends on neither its own name, the order of creation nor times")
    void same() throws Exception {
      Path other = filled("other", List.of("sub/c", "b", "a"));
      Files.setLastModifiedTime(other.resolve("a"), FileTime.fromMillis(1));
      Files.setLastModifiedTime(other.resolve("sub"), FileTime.fromMillis(1));
      assertEquals(Artifact.read(root), Artifact.read(other));
    }

    @Test
    @DisplayName("is read in the order of its names, whatever order the file system has")
    void order() throws Exception {
      Path many = filled("many", IntStream.range(0, 60).mapToObj(i -> "f" + i * 7919).toList());
      List<Path> read = SourceTree.below(many);
      assertEquals(60, read.size());
      assertEquals(read.stream().sorted().toList(), read);
    }

    @Test
    @DisplayName("has the size of all its files")
    void size() throws Exception {
      assertEquals(
          "content of acontent of bcontent of sub/c".length(), Artifact.read(root).bytes());
    }

    private void changes(Change change) throws Exception {
      String before = digest(root);
      assertEquals(before, digest(root));
      change.make();
      assertNotEquals(before, digest(root));
    }

    private interface Change {
      void make() throws Exception;
    }

    @Test
    @DisplayName("has another digest with another content of one file")
    void content() throws Exception {
      changes(() -> Files.writeString(root.resolve("sub/c"), "content of sub/d"));
    }

    @Test
    @DisplayName("has another digest where a file has another name")
    void renamed() throws Exception {
      changes(() -> Files.move(root.resolve("b"), root.resolve("b2")));
    }

    @Test
    @DisplayName("has another digest where a file has become a program")
    void program() throws Exception {
      changes(() -> assertTrue(root.resolve("a").toFile().setExecutable(true)));
    }

    @Test
    @DisplayName("has another digest with a further empty folder")
    void emptyFolder() throws Exception {
      changes(() -> Files.createDirectory(root.resolve("empty")));
    }

    @Test
    @DisplayName("has another digest where an empty file is an empty folder")
    void fileOrFolder() throws Exception {
      Files.createFile(root.resolve("x"));
      changes(
          () -> {
            Files.delete(root.resolve("x"));
            Files.createDirectory(root.resolve("x"));
          });
    }

    @Test
    @DisplayName("has another digest where a file is a link to the same content")
    void link() throws Exception {
      Files.copy(root.resolve("a"), root.resolve("copy"));
      changes(
          () -> {
            Files.delete(root.resolve("copy"));
            Files.createSymbolicLink(root.resolve("copy"), Path.of("a"));
          });
    }

    @Test
    @DisplayName("has another digest where a link leads elsewhere")
    void linkTarget() throws Exception {
      Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
      changes(
          () -> {
            Files.delete(root.resolve("link"));
            Files.createSymbolicLink(root.resolve("link"), Path.of("b"));
          });
    }

    @Test
    @DisplayName("has another digest where content moves from one file to the next")
    void boundaries() throws Exception {
      Files.writeString(root.resolve("a"), "xy");
      Files.writeString(root.resolve("b"), "z");
      changes(
          () -> {
            Files.writeString(root.resolve("a"), "x");
            Files.writeString(root.resolve("b"), "yz");
          });
    }

    @Test
    @DisplayName("may hold links to nowhere and to itself")
    void links() throws Exception {
      Files.createSymbolicLink(root.resolve("nowhere"), Path.of("nothing"));
      Files.createSymbolicLink(root.resolve("loop"), Path.of("."));
      Files.createSymbolicLink(root.resolve("self"), Path.of("self"));
      assertEquals(64, digest(root).length());
    }
  }

  @Nested
  @DisplayName("that is a jar")
  class OfJar {
    private Path jar(String manifest) throws IOException {
      Path jar = temporary.resolve("shop.jar");
      try (OutputStream file = Files.newOutputStream(jar);
          ZipOutputStream zip = new ZipOutputStream(file)) {
        zip.putNextEntry(new ZipEntry(manifest.isEmpty() ? "x" : "META-INF/MANIFEST.MF"));
        zip.write(manifest.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
      return jar;
    }

    private String refusal(Path jar) {
      return assertThrows(HostFailure.class, () -> Artifact.checkJar(jar)).getMessage();
    }

    @Test
    @DisplayName("can be run where its manifest names a main class")
    void right() throws Exception {
      Artifact.checkJar(jar("Manifest-Version: 1.0\r\nMain-Class: shop.Shop\r\n"));
    }

    @Test
    @DisplayName("cannot be run without one")
    void noMainClass() throws Exception {
      Path jar = jar("Manifest-Version: 1.0\r\n");
      assertEquals(jar + " cannot be run: its manifest names no Main-Class", refusal(jar));
      assertEquals(jar + " cannot be run: its manifest names no Main-Class", refusal(jar("")));
    }

    @Test
    @DisplayName("is refused where it is empty, cut short or something else")
    void broken() throws Exception {
      Path jar = jar("Main-Class: shop.Shop\r\n");
      byte[] whole = Files.readAllBytes(jar);
      for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
        Files.write(jar, java.util.Arrays.copyOf(whole, length));
        assertTrue(refusal(jar).startsWith(jar + " is not a whole jar"), refusal(jar));
      }
      Files.writeString(jar, "<html>404 Not Found</html>");
      assertTrue(refusal(jar).startsWith(jar + " is not a whole jar"), refusal(jar));
    }
  }

  @Test
  @DisplayName("that is a mere text depends on all of it")
  void text() {
    assertEquals(Artifact.ofText("a"), Artifact.ofText("a"));
    assertNotEquals(Artifact.ofText("a"), Artifact.ofText("b"));
    assertEquals(0, Artifact.ofText("a").bytes());
  }

  @Test
  @DisplayName("is told apart by each of its parts")
  void parts() {
    assertEquals(Artifact.digestOf(List.of("a", "b")), Artifact.digestOf(List.of("a", "b")));
    assertNotEquals(Artifact.digestOf(List.of("ab", "")), Artifact.digestOf(List.of("a", "b")));
    assertNotEquals(Artifact.digestOf(List.of("b", "a")), Artifact.digestOf(List.of("a", "b")));
    assertNotEquals(Artifact.digestOf(List.of("1:a")), Artifact.digestOf(List.of("a")));
  }
}
