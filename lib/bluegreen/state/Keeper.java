package bluegreen.state;

import bluegreen.host.Accounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Somebody else who deploys into an app's folder: only he, and root, can see what runs there.
 *
 * @param name the user's name
 * @param folder what tells so: the app's folder, or one above it that is closed to us
 */
public record Keeper(String name, Path folder) {

  /** Whoever else keeps a folder; empty where we do, or nobody yet, and where we are root. */
  public static Optional<Keeper> other(AppDir dir) {
    Path slots = dir.slots();
    if (Accounts.areRoot() || Files.notExists(slots, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (Files.exists(slots, LinkOption.NOFOLLOW_LINKS)) {
      return isOurs(slots) ? Optional.empty() : of(slots).map(name -> new Keeper(name, dir.root()));
    }
    return above(slots).flatMap(closed -> of(closed).map(name -> new Keeper(name, closed)));
  }

  /**
   * Root, where nothing was ever deployed by us into the folder that is ours by default, and root
   * has one by the same name: who asks for it without root's rights is shown an empty one.
   */
  public static Optional<Keeper> rootInstead(AppDir dir, Path ofRoot) {
    boolean another = !dir.root().equals(ofRoot) && dir.root().endsWith(tail(ofRoot));
    return !Accounts.areRoot() && another && !Files.exists(dir.root()) && Files.exists(ofRoot)
        ? of(ofRoot).map(name -> new Keeper(name, ofRoot))
        : Optional.empty();
  }

  /** {@code bluegreen/NAME}, which the default folders have in common. */
  private static Path tail(Path folder) {
    int names = folder.getNameCount();
    return folder.subpath(names - 2, names);
  }

  private static boolean isOurs(Path path) {
    try {
      Path self = Path.of("/proc/self");
      return Files.getAttribute(path, "unix:uid").equals(Files.getAttribute(self, "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }

  /** The uppermost folder above that we may not look into. */
  private static Optional<Path> above(Path path) {
    return IntStream.range(1, path.getNameCount())
        .mapToObj(n -> path.getRoot().resolve(path.subpath(0, n)))
        .filter(folder -> Files.isDirectory(folder) && !Files.isExecutable(folder))
        .findFirst();
  }

  private static Optional<String> of(Path path) {
    try {
      return Optional.of(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
