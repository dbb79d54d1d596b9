package bluegreen.observe;

import java.nio.file.Path;
import java.util.List;

/**
 * What is in a release that we have not put there: an app's uploads, its database, its logs.
 *
 * @param folder the release's folder
 * @param files their names below it, at least one
 * @param kept where they go when the release goes
 */
public record ForeignFiles(Path folder, List<Path> files, Path kept) {

  /** In a few words. */
  public String what() {
    String first = files.get(0).toString();
    return files.size() == 1
        ? first + " of " + folder.getFileName()
        : files.size() + " files of " + folder.getFileName() + " (" + first + ", …)";
  }
}
