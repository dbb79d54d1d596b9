package bluegreen.state;

import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Modes;
import bluegreen.host.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A folder into which an archive's entries go, and of which none of them gets out: by no name, no
 * link, and nothing behind a link.
 */
final class Enclosure {
  private static final int BUFFER = 1 << 16;
  private static final int OWNER_WRITES = 0600;
  private static final int OWNER_ENTERS = 0700;
  private static final int NOBODY_ELSE_WRITES = 0755;

  /** What an archive may have in it. */
  private static final long MOST_BYTES = 16L << 30;

  private static final int MOST_ENTRIES = 500_000;

  /** Letters of a name in a message. */
  private static final int SHOWN = 200;

  private final Path folder;
  private final String named;
  private final Deque<Path> folders = new ArrayDeque<>();
  private final List<Path> links = new ArrayList<>();
  private final long room;
  private boolean holds;
  private long bytes;
  private int entries;

  /**
   * One that is there and empty.
   *
   * @param named what the archive is called in messages
   */
  Enclosure(Path folder, String named) {
    this(folder, named, Math.min(MOST_BYTES, folder.toFile().getUsableSpace() / 2));
  }

  /** The same with another limit in bytes. */
  Enclosure(Path folder, String named, long room) {
    this.folder = folder;
    this.named = named;
    this.room = room;
  }

  /**
   * Looks at it as a whole, when all is in it: links may lead out together, and its folders were
   * open to whoever filled them.
   */
  void close() throws IOException, HostFailure {
    Path real = folder.toRealPath();
    for (Path link : links) {
      boolean out = Files.exists(link) && !link.toRealPath().startsWith(real);
      if (Files.isSymbolicLink(link) && out) {
        throw leadsOut(folder.relativize(link).toString(), Files.readSymbolicLink(link).toString());
      }
    }
    if (!holds) {
      throw new HostFailure(named + " is empty; there is nothing to deploy in it");
    }
    for (Path made : folders) {
      Modes.permit(made, mode(made) & NOBODY_ELSE_WRITES | OWNER_ENTERS);
    }
  }

  /** A folder. */
  void folder(String name, int mode) throws IOException, HostFailure {
    Path path = place(name);
    if (path.equals(folder)) {
      return;
    }
    makeFolders(name, path);
    Modes.permit(path, mode & 0777 | OWNER_ENTERS);
  }

  /** A file. */
  void file(String name, int mode, InputStream in) throws IOException, HostFailure {
    Path path = free(name);
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out =
        Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        grow(n);
        out.write(buffer, 0, n);
      }
    }
    Modes.permit(path, mode & NOBODY_ELSE_WRITES | OWNER_WRITES);
  }

  /** A symbolic link. */
  void link(String name, String target) throws IOException, HostFailure {
    Path path = free(name);
    Path to = path(name, target);
    boolean inside = !to.isAbsolute() && path.resolveSibling(to).normalize().startsWith(folder);
    if (!inside) {
      throw leadsOut(name, target);
    }
    Files.createSymbolicLink(path, to);
    links.add(path);
  }

  /** A copy: what it shares with another file of the archive it would not share in a release. */
  void hardLink(String name, String target) throws IOException, HostFailure {
    Path source = place(target);
    if (!isBelowFolders(source) || !Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(name, "is a hard link to " + Texts.tame(target) + ", which is no file of it");
    }
    Path path = place(name);
    if (path.equals(source)) {
      return;
    }
    path = free(name);
    grow(Files.size(source));
    Files.copy(source, path);
    Modes.permit(path, mode(source));
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0777;
  }

  /** Where a file or link goes; of two by one name the later one counts, as for tar. */
  private Path free(String name) throws IOException, HostFailure {
    Path path = place(name);
    if (path.equals(folder)) {
      throw refused(name, "has no name");
    }
    makeFolders(name, path.getParent());
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(name, "is a folder before and another thing after");
    }
    Files.deleteIfExists(path);
    holds = true;
    return path;
  }

  /** Makes a folder and those above it, none of which may be a link or a file. */
  private void makeFolders(String name, Path path) throws IOException, HostFailure {
    Path at = folder;
    for (Path part : folder.relativize(path)) {
      if (part.toString().isEmpty()) {
        continue;
      }
      at = at.resolve(part);
      if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(at);
        folders.push(at);
      } else if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(name, "goes through " + folder.relativize(at) + ", which is no folder");
      }
    }
  }

  /** Whether the way to it leads through folders alone. */
  private boolean isBelowFolders(Path path) {
    for (Path at = path.getParent(); !at.equals(folder); at = at.getParent()) {
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  /** The place of a name in the archive. */
  private Path place(String name) throws HostFailure {
    if (Interruption.isDue()) {
      throw new HostFailure("interrupted");
    }
    if (++entries > MOST_ENTRIES) {
      throw new HostFailure(named + " has more than " + MOST_ENTRIES + " files; it is refused");
    }
    Path given = path(name, name);
    boolean climbs = false;
    for (Path part : given) {
      climbs |= part.toString().equals("..");
    }
    if (given.isAbsolute() || climbs) {
      throw refused(name, "leads out of it");
    }
    return folder.resolve(given).normalize();
  }

  private Path path(String name, String text) throws HostFailure {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw refused(name, "has a name that is none here (" + e.getReason() + ")");
    }
  }

  private void grow(long more) throws HostFailure {
    bytes += more;
    if (bytes > room) {
      throw new HostFailure(
          named
              + " holds more than "
              + Texts.size(room)
              + " unpacked, which is all that may be used here; it is refused");
    }
    if (Interruption.isDue()) {
      throw new HostFailure("interrupted");
    }
  }

  private HostFailure leadsOut(String name, String target) {
    return refused(name, "is a link to " + Texts.tame(target) + ", which leads out of it");
  }

  /** Why an entry is not taken in. */
  HostFailure refused(String name, String why) {
    String shown = Texts.tame(name).replaceAll("[\\n\\t]", "?");
    shown = shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown;
    return new HostFailure(named + ": " + shown + " " + why + "; nothing of it is used");
  }
}
