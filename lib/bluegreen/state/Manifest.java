package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What we have put into a release: its files by name, size and time, so that what an app or a
 * person has added or changed since is told from it.
 */
final class Manifest {
  private static final String NAME = "manifest";
  private static final char END = '\0';

  private Manifest() {}

  /** Notes down what is in a release that is being stored. */
  static void write(Path folder, AtomicFiles files) throws IOException, HostFailure {
    StringBuilder text = new StringBuilder();
    for (Path path : SourceTree.below(folder)) {
      BasicFileAttributes seen = attributes(path);
      if (!seen.isDirectory()) {
        text.append(entry(folder, path, seen)).append(END);
      }
    }
    files.write(folder.resolve(NAME), text.toString(), 0644);
  }

  /**
   * What is in a release that we have not put there, by its name below the release's folder.
   *
   * @param stored when it was stored, in milliseconds: an earlier version of ours kept no manifest,
   *     and what was written after that is somebody else's
   */
  static List<Path> strangers(Path folder, long stored) throws HostFailure {
    try {
      Set<String> ours = new HashSet<>();
      boolean known = Files.isRegularFile(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS);
      if (known) {
        ours.addAll(List.of(Files.readString(folder.resolve(NAME)).split(String.valueOf(END))));
      }
      List<Path> strangers = new ArrayList<>();
      for (Path path : SourceTree.below(folder)) {
        BasicFileAttributes seen = attributes(path);
        boolean ofOurs =
            seen.isDirectory()
                || isRecord(folder, path)
                || path.startsWith(folder.resolve(ClassArchive.FOLDER))
                || (known
                    ? ours.contains(entry(folder, path, seen))
                    : seen.lastModifiedTime().toMillis() <= stored);
        if (!ofOurs) {
          strangers.add(folder.relativize(path));
        }
      }
      return List.copyOf(strangers);
    } catch (IOException e) {
      throw new HostFailure("cannot look into " + folder + ": " + AtomicFiles.why(e));
    }
  }

  private static boolean isRecord(Path folder, Path path) {
    String name = path.getFileName().toString();
    return path.getParent().equals(folder)
        && (name.equals(NAME)
            || name.equals(Releases.RECORD)
            || name.equals(Releases.DIAGNOSIS)
            || name.startsWith(AtomicFiles.TEMPORARY));
  }

  private static String entry(Path folder, Path path, BasicFileAttributes seen) throws IOException {
    String what =
        seen.isSymbolicLink()
            ? "link " + Files.readSymbolicLink(path)
            : seen.size()
                + " "
                + seen.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
    return folder.relativize(path) + "\n" + what;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
