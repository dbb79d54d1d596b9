package bluegreen.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;

/**
 * Removes a folder with all that is in it but one file; links are removed, not followed. What is in
 * it may belong to somebody who puts a link in a folder's place meanwhile: each folder is opened
 * once, and what is in it is removed from what was opened, not by a path.
 */
final class Remover {
  private final Optional<Path> kept;

  Remover(Optional<Path> kept) {
    this.kept = kept;
  }

  /** Removes it; the folder above it has to be one in which nobody else exchanges names. */
  void remove(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> opened = Files.newDirectoryStream(folder)) {
        empty((SecureDirectoryStream<Path>) opened, folder);
      }
    }
    if (!leadsToKept(folder)) {
      Files.delete(folder);
    }
  }

  private void empty(SecureDirectoryStream<Path> folder, Path path) throws IOException {
    try {
      for (Path each : folder) {
        remove(folder, each.getFileName(), path.resolve(each.getFileName()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void remove(SecureDirectoryStream<Path> folder, Path name, Path path) throws IOException {
    try {
      if (isFolder(folder, name)) {
        try (SecureDirectoryStream<Path> inner =
            folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          empty(inner, path);
        }
        if (!leadsToKept(path)) {
          folder.deleteDirectory(name);
        }
      } else if (!leadsToKept(path)) {
        folder.deleteFile(name);
      }
    } catch (NoSuchFileException e) {
      // Somebody else was faster.
    }
  }

  private static boolean isFolder(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }

  private boolean leadsToKept(Path path) {
    return kept.filter(k -> k.startsWith(path)).isPresent();
  }
}
