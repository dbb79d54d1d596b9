package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether users without rights of their own can get to a folder. */
public final class Reach {
  private Reach() {}

  /** The uppermost folder, of those above one and itself, that other users may not look into. */
  public static Optional<Path> closed(Path folder) {
    return closedAbove(folder.resolve("any"));
  }

  /** The uppermost folder above one that other users may not look into. */
  public static Optional<Path> closedAbove(Path folder) {
    return IntStream.rangeClosed(1, folder.getNameCount() - 1)
        .mapToObj(n -> folder.getRoot().resolve(folder.subpath(0, n)))
        .filter(Reach::isClosed)
        .findFirst();
  }

  private static boolean isClosed(Path folder) {
    try {
      return !Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException e) {
      return false;
    }
  }
}
