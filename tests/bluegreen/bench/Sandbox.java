package bluegreen.bench;

import bluegreen.bench.Programs.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A temporary folder with the demo app, a playbook and a private nginx, on ports that were free.
 * Closing it ends every process that was started from it, by its pid, and removes the folder.
 */
public final class Sandbox implements AutoCloseable {
  private static final long LONGEST_END_SECONDS = 15;

  private final Path folder;
  private final Programs programs;
  private final int listen;
  private final int blue;
  private final int green;
  private final Thread hook = new Thread(this::clear, "clear-sandbox");

  private Sandbox(Path folder, List<Integer> ports) {
    this.folder = folder;
    this.programs = new Programs(folder.resolve("output"));
    this.listen = ports.get(0);
    this.blue = ports.get(1);
    this.green = ports.get(2);
  }

  /** A new one, in which nothing runs yet. */
  public static Sandbox create() throws IOException, InterruptedException {
    Path app = Path.of("playbooks/demo/App.java");
    Sandbox sandbox =
        new Sandbox(
            Files.createTempDirectory("bluegreen-bench").toRealPath(), Loopback.freePorts(3));
    Runtime.getRuntime().addShutdownHook(sandbox.hook);
    Files.copy(app, sandbox.folder.resolve("App.java"));
    Files.writeString(sandbox.playbook(), sandbox.playbookText());
    sandbox.programs.require("nginx", "nginx");
    return sandbox;
  }

  private String playbookText() {
    return """
    vars: { version: 1 }
    app:
      name: bench
      command: [java, -XX:TieredStopAtLevel=1, App.java, --port, "{{ port }}",
        --version, "{{ version }}"]
      files: App.java
      version: "{{ vars.version }}"
      dir: app
    ports: { blue: %d, green: %d }
    health:
      url: "http://127.0.0.1:{{ port }}/health"
      body: UP
    nginx:
      prefix: nginx
      site: nginx/site.conf
      listen: ["127.0.0.1:%d"]
    rollout: { bake: 0s }
    """
        .formatted(blue, green, listen);
  }

  Programs programs() {
    return programs;
  }

  /** A file or folder in it. */
  Path path(String name) {
    return folder.resolve(name);
  }

  private Path playbook() {
    return path("playbook.yml");
  }

  /** The URL of a path through nginx. */
  String throughNginx(String path) {
    return "http://127.0.0.1:" + listen + path;
  }

  /** The port of nginx. */
  int listen() {
    return listen;
  }

  /** The port of a slot. */
  int port(String slot) {
    return slot.equals("blue") ? blue : green;
  }

  /** The command line of deploy.java as users type it. */
  List<String> deploy(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("./jbang", "deploy.java", "--detailed-exitcode"));
    command.addAll(List.of(arguments));
    command.add(playbook().toString());
    return command;
  }

  /** Deploys a version for the first time. */
  Run deployVersion(int version) throws IOException, InterruptedException {
    return programs.expect(10, deploy("-e", "version=" + version));
  }

  @Override
  public void close() {
    clear();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private synchronized void clear() {
    programs.stop();
    List<ProcessHandle> ours = ProcessHandle.allProcesses().filter(this::isOurs).toList();
    ours.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_END_SECONDS);
    while (ours.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      pause();
    }
    ours.forEach(ProcessHandle::destroyForcibly);
    Folders.remove(folder);
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The app knows its folder from its environment, nginx from its command line. */
  private boolean isOurs(ProcessHandle process) {
    boolean app = holds(process, "environ", "BLUEGREEN_DIR=" + path("app") + "\0");
    boolean nginx =
        holds(process, "cmdline", "nginx: master") && holds(process, "cmdline", folder + "/");
    return app || nginx;
  }

  private static boolean holds(ProcessHandle process, String file, String text) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", process.pid() + "", file));
      return new String(bytes, StandardCharsets.UTF_8).contains(text);
    } catch (IOException e) {
      return false; // Gone, or somebody else's.
    }
  }
}
