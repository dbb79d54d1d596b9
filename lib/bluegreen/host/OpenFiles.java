package bluegreen.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What a process has open, see {@code proc_pid_fd(5)}; nothing where we may not see that. */
public final class OpenFiles {
  private OpenFiles() {}

  /** Whether it has that very file open, by whatever name. */
  public static boolean has(long pid, Path file) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path each : open) {
        if (isSame(each, file)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** A pipe or a socket is no file, and what is closed meanwhile is none either. */
  private static boolean isSame(Path open, Path file) {
    try {
      return Files.isSameFile(open, file);
    } catch (IOException e) {
      return false;
    }
  }

  /** The inodes of the TCP sockets at which it listens. */
  public static Set<Long> listeners(long pid) {
    return Sockets.held(pid, new Sockets().listeningPorts().keySet());
  }
}
