package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;

/**
 * A Debian server of one's own: systemd as its first process, files that are a copy of {@link
 * DebianRoot}, a network of which nothing but the loopback is there. Needs root, debootstrap and
 * systemd-nspawn.
 *
 * <pre>{@code
 * try (Container server = Container.boot()) {
 *   server.write("/opt/playbook.yml", text);
 *   server.run("java", "-jar", "/opt/deploy.jar", "/opt/playbook.yml").expect(0);
 *   server.reboot();
 * }
 * }</pre>
 */
public final class Container implements AutoCloseable {
  private static final Duration BOOT = Duration.ofMinutes(2);
  private static final Duration SHUTDOWN = Duration.ofMinutes(3);

  /** How systemd-nspawn says that the machine wants to be started again. */
  private static final int REBOOTED = 133;

  private static final List<String> ENVIRONMENT =
      List.of(
          "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "HOME=/root",
          "USER=root",
          "LC_ALL=C.UTF-8");

  private final Path folder;
  private final boolean mounted;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Thread atExit = new Thread(this::tearDown, "container");
  private Process nspawn;

  private Container(Path folder, boolean mounted) {
    this.folder = folder;
    this.mounted = mounted;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A server that has just been installed and started. */
  public static Container boot() {
    for (String program : List.of("debootstrap", "systemd-nspawn", "nsenter")) {
      if (tool("sh", "-c", "command -v " + program) != 0) {
        throw new IllegalStateException(
            "there is no program " + program + "; install the packages that .ci/run names");
      }
    }
    try {
      Path base = DebianRoot.get();
      Path folder = Files.createTempDirectory(base.getParent(), "container-");
      Container container = new Container(folder, copy(base, folder));
      container.start();
      return container;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy that is written only where it is changed, if this machine can; whether it can. */
  private static boolean copy(Path base, Path folder) throws IOException {
    for (String part : List.of("root", "upper", "work")) {
      Files.createDirectory(folder.resolve(part));
    }
    // The root of a file system is open to everybody; a temporary folder is not.
    for (String part : List.of("", "root", "upper")) {
      Files.setPosixFilePermissions(
          folder.resolve(part), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    String layers =
        "lowerdir=%s,upperdir=%s,workdir=%s"
            .formatted(base, folder.resolve("upper"), folder.resolve("work"));
    String root = folder.resolve("root").toString();
    if (tool("mount", "-t", "overlay", "-o", layers, "overlay", root) == 0) {
      return true;
    }
    assertEquals(0, tool("cp", "-a", "--reflink=auto", base + "/.", root), "copying " + base);
    return false;
  }

  private void start() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "systemd-nspawn",
                "--directory=" + folder.resolve("root"),
                "--machine=" + folder.getFileName(),
                "--register=no",
                "--private-network",
                "--resolv-conf=off",
                "--timezone=off",
                "--console=pipe",
                "--boot"));
    if (!Files.isDirectory(Path.of("/run/systemd/system"))) {
      command.add("--keep-unit"); // There is no systemd that could make one for it.
    }
    try {
      nspawn =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("console.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("the container to start", BOOT, this::isUp);
  }

  private boolean isUp() {
    if (!nspawn.isAlive()) {
      throw new AssertionError("the container has ended:\n" + read(folder.resolve("console.log")));
    }
    try {
      String state = run("systemctl", "is-system-running").out().strip();
      return state.equals("running") || state.equals("degraded");
    } catch (NoSuchElementException e) {
      return false; // It has no child yet, or had one only to prepare the next.
    }
  }

  /** The pid, here, of its first process. */
  private long leader() {
    return nspawn.children().findFirst().orElseThrow().pid();
  }

  /** Where a file of the server is on this machine. */
  public Path path(String inside) {
    return folder.resolve("root").resolve(inside.substring(1));
  }

  /** Runs a command on the server, as root, in {@code /root}, with little in its environment. */
  public Run run(String... command) {
    try (Job job = start(command)) {
      return job.end();
    }
  }

  /** Runs a script of the shell on the server. */
  public Run shell(String script) {
    return run("sh", "-c", script);
  }

  /** Starts a command on the server. */
  public Job start(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--target=" + leader(), "--all", "env"));
    // A shell that runs the tests in the background has us, and all whom we start, ignore SIGINT.
    all.addAll(List.of("-i", "--default-signal=INT"));
    all.addAll(ENVIRONMENT);
    all.addAll(List.of("sh", "-c", "cd /root && exec \"$@\"", "sh"));
    all.addAll(List.of(command));
    try {
      Path out = Files.createTempFile("container", ".out");
      Path err = Files.createTempFile("container", ".err");
      Process process =
          new ProcessBuilder(all)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      Job job = new Job(all, process, out, err);
      open.add(job);
      return job;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a load on the server's own network.
   *
   * @param url such as {@code http://127.0.0.1/}
   */
  public LoadInside load(String url, int connections, int posts, double perSecond) {
    return load(url, connections, posts, perSecond, true);
  }

  /** The same with a connection for each request. */
  public LoadInside loadWithoutKeepAlive(String url, int connections, int posts, double perSecond) {
    return load(url, connections, posts, perSecond, false);
  }

  private LoadInside load(
      String url, int connections, int posts, double perSecond, boolean keepAlive) {
    LoadInside load = LoadInside.start(leader(), url, connections, posts, perSecond, keepAlive);
    open.add(load);
    return load;
  }

  /** Installs the product as a server without network gets it: as the exported jar. */
  public void install() {
    install("/root/deploy.jar");
  }

  /** The same, at that place. */
  public void install(String jar) {
    copy(DeployJar.get().jar(), jar);
  }

  /** Runs the product that was installed. */
  public Run deployer(String... arguments) {
    try (Job job = startDeployer(arguments)) {
      return job.end();
    }
  }

  /** Starts the product that was installed. */
  public Job startDeployer(String... arguments) {
    List<String> command = new ArrayList<>(List.of("java"));
    command.addAll(DeployJar.JAVA_OPTIONS);
    command.addAll(List.of("-jar", "deploy.jar"));
    command.addAll(List.of(arguments));
    return start(command.toArray(String[]::new));
  }

  /** Puts a copy of one of this machine's files there. */
  public void copy(Path file, String to) {
    try {
      Files.createDirectories(path(to).getParent());
      Files.copy(file, path(to), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file. */
  public void write(String file, String text) {
    try {
      Files.createDirectories(path(file).getParent());
      Files.writeString(path(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file. */
  public String read(String file) {
    return read(path(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the server shut down in good order and start again. */
  public void reboot() {
    run("systemctl", "--no-block", "reboot").expect(0);
    try {
      if (!nspawn.waitFor(SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not shut down:\n" + read(folder.resolve("console.log")));
      }
      assertEquals(REBOOTED, nspawn.exitValue(), () -> read(folder.resolve("console.log")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    start();
  }

  /** Pulls the plug, and removes all there was. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The tests were told to end, and the hook is at work.
    }
    tearDown();
  }

  private void tearDown() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        System.out.println("  " + e);
      }
    }
    if (nspawn != null) {
      nspawn.children().forEach(ProcessHandle::destroyForcibly);
      Await.until("the container to end", SHUTDOWN, () -> !nspawn.isAlive());
    }
    if (mounted && tool("umount", folder.resolve("root").toString()) != 0) {
      throw new IllegalStateException("cannot unmount " + folder.resolve("root"));
    }
    assertEquals(0, tool("rm", "-rf", "--one-file-system", folder.toString()), "removal");
  }

  private static int tool(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
