package bluegreen.contents;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of a folder, or one file; links are not followed. */
final class Folder implements Bundle, Closeable {
  private static final int DEEPEST = 12;
  private static final int MOST = 100_000;

  /** They have tens of thousands of files; what is in them stands in a file beside them. */
  private static final Set<String> LEFT_OUT = Set.of("node_modules", ".git");

  private final Allowance allowance;
  private final List<Path> files = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();
  private Optional<FileChannel> open = Optional.empty();

  /** Lists a folder's files, or one that is one itself. */
  Folder(Path place, Allowance allowance) throws IOException {
    this.allowance = allowance;
    boolean single = !Files.isDirectory(place);
    Path root = place.toRealPath();
    List<Path> found = single ? List.of(root) : below(root);
    for (Path file : found) {
      allowance.takeFiles(1);
      String name = single ? place.getFileName().toString() : root.relativize(file).toString();
      long size = Files.size(file);
      items.add(new Item(name, size, files.size()));
      files.add(file);
    }
  }

  private static List<Path> below(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        Set.of(),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes seen) {
            return LEFT_OUT.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes seen) {
            if (seen.isRegularFile()) {
              found.add(file);
            }
            return found.size() > MOST ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.naturalOrder());
    return found;
  }

  @Override
  public List<Item> items() {
    return items;
  }

  @Override
  public byte[] read(Item item, int most) throws IOException {
    try (InputStream in = Files.newInputStream(files.get(item.at()), LinkOption.NOFOLLOW_LINKS)) {
      byte[] read = in.readNBytes(most);
      allowance.takeBytes(read.length);
      return read;
    }
  }

  @Override
  public Optional<Bundle> within(Item item) throws IOException {
    close();
    FileChannel channel =
        FileChannel.open(
            files.get(item.at()), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    open = Optional.of(channel);
    return Optional.of(Zip.open(Bytes.of(channel), allowance));
  }

  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
    }
  }
}
