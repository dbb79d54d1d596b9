package bluegreen.run;

import bluegreen.host.Accounts;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why the folders that a playbook names are none to be given to an app. */
final class FolderProblems {
  private static final List<String> SYSTEM =
      List.of(
          "/bin /boot /dev /dev/shm /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin",
          "/srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share",
          "/var /var/cache /var/lib /var/lib/bluegreen /var/log /var/run /var/spool /var/tmp",
          "/var/www /etc/nginx /etc/systemd /");

  private final Playbook playbook;
  private final AppDir dir;

  FolderProblems(Playbook playbook, AppDir dir) {
    this.playbook = playbook;
    this.dir = dir;
  }

  /** Before a deployment: each in a sentence. */
  List<String> beforeDeployment() {
    List<String> problems = new ArrayList<>();
    shared(dir.root()).ifPresent(what -> problems.add(refusal("app.dir", dir.root(), what)));
    if (!Files.exists(playbook.nginx().conf())) {
      playbook
          .nginx()
          .prefix()
          .flatMap(p -> shared(p).map(what -> refusal("nginx.prefix", p, what)))
          .ifPresent(problems::add);
    }
    playbook
        .app()
        .program()
        .artifact()
        .filter(files -> Files.isDirectory(files) && dir.root().startsWith(files))
        .ifPresent(
            files -> problems.add(refusal("app.dir", dir.root(), "in app.files (" + files + ")")));
    if (problems.isEmpty()) {
      occupied().ifPresent(problems::add);
    }
    return problems;
  }

  private String refusal(String key, Path folder, String what) {
    return key
        + ": "
        + folder
        + " is "
        + what
        + "; give the app a folder of its own, such as "
        + usual();
  }

  private Path usual() {
    Path root = Path.of("/var/lib/bluegreen");
    Path home = Path.of(System.getProperty("user.home", "/"), ".local/state/bluegreen");
    return (Accounts.areRoot() ? root : home).resolve(playbook.app().name());
  }

  /** What a folder is that others use, too; empty where it may be the app's own. */
  private Optional<String> shared(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    String home = System.getProperty("user.home", "");
    if (SYSTEM.stream().flatMap(s -> Stream.of(s.split(" "))).map(Path::of).anyMatch(path::equals)
        || path.startsWith("/etc/nginx")
        || path.startsWith("/proc")
        || path.startsWith("/sys")) {
      return Optional.of("a folder of the system");
    } else if (home.startsWith("/") && Path.of(home).startsWith(path)) {
      return Optional.of("a home folder, or above one");
    } else if (playbook.folder().startsWith(path)) {
      return Optional.of("the playbook's folder, or above it");
    }
    Path conf = playbook.nginx().conf();
    boolean nginx =
        playbook.nginx().prefix().isEmpty()
            && (conf.startsWith(path) || path.startsWith(conf.getParent()));
    return nginx ? Optional.of("nginx's folder, or above or in it") : Optional.empty();
  }

  private Optional<String> occupied() {
    Footprint footprint = new Footprint(dir);
    try {
      if (Files.exists(dir.root()) && !Files.isDirectory(dir.root())) {
        return Optional.of("app.dir: " + dir.root() + " is a file, not a folder");
      }
      List<Path> strangers =
          footprint.strangers().stream().filter(path -> !isForNginx(path)).toList();
      if (footprint.isOurs() || strangers.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          "app.dir: %s is not empty and was not made by us (%s is in it); choose a folder of its own, such as %s"
              .formatted(
                  dir.root(),
                  strangers.get(0).getFileName(),
                  dir.root().resolve(playbook.app().name())));
    } catch (HostFailure e) {
      return Optional.of("app.dir: " + e.getMessage());
    }
  }

  private boolean isForNginx(Path path) {
    return playbook.nginx().prefix().filter(p -> p.startsWith(path)).isPresent()
        || playbook.nginx().target().file().startsWith(path);
  }
}
