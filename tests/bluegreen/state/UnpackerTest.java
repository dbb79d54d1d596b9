package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An archive")
class UnpackerTest {
  private static final String HERE = "https://repo.example.com/shop.tar.gz";

  @TempDir Path temp;

  private Path folder() throws IOException {
    return Files.createDirectories(temp.resolve("unpacked"));
  }

  private void unpack(Path archive) throws IOException, HostFailure {
    new Unpacker(new Enclosure(folder(), HERE), HERE).unpack(archive);
    SourceTree.check(folder());
  }

  private interface Entries<O> {
    void write(O out) throws IOException;
  }

  private Path tar(Entries<TarArchiveOutputStream> entries) throws IOException {
    Path file = temp.resolve("shop.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      entries.write(tar);
    }
    return file;
  }

  private static void put(TarArchiveOutputStream tar, String name, int mode, String text)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    entry.setMode(mode);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void put(TarArchiveOutputStream tar, String name, byte kind, String to)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(to);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private Path zip(Entries<ZipArchiveOutputStream> entries) throws IOException {
    Path file = temp.resolve("shop.zip");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      entries.write(zip);
    }
    return file;
  }

  private static void put(ZipArchiveOutputStream zip, String name, int mode, String text)
      throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    if (mode != 0) {
      entry.setUnixMode(mode);
    }
    zip.putArchiveEntry(entry);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeArchiveEntry();
  }

  /** Names, modes and what is in them, but for the folder itself. */
  private List<String> unpacked() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path path : SourceTree.below(folder())) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      String name = folder().relativize(path).toString();
      all.add(
          Files.isSymbolicLink(path)
              ? name + " -> " + Files.readSymbolicLink(path)
              : Files.isDirectory(path)
                  ? mode + " " + name + "/"
                  : mode + " " + name + " " + Files.readString(path));
    }
    return all;
  }

  private void assertRefused(Path archive, String why) throws IOException {
    HostFailure failure = assertThrows(HostFailure.class, () -> unpack(archive));
    assertTrue(failure.getMessage().contains(why), failure.getMessage());
    assertTrue(failure.getMessage().startsWith(HERE + ": "), failure.getMessage());
    try (var left = Files.list(temp)) {
      assertEquals(
          List.of(archive, folder()), left.sorted().toList(), "nothing is beside the folder");
    }
  }

  @Test
  @DisplayName("by tar is unpacked with its links and modes, but for what is too open")
  void tar() throws Exception {
    unpack(
        tar(
            tar -> {
              put(tar, "./", 0777, "");
              put(tar, "./bin/run", 06777, "#!/bin/sh");
              put(tar, "./bin/", 0777, "");
              put(tar, "lib/gr\u00fcn", 0200, "a");
              put(tar, "lib/grun", TarConstants.LF_SYMLINK, "gr\u00fcn");
              put(tar, "again", TarConstants.LF_LINK, "bin/run");
              put(tar, "lib/" + "n".repeat(150), 0644, "long");
            }));
    assertEquals(
        List.of(
            "rwxr-xr-x again #!/bin/sh",
            "rwxr-xr-x bin/",
            "rwxr-xr-x bin/run #!/bin/sh",
            "rwxr-xr-x lib/",
            "lib/grun -> gr\u00fcn",
            "rw------- lib/gr\u00fcn a",
            "rw-r--r-- lib/" + "n".repeat(150) + " long"),
        unpacked().stream().sorted(java.util.Comparator.comparing(UnpackerTest::name)).toList());
  }

  private static String name(String line) {
    return line.replaceFirst("^[r-][w-][x-]\\S+ ", "");
  }

  @Test
  @DisplayName("by zip is unpacked the same, one without modes as well")
  void zip() throws Exception {
    unpack(
        zip(
            zip -> {
              put(zip, "bin/run", 0106755, "#!/bin/sh");
              put(zip, "lib/a", 0, "a");
              put(zip, "lib/b", 0120777, "a");
            }));
    assertEquals(
        List.of(
            "rwxr-xr-x bin/",
            "rwxr-xr-x bin/run #!/bin/sh",
            "rwxr-xr-x lib/",
            "rw-r--r-- lib/a a",
            "lib/b -> a"),
        unpacked());
  }

  @Nested
  @DisplayName("is refused, and nothing is written beside its folder, where it has")
  class Refused {
    @ParameterizedTest
    @DisplayName("a name that leads out")
    @ValueSource(strings = {"../x", "a/../../x", "a/..", "/x", "./../x", ".."})
    void names(String name) throws Exception {
      assertRefused(tar(tar -> put(tar, name, 0644, "x")), "leads out of it");
      Files.delete(temp.resolve("shop.tar.gz"));
      assertRefused(zip(zip -> put(zip, name, 0, "x")), "leads out of it");
    }

    @ParameterizedTest
    @DisplayName("a link that leads out")
    @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x", "..", "../../unpacked/../x"})
    void links(String target) throws Exception {
      assertRefused(tar(tar -> put(tar, "l", TarConstants.LF_SYMLINK, target)), "leads out of it");
      Files.delete(temp.resolve("shop.tar.gz"));
      assertRefused(zip(zip -> put(zip, "l", 0120777, target)), "leads out of it");
    }

    @Test
    @DisplayName("that ends too soon, in words")
    void cut() throws Exception {
      Path whole = tar(tar -> put(tar, "app/shop.jar", 0644, "0123456789".repeat(1000)));
      byte[] bytes = Files.readAllBytes(whole);
      Path cut = temp.resolve("cut.tar.gz");
      Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
      HostFailure failure = assertThrows(HostFailure.class, () -> unpack(cut));
      assertEquals(HERE + " cannot be unpacked: it ends too soon", failure.getMessage());
    }

    @Test
    @DisplayName("links that lead out together")
    void chained() throws Exception {
      Path archive =
          tar(
              tar -> {
                put(tar, "d/e/f", 0644, "x");
                put(tar, "up", TarConstants.LF_SYMLINK, "d/e");
                put(tar, "here", TarConstants.LF_SYMLINK, ".");
                put(tar, "out", TarConstants.LF_SYMLINK, "here/here/..");
              });
      assertRefused(archive, "out is a link to here/here/.., which leads out of it");
    }

    @Test
    @DisplayName("a file behind a link")
    void through() throws Exception {
      Path archive =
          tar(
              tar -> {
                put(tar, "d/f", 0644, "x");
                put(tar, "l", TarConstants.LF_SYMLINK, "d");
                put(tar, "l/g", 0644, "x");
              });
      assertRefused(archive, "l/g goes through l, which is no folder");
    }

    @Test
    @DisplayName("a hard link to what is none of its files")
    void hard() throws Exception {
      for (String target : new String[] {"/etc/passwd", "../x"}) {
        assertRefused(tar(tar -> put(tar, "h", TarConstants.LF_LINK, target)), "leads out of it");
      }
      assertRefused(
          tar(tar -> put(tar, "h", TarConstants.LF_LINK, "none")), "which is no file of it");
      Path archive =
          tar(
              tar -> {
                put(tar, "d/f", 0644, "x");
                put(tar, "l", TarConstants.LF_SYMLINK, "d");
                put(tar, "h", TarConstants.LF_LINK, "l/f");
              });
      assertRefused(archive, "which is no file of it");
    }

    @Test
    @DisplayName("a device or FIFO")
    void devices() throws Exception {
      assertRefused(tar(tar -> put(tar, "d", TarConstants.LF_CHR, "")), "d is a device");
      assertRefused(tar(tar -> put(tar, "d", TarConstants.LF_BLK, "")), "d is a device");
      assertRefused(tar(tar -> put(tar, "d", TarConstants.LF_FIFO, "")), "d is a FIFO");
      Files.delete(temp.resolve("shop.tar.gz"));
      assertRefused(zip(zip -> put(zip, "d", 0010644, "")), "d is a device or FIFO");
    }

    @Test
    @DisplayName("more in it than there may be")
    void bomb() throws Exception {
      Path archive =
          tar(
              tar -> {
                put(tar, "a", 0644, "x".repeat(600));
                put(tar, "b", TarConstants.LF_LINK, "a");
              });
      HostFailure failure =
          assertThrows(
              HostFailure.class,
              () -> new Unpacker(new Enclosure(folder(), HERE, 1000), HERE).unpack(archive));
      assertEquals(
          HERE
              + " holds more than 1.0 kB unpacked, which is all that may be used here; it is"
              + " refused",
          failure.getMessage());
    }

    @Test
    @DisplayName("nothing in it")
    void empty() throws Exception {
      HostFailure failure =
          assertThrows(HostFailure.class, () -> unpack(tar(tar -> put(tar, "a/", 0755, ""))));
      assertEquals(HERE + " is empty; there is nothing to deploy in it", failure.getMessage());
    }

    @Test
    @DisplayName("what a terminal would obey in a name")
    void terminal() throws Exception {
      assertRefused(tar(tar -> put(tar, "../\u001b[2J\nRECAP ok", 0644, "x")), "../?[2J?RECAP ok");
    }
  }

  @Test
  @DisplayName("in which a file follows a link by its name has the file, and the link's aim stays")
  void replaced() throws Exception {
    unpack(
        tar(
            tar -> {
              put(tar, "a", 0644, "a");
              put(tar, "l", TarConstants.LF_SYMLINK, "a");
              put(tar, "l", 0644, "new");
            }));
    assertEquals(List.of("rw-r--r-- a a", "rw-r--r-- l new"), unpacked());
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.tar.gz", "shop.zip", "shop.tar"})
  @DisplayName("that is none, or only the beginning of one, is told as that")
  void none(String name) throws Exception {
    Path file = Files.writeString(temp.resolve(name), "<html>who are you?</html>".repeat(50));
    HostFailure failure = assertThrows(HostFailure.class, () -> unpack(file));
    assertTrue(failure.getMessage().startsWith(HERE + " "), failure.getMessage());
    Path whole = tar(tar -> put(tar, "a", 0644, "text".repeat(1000)));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThrows(HostFailure.class, () -> unpack(whole));
  }
}
