package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Trace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The digest of a large file that was stored")
class KnownDigestTest {
  private static final long SETTLED_MILLIS = 2100;

  @TempDir Path folder;

  private final AtomicFiles files = new AtomicFiles(Trace.SILENT);

  private Path file(String name, long bytes) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(bytes);
    }
    return file;
  }

  private Optional<Artifact> afterStoring(AppDir dir, Path file) throws Exception {
    files.folder(dir.releases(), 0755);
    Releases releases = new Releases(dir);
    Release release = releases.of("1", Artifact.read(file), new LocalFiles(file, "app.files", dir));
    releases.store(release, new LocalFiles(file, "app.files", dir), OptionalInt.empty(), files);
    return new KnownDigest(dir, file).find();
  }

  @Test
  @DisplayName("is known until anything happens to it, however its time and size are kept")
  void known() throws Exception {
    Path large = file("large", KnownDigest.LEAST_BYTES);
    assertEquals(Optional.empty(), afterStoring(new AppDir(folder.resolve("a")), large), "fresh");
    Thread.sleep(SETTLED_MILLIS);
    AppDir dir = new AppDir(folder.resolve("b"));
    assertEquals(Optional.of(Artifact.read(large)), afterStoring(dir, large));
    FileTime time = Files.getLastModifiedTime(large);
    try (RandomAccessFile changed = new RandomAccessFile(large.toFile(), "rw")) {
      changed.write('x');
    }
    Files.setLastModifiedTime(large, time);
    assertEquals(Optional.empty(), new KnownDigest(dir, large).find(), "just changed");
    Thread.sleep(SETTLED_MILLIS);
    assertEquals(Optional.empty(), new KnownDigest(dir, large).find(), "changed");
  }

  @Test
  @DisplayName("is not kept of a small one, nor taken for another file's")
  void others() throws Exception {
    Path small = file("small", KnownDigest.LEAST_BYTES - 1);
    Path large = file("large", KnownDigest.LEAST_BYTES);
    Path other = file("other", KnownDigest.LEAST_BYTES);
    Thread.sleep(SETTLED_MILLIS);
    AppDir dir = new AppDir(folder.resolve("a"));
    assertEquals(Optional.empty(), afterStoring(dir, small));
    afterStoring(dir, large);
    assertEquals(Optional.empty(), new KnownDigest(dir, other).find());
  }
}
