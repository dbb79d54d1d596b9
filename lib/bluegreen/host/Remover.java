package bluegreen.host;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Removes a folder with all that is in it but one file; links are removed, not followed. */
final class Remover extends SimpleFileVisitor<Path> {
  private final Optional<Path> kept;

  Remover(Optional<Path> kept) {
    this.kept = kept;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (!kept.equals(Optional.of(file))) {
      Files.delete(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
    if (e != null) {
      throw e;
    }
    if (kept.filter(k -> k.startsWith(folder)).isEmpty()) {
      Files.delete(folder);
    }
    return FileVisitResult.CONTINUE;
  }
}
