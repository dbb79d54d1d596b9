package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A file")
class AtomicFilesTest {
  @TempDir Path folder;
  private final Recorder trace = new Recorder();
  private final AtomicFiles files = new AtomicFiles(trace);

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private interface Deed {
    void perform() throws HostFailure;
  }

  private static String failure(Deed deed) {
    return assertThrows(HostFailure.class, deed::perform).getMessage();
  }

  @Nested
  @DisplayName("that is written")
  class Written {
    @Test
    @DisplayName("is never open to more people than asked for, not for an instant")
    void closedFromTheFirstInstant() throws Exception {
      Path file = folder.resolve("secret");
      Path temporary = AtomicFiles.temporary(file);
      Queue<String> seen = new ConcurrentLinkedQueue<>();
      AtomicBoolean goOn = new AtomicBoolean(true);
      Thread watch =
          new Thread(
              () -> {
                while (goOn.get()) {
                  try {
                    seen.add(permissions(temporary));
                  } catch (IOException e) {
                    // Not there at this instant.
                  }
                }
              });
      watch.start();
      for (int i = 0; i < 20_000 && (i < 500 || seen.isEmpty()); i++) {
        files.write(file, "hush", 0600);
      }
      goOn.set(false);
      watch.join();
      assertEquals(Set.of("rw-------"), Set.copyOf(seen));
    }

    @Test
    @DisplayName("has the new content and the permissions asked for, whatever it had before")
    void content() throws Exception {
      Path file = folder.resolve("a");
      files.write(file, "gr\u00fcn\n", 0640);
      assertEquals("gr\u00fcn\n", Files.readString(file));
      assertEquals("rw-r-----", permissions(file));
      files.write(file, "", 0604);
      assertEquals("", Files.readString(file));
      assertEquals("rw----r--", permissions(file));
      assertEquals(List.of("a"), names());
      assertEquals(List.of("file wrote " + file, "file wrote " + file), trace.heard);
    }

    @Test
    @DisplayName("is another file: one who reads the old one reads it to its end")
    void replaced() throws Exception {
      Path file = Files.writeString(folder.resolve("a"), "old");
      Object before = Files.getAttribute(file, "unix:ino");
      try (var reader = Files.newBufferedReader(file)) {
        files.write(file, "new", 0644);
        assertEquals("old", reader.readLine());
      }
      assertNotEquals(before, Files.getAttribute(file, "unix:ino"));
    }

    @Test
    @DisplayName(
        "is not written through a link, nor through one in the place of the temporary file")
    void links() throws Exception {
      Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
      Path file = Files.createSymbolicLink(folder.resolve("a"), elsewhere);
      Files.createSymbolicLink(AtomicFiles.temporary(file), elsewhere);
      files.write(file, "new", 0644);
      assertEquals("precious", Files.readString(elsewhere));
      assertFalse(Files.isSymbolicLink(file));
      assertEquals(List.of("a", "elsewhere"), names());
    }

    @Test
    @DisplayName("takes the place of a temporary file that a killed run left")
    void leftover() throws Exception {
      Path file = folder.resolve("a");
      Files.writeString(AtomicFiles.temporary(file), "half");
      files.write(file, "whole", 0644);
      assertEquals(List.of("a"), names());
    }

    @Test
    @DisplayName("but cannot be is left as it was, with nothing beside it")
    void failed() throws IOException {
      Path file = Files.createDirectory(folder.resolve("a"));
      Files.writeString(file.resolve("in it"), "x");
      String message = failure(() -> files.write(file, "new", 0644));
      assertTrue(message.startsWith("cannot write " + file + ": "), message);
      assertEquals(List.of("a"), names());
      Path nowhere = folder.resolve("no/where");
      assertTrue(failure(() -> files.write(nowhere, "x", 0644)).endsWith(" does not exist"));
    }
  }

  @Nested
  @DisplayName("that is a marker")
  class Marker {
    @Test
    @DisplayName("is created empty, for all to read, and once")
    void mark() throws Exception {
      Path file = folder.resolve("green");
      files.mark(file);
      files.mark(file);
      assertEquals(0, Files.size(file));
      assertEquals("rw-r--r--", permissions(file));
      assertEquals(List.of("file created " + file), trace.heard);
    }

    @Test
    @DisplayName("is removed, and once")
    void remove() throws Exception {
      Path file = Files.createFile(folder.resolve("green"));
      files.remove(file);
      files.remove(file);
      assertEquals(List.of(), names());
      assertEquals(List.of("file removed " + file), trace.heard);
    }

