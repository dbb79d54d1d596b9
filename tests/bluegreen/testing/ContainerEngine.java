package bluegreen.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A container engine with all that it has in a folder of its own: a Docker daemon, or podman's
 * store. It touches no network of this machine: its containers have the machine's, or one by
 * slirp4netns.
 */
public final class ContainerEngine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Path folder;
  private final Map<String, String> env;
  private Process daemon;

  private ContainerEngine(String name, Path folder, Map<String, String> env) {
    this.name = name;
    this.folder = folder;
    this.env = env;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("bluegreen-engine").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Docker daemon that runs. */
  public static ContainerEngine docker() {
    Path folder = folder();
    ContainerEngine engine =
        new ContainerEngine(
            "docker", folder, Map.of("DOCKER_HOST", "unix://" + folder.resolve("socket")));
    engine.start();
    return engine;
  }

  /** podman, which needs no daemon. */
  public static ContainerEngine podman() {
    Path folder = folder();
    try {
      Files.writeString(
          folder.resolve("containers.conf"),
          """
          [containers]
          default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
          [engine]
          cgroup_manager = "cgroupfs"
          events_logger = "file"
          tmp_dir = "%s"
          """
              .formatted(folder.resolve("tmp")));
      Files.writeString(
          folder.resolve("storage.conf"),
          "[storage]\ndriver = \"overlay\"\ngraphroot = \"%s\"\nrunroot = \"%s\"\n"
              .formatted(folder.resolve("data"), folder.resolve("run")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ContainerEngine(
        "podman",
        folder,
        Map.of(
            "CONTAINERS_CONF",
            folder.resolve("containers.conf").toString(),
            "CONTAINERS_STORAGE_CONF",
            folder.resolve("storage.conf").toString()));
  }

  /** {@code docker} or {@code podman}. */
  public String name() {
    return name;
  }

  /** What its command has to find in its environment. */
  public Map<String, String> env() {
    return env;
  }

  /** Starts the daemon, and waits until it answers. */
  public void start() {
    List<String> command =
        List.of(
            "dockerd",
            "--data-root",
            folder.resolve("data").toString(),
            "--exec-root",
            folder.resolve("exec").toString(),
            "--pidfile",
            folder.resolve("pid").toString(),
            "--host",
            env.get("DOCKER_HOST"),
            "--iptables=false",
            "--ip6tables=false",
            "--bridge=none");
    try {
      File log = folder.resolve("log").toFile();
      daemon =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("an answer of dockerd", PATIENCE, () -> exit("version") == 0);
  }

  /** Ends the daemon with SIGKILL; its containers go on. */
  public void kill() {
    end(daemon.toHandle(), true);
  }

  /** Has an image of the light app made, which runs for a processor such as {@code amd64}. */
  public void light(String version, String image, String... options) {
    List<String> words = new ArrayList<>(List.of("import", "--change", LightImage.ENTRYPOINT));
    words.addAll(List.of(options));
    words.addAll(List.of(LightImage.version(version).toString(), image));
    run(words.toArray(String[]::new));
  }

  /** Has an image that is for another processor, and of nothing else. */
  public void foreign(String image, String architecture) {
    try {
      Path made = Files.createDirectories(folder.resolve("foreign"));
      run(made, "tar", "-cf", "layer.tar", "-T", "/dev/null");
      String layer = run(made, "sha256sum", "layer.tar").substring(0, 64);
      Files.writeString(
          made.resolve("config.json"),
          """
          {"architecture":"%s","os":"linux","config":{},
           "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}
          """
              .formatted(architecture, layer));
      Files.writeString(
          made.resolve("manifest.json"),
          """
          [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]
          """
              .formatted(image));
      run(made, "tar", "-cf", "image.tar", "config.json", "manifest.json", "layer.tar");
      run("load", "--input", made.resolve("image.tar").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(Path folder, String... command) {
    return said(new ProcessBuilder(command).directory(folder.toFile()));
  }

  /** Runs its command; what it says. Fails where that does. */
  public String run(String... words) {
    return said(process(words));
  }

  private static String said(ProcessBuilder builder) {
    try {
      Process process = builder.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", builder.command()) + ": " + said);
      }
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private int exit(String... words) {
    try {
      return process(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private ProcessBuilder process(String... words) {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    return builder;
  }

  /** The names of its containers, whether they run or not. */
  public List<String> containers() {
    return run("ps", "--all", "--format", "{{.Names}}").lines().sorted().toList();
  }

  /** The names of its images. */
  public List<String> images() {
    return run("images", "--format", "{{.Repository}}:{{.Tag}}").lines().sorted().toList();
  }

  /** Takes all its containers away; its daemon runs then. */
  public void clear() {
    if (daemon != null && !daemon.isAlive()) {
      start();
    }
    List<String> words = new ArrayList<>(List.of("rm", "--force"));
    words.addAll(containers());
    if (words.size() > 2) {
      run(words.toArray(String[]::new));
    }
  }

  @Override
  public void close() {
    clear();
    if (daemon != null) {
      end(daemon.toHandle(), false);
    } else {
      run("rmi", "--all", "--force");
    }
    unmount();
    Builds.delete(folder);
  }

  private static void end(ProcessHandle process, boolean atOnce) {
    if (atOnce) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    Await.until("the end of pid " + process.pid(), PATIENCE, () -> !process.isAlive());
  }

  /** What an engine leaves mounted, the innermost first. */
  private void unmount() {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      List<String> ours =
          mounts
              .map(line -> line.split(" ")[1])
              .filter(place -> place.startsWith(folder + "/"))
              .sorted(java.util.Comparator.reverseOrder())
              .toList();
      for (String place : ours) {
        new ProcessBuilder("umount", "--lazy", place).start().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
