package bluegreen.observe;

import bluegreen.host.Accounts;
import bluegreen.host.HostFailure;
import bluegreen.host.Mounts;
import bluegreen.host.Trail;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import bluegreen.state.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was seen of the folder that a playbook gives to its app.
 *
 * @param root the folder
 * @param home the home folder of whoever runs this; empty where he has none
 * @param file whether a file is there instead
 * @param ours whether we made it
 * @param strangers what is in it and was not put there by us
 * @param unread why that could not be told
 * @param configured whether nginx's main configuration is there already
 * @param inFiles the folder that is deployed, where this one is in it
 * @param readOnly of the folders and files that a run may write to, those that nobody can
 * @param mounted of these files, those that are mounted by themselves, so that nothing can be put
 *     in their place
 */
public record FolderFacts(
    Path root,
    Optional<Path> home,
    boolean file,
    boolean ours,
    List<Path> strangers,
    Optional<String> unread,
    boolean configured,
    Optional<Path> inFiles,
    List<Path> readOnly,
    List<Path> mounted) {

  /** One that we made, as it has to be. */
  public static FolderFacts own(Path root) {
    return new FolderFacts(
        root,
        Optional.empty(),
        false,
        true,
        List.of(),
        Optional.empty(),
        true,
        Optional.empty(),
        List.of(),
        List.of());
  }

  /** What is seen of it now. */
  public static FolderFacts of(Playbook playbook, AppDir dir) {
    Footprint footprint = new Footprint(dir);
    boolean file = Files.exists(dir.root()) && !Files.isDirectory(dir.root());
    List<Path> strangers = List.of();
    Optional<String> unread = Optional.empty();
    try {
      strangers = file ? List.of() : footprint.strangers();
    } catch (HostFailure e) {
      unread = Optional.of(e.getMessage());
    }
    return new FolderFacts(
        dir.root(),
        Optional.of(System.getProperty("user.home", ""))
            .filter(h -> h.startsWith("/"))
            .map(Path::of),
        file,
        footprint.isOurs(),
        strangers,
        unread,
        Files.exists(playbook.nginx().conf()),
        Source.of(playbook.app(), dir)
            .place()
            .filter(files -> Files.isDirectory(files) && dir.root().startsWith(files)),
        readOnly(playbook, dir),
        mounted(playbook.nginx()));
  }

  /** An included file is written in place where that can be, but for sudo's rules. */
  private static List<Path> mounted(Playbook.Nginx nginx) {
    Stream<Path> include =
        nginx.behind().filter(b -> b.front().sudo()).flatMap(b -> b.include()).stream()
            .map(i -> i.file());
    return Stream.concat(Stream.of(nginx.target().file()), include)
        .filter(file -> Mounts.isAlone(Trail.of(file).end()))
        .toList();
  }

  private static List<Path> readOnly(Playbook playbook, AppDir dir) {
    Stream<Path> ofNginx =
        Stream.concat(
            Stream.of(playbook.nginx().target().file().getParent()),
            playbook.nginx().prefix().stream());
    Stream<Path> include =
        playbook.nginx().behind().flatMap(b -> b.include()).stream().map(i -> i.file());
    // What a link leads to may be elsewhere.
    Stream<Path> linked = Stream.of(playbook.nginx().target().file()).filter(Files::isSymbolicLink);
    return Stream.of(Stream.of(dir.root()), ofNginx, linked, include)
        .flatMap(paths -> paths)
        .distinct()
        .filter(FolderFacts::isReadOnly)
        .toList();
  }

  /** Whatever one's rights are: those of whoever has not all of them are judged elsewhere. */
  private static boolean isReadOnly(Path path) {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return Files.getFileStore(there).isReadOnly()
          || Accounts.areRoot() && !Files.isWritable(there);
    } catch (IOException e) {
      return false;
    }
  }
}
