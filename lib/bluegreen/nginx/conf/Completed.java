package bluegreen.nginx.conf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What nginx has printed and, from the disk, what a file that it has not read yet brings in. */
final class Completed implements ConfFiles {
  private final Dump dump;
  private final Disk disk;
  private final Set<Path> gone;

  /**
   * The files.
   *
   * @param gone those that would not be there any more
   */
  Completed(Dump dump, Set<Path> gone) {
    this.dump = dump;
    this.disk = new Disk(ConfFiles.path(dump.main()), Optional.empty());
    this.gone = gone;
  }

  @Override
  public String main() {
    return dump.main();
  }

  @Override
  public Optional<String> text(String name) {
    return dump.text(name).or(() -> isGone(name) ? Optional.empty() : disk.text(name));
  }

  @Override
  public List<String> matching(String pattern) {
    Set<String> names = new TreeSet<>(dump.matching(pattern));
    disk.matching(pattern).stream().filter(name -> !isGone(name)).forEach(names::add);
    return List.copyOf(names);
  }

  private boolean isGone(String name) {
    return gone.contains(ConfFiles.path(name));
  }

  @Override
  public Set<String> closed() {
    return disk.closed();
  }
}
