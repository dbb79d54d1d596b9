package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the symbolic links lead that a file's name is the first of.
 *
 * @param links the links in the order in which they are followed; none where the name is no link
 * @param end the file that they lead to, be it there or not, in the folder that it really is in;
 *     the name itself where it is no link
 */
public record Trail(List<Link> links, Path end) {
  /** More than the kernel follows: those lead round in a circle. */
  private static final int MOST = 40;

  /**
   * A symbolic link.
   *
   * @param path its own name, in the folder that it really is in
   * @param to what is written in it
   */
  public record Link(Path path, Path to) {}

  /** Follows a name, as far as anything can be seen of it. */
  public static Trail of(Path file) {
    List<Link> links = new ArrayList<>();
    Path at = file.toAbsolutePath().normalize();
    while (links.size() <= MOST && Files.isSymbolicLink(at)) {
      try {
        Path link = inRealFolder(at);
        links.add(new Link(link, Files.readSymbolicLink(link)));
        at = link.resolveSibling(links.get(links.size() - 1).to());
        at = inRealFolder(at);
      } catch (IOException e) {
        return new Trail(List.copyOf(links), at.normalize()); // In a folder that is not there.
      }
    }
    return new Trail(List.copyOf(links), at);
  }

  /** Whether the links lead round in a circle. */
  public boolean isEndless() {
    return links.size() > MOST;
  }

  /** What {@code ..} leads to depends on the links before it, which only the kernel tells. */
  private static Path inRealFolder(Path path) throws IOException {
    Path folder = path.getParent();
    return folder == null || path.getFileName().toString().equals("..")
        ? path.toRealPath()
        : folder.toRealPath().resolve(path.getFileName());
  }
}
