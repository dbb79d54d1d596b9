package bluegreen.observe;

import bluegreen.host.HostFailure;
import bluegreen.nginx.Front;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a playbook has the file for Prometheus, seen before a run that would write it. */
record MetricsPlace(Playbook playbook, AppDir dir, Machine machine, Nginx nginx) {

  /** Why it must not be written there, a sentence each. */
  List<String> problems() throws HostFailure, InterruptedException {
    Optional<Path> file = playbook.app().metrics();
    if (file.isEmpty()) {
      return List.of();
    }
    Optional<String> problem = Metrics.problem(dir, file.get());
    Optional<Front> user = machine.front(playbook, dir);
    Stream<Configuration> read =
        Stream.concat(
            user.isPresent() ? user.get().configuration().stream() : Stream.empty(),
            nginx.configuration().stream());
    return problem.or(() -> read.flatMap(c -> included(file.get(), c)).findFirst()).stream()
        .toList();
  }

  /** Why it would not be written, a sentence each: not on every server somebody wants it. */
  List<String> doubts() {
    return playbook.app().metrics().flatMap(Metrics::unwritable).stream()
        .map(said -> said + ", and so a run writes nothing for Prometheus")
        .toList();
  }

  /** Why nginx would take it for one of its own files, and not load the others any more. */
  static Stream<String> included(Path file, Configuration read) {
    return Stream.of(file, real(file))
        .filter(name -> read.with(name, "").includes(name))
        .map(
            name ->
                "app.metrics: nginx would read "
                    + file
                    + " as a part of its configuration ("
                    + read.main()
                    + " includes all that is named like it), and refuse all of it; put it into"
                    + " another folder")
        .limit(1);
  }

  private static Path real(Path file) {
    try {
      return file.getParent().toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      return file;
    }
  }
}
