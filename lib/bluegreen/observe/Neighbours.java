package bluegreen.observe;

import bluegreen.host.Processes;
import bluegreen.nginx.LoadedSite;
import bluegreen.nginx.NginxUnit;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.runner.Liveness;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.Register;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the other apps of ours on this machine: by their links, and by their sites in nginx. */
final class Neighbours {
  private final AppDir own;
  private final Register register;
  private final Processes processes;

  Neighbours(AppDir own, Register register, Processes processes) {
    this.own = own;
    this.register = register;
    this.processes = processes;
  }

  /**
   * All but our own.
   *
   * @param loaded the sites of ours in nginx's configuration
   */
  List<Neighbour> find(List<LoadedSite> loaded) {
    List<Neighbour> found = new ArrayList<>();
    Set<Path> folders = new LinkedHashSet<>();
    for (Path folder : register.folders()) {
      if (!isOwn(folder) && folders.add(folder)) {
        register
            .read(new AppDir(folder))
            .map(layout -> new Neighbour(layout, isAlive(layout, loaded), isStanding(layout)))
            .ifPresent(found::add);
      }
    }
    loaded.stream()
        .filter(site -> !isOwn(site.dir()))
        .filter(site -> found.stream().noneMatch(n -> n.layout().dir().equals(site.dir())))
        .map(site -> new Neighbour(layout(site), true, true))
        .forEach(found::add);
    return List.copyOf(found);
  }

  private boolean isOwn(Path folder) {
    try {
      return folder.equals(own.root()) || Files.isSameFile(folder, own.root());
    } catch (IOException e) {
      return false;
    }
  }

  /** Of an app whose folder we may not look into, nginx's configuration tells this much. */
  private Layout layout(LoadedSite site) {
    return register
        .read(new AppDir(site.dir()))
        .orElseGet(
            () ->
                new Layout(
                    site.rendered().app(),
                    site.dir(),
                    site.file(),
                    Optional.of(new Ports(site.rendered().blue(), site.rendered().green())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    ""));
  }

  private boolean isAlive(Layout layout, List<LoadedSite> loaded) {
    AppDir dir = new AppDir(layout.dir());
    return loaded.stream().anyMatch(site -> site.dir().equals(layout.dir()))
        || new Liveness(layout.app(), dir, processes).isAlive()
        || Files.exists(dir.slots()) && !Files.isReadable(dir.slots()) && listens(layout)
        || text(NginxUnit.file(layout.app())).contains(layout.dir() + "/")
        || pidFiles(layout).anyMatch(this::isNginx);
  }

  private static boolean isStanding(Layout layout) {
    return text(layout.site()).contains("\"" + new AppDir(layout.dir()).closingMarker() + "\"");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private boolean listens(Layout layout) {
    return layout.ports().stream()
        .flatMap(ports -> ports.here().stream())
        .anyMatch(port -> !processes.listeners(port, Optional.empty()).isEmpty());
  }

  /** Where an nginx that is there for that app alone has written its pid. */
  private static Stream<Path> pidFiles(Layout layout) {
    Path inDir = layout.dir().resolve("nginx/logs/nginx.pid");
    return Stream.concat(
        Stream.of(inDir),
        layout.conf().filter(c -> layout.behind().isEmpty()).stream()
            .map(c -> c.resolveSibling("nginx.pid"))
            .filter(pid -> layout.site().startsWith(pid.getParent())));
  }

  private boolean isNginx(Path pidFile) {
    String pid = text(pidFile).strip();
    return pid.matches("\\d{1,10}")
        && processes
            .find(Long.parseLong(pid))
            .filter(p -> p.command().startsWith("nginx: master"))
            .isPresent();
  }
}
