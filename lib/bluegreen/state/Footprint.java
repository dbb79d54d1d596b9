package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * What is in the folder under names that are none of ours.
   *
   * @throws HostFailure where the folder is there and cannot be looked into
   */
  public List<Path> strangers() throws HostFailure {
    return inside(dir.root()).stream()
        .filter(path -> !isKnown(path))
        .filter(path -> !path.endsWith("lost+found")) // A disk of its own has it from the start.
        .toList();
  }

  /** What stays when the app is removed. */
  public List<Path> staying() throws HostFailure {
    List<Path> staying = new ArrayList<>();
    for (Path path : inside(dir.root())) {
      if (!isKnown(path) || Files.isSymbolicLink(path)) {
        staying.add(path);
      } else if (path.equals(dir.work())) {
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
    for (Path path : inside(dir.root())) {
      boolean shared = path.equals(dir.releases()) || path.equals(dir.logs());
      if (staying.contains(path) || path.equals(dir.lock())) {
        continue;
      } else if (shared || path.equals(dir.work())) {
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
    files.remove(dir.lock());
    files.removeIfEmpty(dir.root());
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
