package bluegreen.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Permissions such as {@code 0640}, as Java has them. */
public final class Modes {
  private Modes() {}

  /** {@code 0640} as {@code rw-r-----}. */
  public static String symbolic(int mode) {
    StringBuilder out = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      out.append((mode >> bit & 1) == 1 ? "rwx".charAt((8 - bit) % 3) : '-');
    }
    return out.toString();
  }

  static Set<PosixFilePermission> permissions(int mode) {
    return PosixFilePermissions.fromString(symbolic(mode));
  }

  static FileAttribute<Set<PosixFilePermission>> attribute(int mode) {
    return PosixFilePermissions.asFileAttribute(permissions(mode));
  }

  /**
   * Gives them to a file or folder; never through a link, which whoever the folder around it
   * belongs to may have put there meanwhile.
   */
  public static void permit(Path path, int mode) throws IOException {
    // By its name in its folder: by its path, Java 25 goes through a link for all that it was told.
    try (DirectoryStream<Path> folder =
        Files.newDirectoryStream(path.toAbsolutePath().getParent())) {
      PosixFileAttributeView view =
          folder instanceof SecureDirectoryStream<Path> secure
              ? secure.getFileAttributeView(
                  path.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              : Files.getFileAttributeView(
                  path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setPermissions(permissions(mode));
    }
  }
}
