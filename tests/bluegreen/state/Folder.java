package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/** An app's folder for tests, and the garbage that may be found in its files. */
final class Folder {
  static final AtomicFiles FILES = new AtomicFiles(Trace.SILENT);

  private Folder() {}

  /** An app's folder with its subfolders. */
  static AppDir in(Path folder) throws HostFailure {
    AppDir dir = new AppDir(folder.resolve("shop"));
    for (Path each : new Path[] {dir.releases(), dir.slots(), dir.live(), dir.logs()}) {
      FILES.folder(each, 0755);
    }
    return dir;
  }

  /** What a record may hold that is none, for parameterized tests. */
  static Stream<String> garbage() {
    byte[] noise = new byte[200];
    new Random(1).nextBytes(noise);
    return Stream.of(
        "",
        "\n",
        "null",
        "[]",
        "42",
        "\"text\"",
        "{",
        "{}",
        "{\"release\":",
        "\0\0\0\0\0\0\0\0",
        new String(noise, StandardCharsets.ISO_8859_1));
  }

  static void write(Path file, String text) {
    try {
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
