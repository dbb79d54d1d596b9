package bluegreen.observe;

import bluegreen.host.HostFailure;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
 */
public record FolderFacts(
    Path root,
    Optional<Path> home,
    boolean file,
    boolean ours,
    List<Path> strangers,
    Optional<String> unread,
    boolean configured,
    Optional<Path> inFiles) {

  /** One that we made, as it has to be. */
  public static FolderFacts own(Path root) {
    return new FolderFacts(
        root, Optional.empty(), false, true, List.of(), Optional.empty(), true, Optional.empty());
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
        playbook
            .app()
            .program()
            .artifact()
            .filter(files -> Files.isDirectory(files) && dir.root().startsWith(files)));
  }
}
