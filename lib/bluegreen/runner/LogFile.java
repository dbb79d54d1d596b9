package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Lines;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that an app writes its output to, however large it is. */
record LogFile(Path path) {
  private static final int CHUNK = 1 << 16;

  /**
   * Where its last lines begin.
   *
   * @param from what is before that is not looked at
   */
  long startOfLast(int lines, long from) throws HostFailure {
    try (RandomAccessFile file = open()) {
      long end = file.length();
      long start = lines == 0 ? end : Math.min(from, end);
      byte[] chunk = new byte[CHUNK];
      int left = lines;
      for (long at = end; at > start; ) {
        int size = (int) Math.min(CHUNK, at - start);
        at -= size;
        file.seek(at);
        file.readFully(chunk, 0, size);
        for (int i = size - 1; i >= 0; i--) {
          // What ends the last line begins no other one.
          if (chunk[i] == '\n' && at + i < end - 1 && --left == 0) {
            return at + i + 1;
          }
        }
      }
      return start;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Hands on what was written since then; where it has been emptied meanwhile, all of it. */
  long copy(long from, Lines lines) throws HostFailure {
    try (RandomAccessFile file = open()) {
      long at = from > file.length() ? 0 : from;
      file.seek(at);
      byte[] chunk = new byte[CHUNK];
      for (int n = file.read(chunk); n > 0; n = file.read(chunk)) {
        at += n;
        for (int i = 0; i < n; i++) {
          lines.write(chunk[i]);
        }
      }
      return at;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private RandomAccessFile open() throws IOException {
    Files.newInputStream(path).close(); // Whose exceptions tell what is wrong apart.
    return new RandomAccessFile(path.toFile(), "r");
  }

  private HostFailure unreadable(IOException e) {
    return new HostFailure(
        e instanceof NoSuchFileException
            ? "there is no " + path + " any more, which the app's output goes to"
            : "cannot read " + path + ": " + AtomicFiles.why(e));
  }
}
