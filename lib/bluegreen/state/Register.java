package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The apps of this machine, wherever their folders are: a symbolic link to each, in a hidden folder
 * beside where they are by default. Only what our own user and root have written is believed.
 *
 * @param parent where our apps are by default; empty where we have no home
 * @param system where root's are
 * @param user the number of the user that we are
 */
public record Register(Optional<Path> parent, Path system, long user) {
  private static final String FOLDER = ".apps";

  /** The folder of links to our own apps. */
  private Optional<Path> folder() {
    return parent
        .map(p -> p.resolve(FOLDER))
        .filter(f -> Files.exists(f, LinkOption.NOFOLLOW_LINKS) ? isTrusted(f) : isWritable(f));
  }

  /** The link to an app; empty where we cannot keep any. */
  public Optional<Path> link(String app, AppDir dir) {
    String digits = Artifact.digestOf(List.of(dir.root().toString())).substring(0, 8);
    return folder().map(f -> f.resolve(app + "-" + digits));
  }

  /** Whether a path is where a link to an app is kept, which is never another user's. */
  public static boolean isLink(Path path) {
    return path.getParent().endsWith(FOLDER);
  }

  /** Whether an app is known by its link. */
  public boolean holds(String app, AppDir dir) {
    return link(app, dir).flatMap(Register::target).equals(Optional.of(dir.root()));
  }

  /** The folders of all apps that we may know of, whether they are there or not. */
  public List<Path> folders() {
    Set<Path> parents = new LinkedHashSet<>(parent.stream().toList());
    parents.add(system);
    Set<Path> folders = new LinkedHashSet<>();
    for (Path each : parents) {
      if (isTrusted(each.resolve(FOLDER))) {
        Listing.of(each.resolve(FOLDER)).forEach(link -> target(link).ifPresent(folders::add));
      }
      folders.addAll(Listing.of(each)); // Those of versions before this one have no links.
    }
    return folders.stream().filter(f -> !f.endsWith(FOLDER)).toList();
  }

  /** What an app's folder says of it, where whoever wrote that is to be believed. */
  public Optional<Layout> read(AppDir dir) {
    return isTrusted(dir.owner()) ? Layout.read(dir) : Optional.empty();
  }

  /** Makes an app known; links that lead nowhere go. */
  public static void enter(Path link, AppDir dir, AtomicFiles files) throws HostFailure {
    files.folder(link.getParent(), 0755);
    for (Path other : Listing.of(link.getParent())) {
      if (Files.isSymbolicLink(other) && !Files.exists(other)) {
        files.remove(other);
      }
    }
    if (!target(link).equals(Optional.of(dir.root()))) {
      files.link(link, dir.root());
    }
  }

  private static Optional<Path> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link)).filter(Path::isAbsolute);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Whether nobody but us and root can have written it. */
  private boolean isTrusted(Path path) {
    try {
      Number owner = (Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> open =
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      return !Files.isSymbolicLink(path)
          && (owner.longValue() == 0 || owner.longValue() == user)
          && !open.contains(PosixFilePermission.GROUP_WRITE)
          && !open.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isWritable(Path path) {
    Path there = path;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there != null && Files.isWritable(there);
  }
}
