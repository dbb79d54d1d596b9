package bluegreen.runner;

import bluegreen.host.Account;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.Release;
import bluegreen.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An app whose program is a script, with a runner of its own. */
final class Shop {
  static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  static final Account DEPLOYER = new Account("deployer", 1000, 1000, "/home/deployer");

  /** Runs until it is ended. */
  static final String STAYS = "echo ready; exec sleep 60";

  private static final Duration LONG = Duration.ofSeconds(30);

  final AppDir dir;
  final Processes processes = new Processes();
  final ProcessRunner runner;
  private final Path folder;

  Shop(Path folder) {
    this.folder = folder;
    dir = new AppDir(folder.resolve("state"));
    runner = newRunner();
  }

  /** A runner as the next run has it: it has started nothing itself. */
  ProcessRunner newRunner() {
    return new ProcessRunner(
        dir, new Commands(Trace.SILENT), new AtomicFiles(Trace.SILENT), processes);
  }

  static Playbook playbook(Path folder, String app) throws Exception {
    Path file = folder.resolve("playbook.yml");
    Files.writeString(
        file,
        """
        app:
          name: shop
        %s
          dir: %s
        ports: { blue: 18081, green: 18082 }
        health: { url: "http://127.0.0.1:{{ port }}/" }
        nginx: { site: site.conf }
        """
            .formatted(app.indent(2).stripTrailing(), folder.resolve("state")));
    Surroundings surroundings =
        new Surroundings(Map.of("PATH", PATH), true, Optional.empty(), Map.of());
    return new PlaybookReader(new Templates(), surroundings).read(file);
  }

  /** A release of which nothing but its name and its folder is real. */
  Release release(String version) throws Exception {
    String digest = Artifact.ofText(version).digest();
    Path home = dir.releases().resolve(Release.id(version, digest));
    Files.createDirectories(home.resolve("app"));
    return new Release(version, digest, home, "", Instant.EPOCH);
  }

  /** What a runner goes by to tell whose a process is. */
  SlotProcesses seen() {
    return new SlotProcesses(dir, processes);
  }

  /** How a script is started in a slot. */
  Launch launch(Slot slot, String script) throws Exception {
    Files.createDirectories(folder.resolve("files"));
    Playbook playbook =
        playbook(folder, "command: [/bin/sh, serve.sh, '{{ port }}']\nfiles: files");
    Release release = release("1");
    Files.writeString(release.home().resolve("serve.sh"), script + "\n");
    Launches launches =
        new Launches(
            playbook, dir, new Templates(), PATH, Map.of(), DEPLOYER, Optional.empty(), "process");
    return launches.of(release, slot, playbook.ports().of(slot));
  }

  /** Starts a script; one that begins with {@code echo ready} runs when this returns. */
  Running start(Slot slot, String script) throws Exception {
    Running running = runner.start(launch(slot, script));
    if (script.contains("echo ready")) {
      Await.until("the script to run", LONG, () -> read(running.log()).contains("ready"));
    }
    return running;
  }

  /** Ends what runs in its slots. */
  void stop() throws Exception {
    for (Slot slot : Slot.values()) {
      newRunner().stop(slot, Duration.ZERO);
    }
  }

  boolean runs(long pid) {
    return processes.find(pid).isPresent();
  }

  /** What a file holds; nothing where it is not there yet. */
  static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
