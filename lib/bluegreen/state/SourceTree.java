package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Special;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an artifact consists of. It has to be complete in itself: a release is a copy that outlives
 * its source, so that nothing in it may lead out of it, or be anything but a file, folder or link.
 */
final class SourceTree {
  /** What Java has in the place of a letter that it could not read. */
  private static final String UNREADABLE = "\uFFFD";

  private SourceTree() {}

  /** All that is below a folder, in an order that does not depend on the file system. */
  static List<Path> below(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(p -> !p.equals(root)).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Refuses what cannot be stored.
   *
   * @param source as the playbook names it; where it is a link, what it leads to counts
   */
  static void check(Path source) throws HostFailure {
    try {
      Path root = source.toRealPath();
      if (!Files.isDirectory(root)) {
        refuseSpecial(source, root);
        return;
      }
      boolean empty = true;
      for (Path path : below(root)) {
        refuseUnreadable(path);
        if (Files.isSymbolicLink(path)) {
          refuseOutward(source, root, path);
        } else if (!Files.isDirectory(path)) {
          refuseSpecial(source.resolve(root.relativize(path)), path);
        }
        empty &= Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      }
      if (empty) {
        throw new HostFailure(source + " is an empty folder; there is nothing to deploy in it");
      }
    } catch (IOException e) {
      throw new HostFailure(source + " cannot be read: " + AtomicFiles.why(e));
    }
  }

  /** A copy would have question marks in its name, and two such names would be one. */
  private static void refuseUnreadable(Path path) throws HostFailure {
    if (path.toString().contains(UNREADABLE)) {
      throw new HostFailure(
          path
              + " has letters in its name that Java cannot read in the language that it was started"
              + " in: export LC_ALL=C.UTF-8, and run this again; where that does not help, the name"
              + " is not in UTF-8: rename it");
    }
  }

  private static void refuseSpecial(Path named, Path path) throws HostFailure {
    Optional<String> kind = Special.kind(path);
    if (kind.isPresent()) {
      throw new HostFailure(
          named + " is " + kind.get() + "; only files, folders and links can be stored");
    }
  }

  /** An absolute link leads out even where it points into the source: the copy is elsewhere. */
  private static void refuseOutward(Path source, Path root, Path link)
      throws IOException, HostFailure {
    Path target = Files.readSymbolicLink(link);
    boolean inside =
        !target.isAbsolute()
            && link.resolveSibling(target).normalize().startsWith(root)
            && (!Files.exists(link) || link.toRealPath().startsWith(root));
    if (!inside) {
      throw new HostFailure(
          "%s is a link to %s, which leads out of %s and would not be part of the release; put a copy in its place (cp -rL)%s"
              .formatted(
                  source.resolve(root.relativize(link)),
                  target,
                  source,
                  target.isAbsolute() ? ", or make it relative if it stays inside" : ""));
    }
  }
}
