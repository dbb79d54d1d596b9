package bluegreen.observe;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Http;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** This machine, and a playbook in a folder, to be looked at. */
final class Ground implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);

  final Path folder;
  final AppDir dir;
  final Processes processes = new Processes();
  final AtomicFiles files = new AtomicFiles(Trace.SILENT);
  final Machine machine =
      new Machine(
          new Commands(Trace.SILENT),
          new Http(Trace.SILENT),
          files,
          processes,
          Interruption.ofThisThread(),
          Duration.ZERO);
  private final List<Process> started = new ArrayList<>();

  Ground(Path folder) {
    this.folder = folder;
    dir = new AppDir(folder.resolve("app"));
  }

  /** One that has these lines, each a section. */
  Playbook playbook(String... sections) throws Exception {
    Path file = folder.resolve("playbook.yml");
    Files.writeString(file, String.join("\n", sections) + "\n");
    Surroundings here = new Surroundings(Map.of(), false, Optional.empty(), Map.of());
    return new PlaybookReader(new Templates(), here).read(file);
  }

  /** One with a section for nginx, and an app called so in a folder of that name. */
  Playbook playbook(String app, String nginx) throws Exception {
    return playbook(
        "app: { name: " + app + ", command: [./serve, \"{{ port }}\"], dir: " + app + " }",
        "ports: { blue: 8081, green: 8082 }",
        "health: { url: \"http://127.0.0.1:{{ port }}/health\" }",
        "nginx: { " + nginx + " }");
  }

  /** A process that calls itself so. */
  Process called(String title) throws Exception {
    Process process = new ProcessBuilder("bash", "-c", "exec -a \"$0\" sleep 600", title).start();
    started.add(process);
    Await.until(
        title,
        SOON,
        () -> processes.find(process.pid()).filter(p -> p.command().startsWith(title)).isPresent());
    return process;
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
