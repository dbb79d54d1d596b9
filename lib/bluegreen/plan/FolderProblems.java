package bluegreen.plan;

import bluegreen.observe.FolderFacts;
import bluegreen.playbook.Playbook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why the folders that a playbook names are none to be given to an app. */
record FolderProblems(Playbook playbook, FolderFacts seen, boolean areRoot) {
  private static final List<String> SYSTEM =
      List.of(
          "/bin /boot /dev /dev/shm /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin",
          "/srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share",
          "/var /var/cache /var/lib /var/lib/bluegreen /var/log /var/run /var/spool /var/tmp",
          "/var/www /etc/nginx /etc/systemd /");

  /** Before a deployment: each in a sentence. */
  List<String> beforeDeployment() {
    List<String> problems = new ArrayList<>();
    shared(seen.root()).ifPresent(what -> problems.add(refusal("app.dir", seen.root(), what)));
    if (!seen.configured()) {
      playbook
          .nginx()
          .prefix()
          .flatMap(p -> shared(p).map(what -> refusal("nginx.prefix", p, what)))
          .ifPresent(problems::add);
    }
    seen.inFiles()
        .map(files -> refusal("app.dir", seen.root(), "in app.files (" + files + ")"))
        .ifPresent(problems::add);
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
    Path home = seen.home().orElse(Path.of("/")).resolve(".local/state/bluegreen");
    return (areRoot ? root : home).resolve(playbook.app().name());
  }

  /** What a folder is that others use, too; empty where it may be the app's own. */
  private Optional<String> shared(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    if (SYSTEM.stream().flatMap(s -> Stream.of(s.split(" "))).map(Path::of).anyMatch(path::equals)
        || path.startsWith("/etc/nginx")
        || path.startsWith("/proc")
        || path.startsWith("/sys")) {
      return Optional.of("a folder of the system");
    } else if (seen.home().filter(home -> home.startsWith(path)).isPresent()) {
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
    if (seen.file()) {
      return Optional.of("app.dir: " + seen.root() + " is a file, not a folder");
    } else if (seen.unread().isPresent()) {
      return Optional.of("app.dir: " + seen.unread().get());
    }
    return seen.strangers().stream()
        .filter(path -> !seen.ours() && !isForNginx(path))
        .findFirst()
        .map(
            stranger ->
                "app.dir: %s is not empty and was not made by us (%s is in it); choose a folder of its own, such as %s"
                    .formatted(
                        seen.root(),
                        stranger.getFileName(),
                        seen.root().resolve(playbook.app().name())));
  }

  private boolean isForNginx(Path path) {
    return playbook.nginx().prefix().filter(p -> p.startsWith(path)).isPresent()
        || playbook.nginx().target().file().startsWith(path);
  }
}
