package bluegreen.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Names of files behind which there is none: whoever opens one may wait for ever. */
public final class Special {
  private static final int KIND = 0170000;
  private static final int FIFO = 0010000;
  private static final int SOCKET = 0140000;
  private static final int CHARACTERS = 0020000;
  private static final int BLOCKS = 0060000;

  private Special() {}

  /**
   * What it is, such as {@code a FIFO}, where it is no file or folder, nor a link to one; see
   * inode(7). Empty, too, for what is not there or not ours to see.
   */
  public static Optional<String> kind(Path path) {
    try {
      return switch ((Integer) Files.getAttribute(path, "unix:mode") & KIND) {
        case FIFO -> Optional.of("a FIFO");
        case SOCKET -> Optional.of("a socket");
        case CHARACTERS, BLOCKS -> Optional.of("a device");
        default -> Optional.empty();
      };
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
