package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is ours in the app's folder, known by its names. Everything else was put there by somebody
 * else, and is never taken away.
 */
public record Footprint(AppDir dir) {

  /** Whether the folder is one that a deployment has made its own. */
  public boolean isOurs() {
    return Files.isRegularFile(dir.owner(), LinkOption.NOFOLLOW_LINKS)
        || Stream.of(dir.lock(), dir.releases(), dir.slots()).allMatch(Files::exists);
  }

  /** Whether a run has begun to make it its own: the lock is the first that it creates. */
  public boolean isBegun() {
    return isOurs() || Files.isRegularFile(dir.lock(), LinkOption.NOFOLLOW_LINKS);
  }

  /** What a removal leaves of others' files has these names; they are safe there. */
  private boolean isShared(Path path) {
    return Set.of(dir.releases(), dir.logs(), dir.work(), dir.kept()).contains(path);
  }

  /** A disk of its own has it from the start. */
  private static boolean isOfItsDisk(Path path) {
    return path.endsWith("lost+found");
  }

  /**
   * What is in the folder under names that are none of ours; under any name before it is ours.
   *
   * @throws HostFailure where the folder is there and cannot be looked into
   */
  public List<Path> strangers() throws HostFailure {
    boolean begun = isBegun();
    return inside(dir.root()).stream()
        .filter(path -> !(begun ? isKnown(path) : isTemporary(path) || isShared(path)))
        .filter(path -> !isOfItsDisk(path))
        .toList();
  }

  /** The folders on the way to one that are not there, the outermost first. */
  public static List<Path> missing(Path folder) {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path p = folder; p != null && Files.notExists(p, LinkOption.NOFOLLOW_LINKS); ) {
      missing.push(p);
      p = p.getParent();
    }
    return List.copyOf(missing);
  }

  /** The name itself, or with a number after it where there is such a file. */
  public static Path unused(Path wanted) {
    return unused(wanted, name -> Files.exists(name, LinkOption.NOFOLLOW_LINKS));
  }

  /** The same where others have looked what is there. */
  public static Path unused(Path wanted, Predicate<Path> taken) {
    Path name = wanted;
    for (int i = 2; taken.test(name); i++) {
      name = wanted.resolveSibling(wanted.getFileName() + "." + i);
    }
    return name;
  }

  /**
   * The folders that were not there before us, the innermost first; empty where an earlier version
   * of ours, or a run that was killed at once, did not say.
   */
  public Optional<List<Path>> made() {
    try {
      return Optional.of(
          Records.text(dir.made())
              .lines()
              .filter(line -> line.startsWith("/"))
              .map(Path::of)
              .sorted(Comparator.comparing(Path::getNameCount).reversed())
              .toList());
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Notes down folders that we are about to make, or have just made. */
  public void noteMade(List<Path> folders, AtomicFiles files) throws HostFailure {
    Set<Path> all = new TreeSet<>(made().orElse(List.of()));
    boolean news = all.addAll(folders) || made().isEmpty();
    if (news) {
      List<String> lines = all.stream().map(path -> path + "\n").toList();
      files.write(dir.made(), String.join("", lines), 0644);
    }
  }

  /** Whether the folder itself goes with what is in it. */
  public boolean goes() {
    return made().map(made -> made.contains(dir.root())).orElse(true)
        && !Files.isSymbolicLink(dir.root());
  }

  /** What stays when the app is removed. */
  public List<Path> staying() throws HostFailure {
    List<Path> staying = new ArrayList<>();
    for (Path path : inside(dir.root())) {
      if (!isKnown(path) || Files.isSymbolicLink(path)) {
        staying.add(path);
      } else if (path.equals(dir.work()) || path.equals(dir.kept()) || isForeignNginx(path)) {
        staying.addAll(inside(path).isEmpty() ? List.of() : List.of(path));
      } else if (path.equals(dir.releases()) || path.equals(dir.logs())) {
        inside(path).stream().filter(p -> !isOfUs(p)).forEach(staying::add);
      }
    }
    return List.copyOf(staying);
  }

  /** Takes away what is ours, the lock last, and the folder if nothing else is in it. */
  public void remove(AtomicFiles files) throws HostFailure {
    List<Path> staying = staying();
    boolean goes = goes();
    for (Path path : inside(dir.root())) {
      if (staying.contains(path) || path.equals(dir.lock()) || path.equals(dir.made())) {
        continue;
      } else if (isShared(path)) {
        for (Path each : inside(path)) {
          if (!staying.contains(each)) {
            removeAside(each, files);
          }
        }
        files.removeIfEmpty(path);
      } else {
        files.removeTree(path);
      }
    }
    files.remove(dir.made()); // Until then a run after one that was killed knows it, too.
    files.remove(dir.lock());
    if (goes) {
      files.removeIfEmpty(dir.root());
    }
  }

  /** Whether it is the folder of an nginx that somebody else has set up. */
  private boolean isForeignNginx(Path path) {
    if (!path.equals(dir.nginx())) {
      return false;
    }
    try {
      return !Records.text(path.resolve("nginx.conf")).contains("# bluegreen: ");
    } catch (NoSuchFileException e) {
      return false; // What a removal that was killed has left of ours.
    } catch (IOException e) {
      return true;
    }
  }

  /** Under a name that tells what it is, so that half of it is not taken for somebody else's. */
  private static void removeAside(Path path, AtomicFiles files) throws HostFailure {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      files.remove(path);
      return;
    }
    Path aside = path;
    if (!isTemporary(path)) {
      aside = AtomicFiles.temporary(path);
      files.removeTree(aside);
      try {
        Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new HostFailure("cannot remove " + path + ": " + AtomicFiles.why(e));
      }
    }
    files.removeTree(aside);
  }

  private boolean isKnown(Path path) {
    return isTemporary(path) || dir.children().contains(path);
  }

  /** Whether what is in releases/ or logs/ is a release, or a log of a slot. */
  private boolean isOfUs(Path path) {
    return isTemporary(path)
        || (path.startsWith(dir.releases())
            ? Files.exists(path.resolve("release.json"))
            : path.getFileName().toString().matches(".+\\.(blue|green)\\.log"));
  }

  private static boolean isTemporary(Path path) {
    return path.getFileName().toString().startsWith(AtomicFiles.TEMPORARY);
  }

  private static List<Path> inside(Path folder) throws HostFailure {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new HostFailure("cannot look into " + folder + ": " + AtomicFiles.why(e));
    }
  }
}