    @Test
    @DisplayName("that cannot be created or removed is named")
    void failed() throws IOException {
      Path file = Files.createDirectories(folder.resolve("green/x")).getParent();
      assertTrue(failure(() -> files.remove(file)).startsWith("cannot remove " + file + ": "));
      Path nowhere = folder.resolve("no/where");
      assertEquals(
          "cannot create " + nowhere + ": " + nowhere + " does not exist",
          failure(() -> files.mark(nowhere)));
    }
  }

  @Nested
  @DisplayName("that is a folder")
  class OfFolder {
    @Test
    @DisplayName("is created with those above it, each with the permissions asked for")
    void created() throws Exception {
      Path deep = folder.resolve("a/b");
      files.folder(deep, 0711);
      assertEquals("rwx--x--x", permissions(deep));
      assertEquals("rwx--x--x", permissions(deep.getParent()));
      String before = permissions(folder);
      files.folder(deep, 0755);
      assertEquals("rwx--x--x", permissions(deep), "one that is there is left alone");
      assertEquals(before, permissions(folder));
    }

    @Test
    @DisplayName("cannot be where a file is")
    void inTheWay() throws IOException {
      Path file = Files.writeString(folder.resolve("a"), "x");
      String message = failure(() -> files.folder(file.resolve("b"), 0755));
      assertTrue(message.startsWith("cannot create " + file), message);
    }

    @Test
    @DisplayName("is removed with all that is in it, but nothing that links in it lead to")
    void removed() throws Exception {
      Path outside = Files.createDirectory(folder.resolve("outside"));
      Files.writeString(outside.resolve("precious"), "x");
      Path tree = Files.createDirectories(folder.resolve("tree/a/b")).getParent().getParent();
      Files.writeString(tree.resolve("a/file"), "x");
      Files.createSymbolicLink(tree.resolve("a/link"), outside);
      Files.createSymbolicLink(tree.resolve("a/broken"), Path.of("nowhere"));
      files.removeTree(tree);
      files.removeTree(tree);
      assertEquals(List.of("outside"), names());
      assertTrue(Files.exists(outside.resolve("precious")));
    }

    @Test
    @DisplayName("keeps the file that is to go last until all else is gone")
    void lastOne() throws Exception {
      Path tree = Files.createDirectories(folder.resolve("tree"));
      Path last = Files.writeString(tree.resolve("lock"), "");
      Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("file"), "x");
      Files.writeString(tree.resolve("z"), "x");
      files.removeTree(tree, last);
      assertEquals(List.of("file removed " + last, "file removed " + tree + "/"), trace.heard);
      assertEquals(List.of(), names());

      Files.createDirectories(tree.resolve("a"));
      files.removeTree(tree, last);
      assertEquals(List.of(), names(), "without that file");

      Files.createDirectories(tree.resolve("a"));
      Path elsewhere = Files.writeString(folder.resolve("lock"), "");
      files.removeTree(tree, elsewhere);
      assertEquals(List.of("lock"), names(), "with that file elsewhere");
    }

    @Test
    @DisplayName("may be created by many at once")
    void manyAtOnce() throws Exception {
      Queue<String> failures = new ConcurrentLinkedQueue<>();
      CyclicBarrier together = new CyclicBarrier(4);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < together.getParties(); i++) {
        threads.add(
            new Thread(
                () -> {
                  try {
                    for (int round = 0; round < 300; round++) {
                      together.await();
                      new AtomicFiles(Trace.SILENT).folder(folder.resolve(round + "/a"), 0755);
                    }
                  } catch (Exception e) {
                    failures.add(e.toString());
                    together.reset();
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), List.copyOf(failures));
    }

    @Test
    @DisplayName("that is a link is removed itself")
    void linkToFolder() throws Exception {
      Path outside = Files.createDirectory(folder.resolve("outside"));
      Files.writeString(outside.resolve("precious"), "x");
      Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
      files.removeTree(link);
      assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
      assertTrue(Files.exists(outside.resolve("precious")));
    }

    @Test
    @DisplayName("is removed if it is empty, and kept otherwise")
    void ifEmpty() throws Exception {
      Path empty = Files.createDirectory(folder.resolve("empty"));
      Path full = Files.createDirectories(folder.resolve("full/x")).getParent();
      files.removeIfEmpty(empty);
      files.removeIfEmpty(empty);
      files.removeIfEmpty(full);
      assertEquals(List.of("full"), names());
      assertEquals(
          List.of("file removed " + empty + "/", "file kept " + full + "/: something is in it"),
          trace.heard);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0644, rw-r--r--",
    "0755, rwxr-xr-x",
    "0600, rw-------",
    "0640, rw-r-----",
    "0, ---------",
    "0777, rwxrwxrwx",
    "0124, --x-w-r--",
  })
  @DisplayName("has its permissions shown as ls does")
  void symbolic(String octal, String symbolic) {
    assertEquals(symbolic, Modes.symbolic(Integer.parseInt(octal, 8)));
  }
}
