package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The markers by which each answer of a site of ours closes its connection. An nginx that reloads
 * closes the idle connections of all its sites, and a client that writes at that very moment gets a
 * reset: so the sites of other apps of ours in it are told, too, as far as we may.
 */
final class Closing {
  /** For so long nginx goes by what it has seen of a marker: {@code open_file_cache_valid}. */
  static final Duration UNSEEN = Duration.ofSeconds(1);

  private final AppDir own;
  private final Commands commands;
  private final AtomicFiles files;
  private final long user;
  private final Duration unseen;

  /** What our own marker is called else, while it is no file of its own. */
  private Optional<Path> renamed = Optional.empty();

  Closing(AppDir own, Commands commands, AtomicFiles files, Processes processes) {
    this(own, commands, files, processes, UNSEEN);
  }

  /** For an nginx that goes by what it has seen for so long. */
  Closing(AppDir own, Commands commands, AtomicFiles files, Processes processes, Duration unseen) {
    this.unseen = unseen;
    this.own = own;
    this.commands = commands;
    this.files = files;
    this.user = processes.ownUser();
  }

  /** What is done while connections close. */
  interface Work {
    /** Does it. */
    void run() throws HostFailure, InterruptedException;
  }

  /** Whether a path is that of such a marker. */
  static boolean isMarker(Path path) {
    return new AppDir(path.getParent().getParent()).closingMarker().equals(path);
  }

  /** The markers of other apps among those that sites look for, which we may put there. */
  List<Path> others(List<LoadedSite> sites) {
    return sites.stream()
        .map(site -> new AppDir(site.dir()))
        .filter(dir -> !isOwn(dir))
        .filter(dir -> owner(dir.live()).filter(this::isWithinReach).isPresent())
        .map(AppDir::closingMarker)
        .distinct()
        .toList();
  }

  /** The markers that are there, our own and those. */
  List<Path> left(List<Path> others) {
    return Stream.concat(Stream.of(own.closingMarker()), others.stream())
        .filter(Files::exists)
        .toList();
  }

  private boolean isOwn(AppDir dir) {
    try {
      return dir.equals(own) || Files.isSameFile(dir.root(), own.root());
    } catch (IOException e) {
      return false;
    }
  }

  /** Root may do it for anybody, and does it as that one. */
  private boolean isWithinReach(long owner) {
    return user == 0 || owner == user;
  }

  private static Optional<Long> owner(Path folder) {
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(
              ((Number) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                  .longValue())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Has connections close for a while, and on until some work is done.
   *
   * @param soft how long before it, once nginx has noticed; zero for not at all
   * @param others the markers beside our own
   */
  void during(Duration soft, List<Path> others, Work work)
      throws HostFailure, InterruptedException {
    List<Path> put = new ArrayList<>();
    boolean first = Files.isDirectory(own.live());
    try {
      if (!soft.isZero() && (first || !others.isEmpty())) {
        put.addAll(others); // Before they are: whoever stops us leaves none.
        put(others, first);
        Interruption.sleep(soft.plus(unseen));
      }
      work.run();
    } finally {
      try {
        take(put);
      } finally {
        if (!soft.isZero() && first) {
          takeOwn();
        }
      }
    }
  }

  /**
   * Where there is no room for another file, one that nobody looks for meanwhile is the marker:
   * that the slot which serves may stand in for the other one.
   */
  private void putOwn() throws HostFailure {
    try {
      files.mark(own.closingMarker());
    } catch (HostFailure e) {
      Path spare = spare();
      if (!Files.exists(spare)) {
        throw e;
      }
      files.rename(spare, own.closingMarker());
      renamed = Optional.of(spare);
    }
  }

  private Path spare() {
    return own.servedMarker(Files.exists(own.greenMarker()) ? Slot.GREEN : Slot.BLUE);
  }

  private void takeOwn() throws HostFailure {
    if (renamed.isPresent() && Files.exists(own.closingMarker())) {
      files.rename(own.closingMarker(), renamed.get());
    }
    files.remove(own.closingMarker());
    renamed = Optional.empty();
  }

  private void put(List<Path> others, boolean first) throws HostFailure, InterruptedException {
    if (first) {
      putOwn();
    }
    for (Path marker : others) {
      try {
        if (isOurs(marker)) {
          files.mark(marker);
        } else { // Readable whatever our umask: nginx opens what it keeps in mind.
          become(marker, "/bin/sh", "-c", "umask 022; exec touch \"$0\"");
        }
      } catch (HostFailure e) {
        // That app's clients are no worse off than by any reload.
      }
    }
  }

  /** Takes markers away; one that cannot be is taken by the next run that sees it. */
  void take(List<Path> markers) throws InterruptedException {
    for (Path marker : markers) {
      try {
        if (isOurs(marker)) {
          files.remove(marker);
        } else {
          become(marker, "rm", "-f");
        }
      } catch (HostFailure e) {
        // It costs that app's clients a connection a request.
      }
    }
  }

  private boolean isOurs(Path marker) {
    return owner(marker.getParent()).filter(o -> o == user).isPresent();
  }

  /** As the folder's owner, who could have put a link of any kind there. */
  private void become(Path marker, String... how) throws HostFailure, InterruptedException {
    Optional<Long> owner = owner(marker.getParent());
    if (owner.isPresent()) {
      List<String> argv = new ArrayList<>(new NginxUser(owner.get()).become());
      argv.addAll(List.of(how));
      argv.add(marker.toString());
      commands.run(Command.of(argv));
    }
  }
}
