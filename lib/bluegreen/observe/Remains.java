package bluegreen.observe;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.TrafficLog;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import bluegreen.state.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is on the disk when an app is to be removed.
 *
 * @param there whether the app's folder is there and ours
 * @param goes whether the folder itself was made by us, and is no link
 * @param made the folders that were not there before us, the innermost first; empty where that is
 *     not known
 * @param emptied empty folders of a private nginx whose configuration is gone or not there yet, the
 *     innermost first
 * @param staying what of others is in the app's folder
 * @param strangers what of others is in releases
 * @param written the files elsewhere that were written for it: for Prometheus, and by nginx
 */
public record Remains(
    boolean there,
    boolean goes,
    Optional<List<Path>> made,
    List<Path> emptied,
    List<Path> staying,
    List<ForeignFiles> strangers,
    List<Path> written) {

  static Remains of(Playbook playbook, AppDir dir, Facts facts, List<ForeignFiles> strangers)
      throws HostFailure {
    Footprint footprint = new Footprint(dir);
    return new Remains(
        // What nobody has put anything into may be anybody's.
        Files.isDirectory(dir.root()) && footprint.isBegun(),
        footprint.goes(),
        footprint.made(),
        emptied(playbook, facts.leftovers()),
        footprint.staying(),
        strangers,
        written(playbook, dir, facts.nginx()));
  }

  private static List<Path> written(Playbook playbook, AppDir dir, NginxFacts nginx) {
    return Stream.concat(
            Metrics.all(dir, playbook.app().metrics()).stream(),
            nginx.log().map(TrafficLog::file).filter(Files::exists).stream())
        .toList();
  }

  /** The folders of a private nginx in which a killed run has left nothing but leftovers. */
  private static List<Path> emptied(Playbook playbook, List<Path> leftovers) throws HostFailure {
    Optional<Path> prefix = playbook.nginx().prefix();
    if (prefix.isEmpty() || Files.exists(playbook.nginx().conf())) {
      return List.of();
    }
    List<Path> emptied = new ArrayList<>();
    Set<Path> gone = new HashSet<>(leftovers);
    for (String name : List.of("logs", "temp", "")) {
      Path folder = prefix.get().resolve(name);
      if (Files.isDirectory(folder) && gone.containsAll(inside(folder))) {
        emptied.add(folder);
        gone.add(folder);
      }
    }
    return emptied;
  }

  private static List<Path> inside(Path folder) throws HostFailure {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new HostFailure("cannot look into " + folder + ": " + AtomicFiles.why(e));
    }
  }
}
