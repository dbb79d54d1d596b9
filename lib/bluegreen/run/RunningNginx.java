package bluegreen.run;

import bluegreen.nginx.Masters.Master;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands in the way where the nginx of the playbook does not run, and perhaps another does.
 */
record RunningNginx(Playbook playbook, AppDir dir) {

  /**
   * Why it must not be started.
   *
   * @param running the masters that run on this machine
   */
  Optional<String> problem(List<Master> running) {
    Path conf = playbook.nginx().conf();
    Set<Integer> wanted =
        playbook.nginx().listen().stream()
            .map(l -> Socket.of(l).port())
            .collect(Collectors.toSet());
    Optional<String> other =
        running.stream()
            .filter(m -> !m.conf().equals(conf) && !m.conf().startsWith(dir.root()))
            .filter(m -> !NginxFiles.isPrivate(text(m.conf())))
            .filter(m -> listens(m.conf(), wanted))
            .map(
                m ->
                    "nginx.conf: nginx runs with %1$s (pid %2$d), not with %3$s; write there: conf: %1$s"
                        .formatted(m.conf(), m.process().pid(), conf))
            .findFirst();
    return other.or(() -> foreground(conf));
  }

  private static boolean listens(Path conf, Set<Integer> wanted) {
    return Configuration.ofFiles(conf).stream()
        .flatMap(c -> c.entrances().sockets().stream())
        .anyMatch(s -> wanted.contains(s.port()));
  }

  private static Optional<String> foreground(Path conf) {
    return Configuration.ofFiles(conf).stream()
        .flatMap(c -> c.all("daemon").stream())
        .filter(d -> d.arg(0).equals("off"))
        .map(
            d ->
                "nginx does not run, and is for whoever starts it in the foreground ("
                    + d.place()
                    + ": daemon off;), such as a supervisor; have it started, then run this again")
        .findFirst();
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
